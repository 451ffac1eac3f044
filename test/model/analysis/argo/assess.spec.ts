import { expect } from "chai";
import { assess, valueText } from "../../../../model/analysis/argo/assess";

const phase = (successCondition: string, failureCondition: string, value = [0.92]) =>
  assess({ successCondition, failureCondition }, { value }).phase;

describe("a measurement", () => {
  it("fails where the only condition is successCondition and it does not hold", () => {
    expect(phase("result[0] >= 0.95", "")).to.equal("Failed");
    expect(phase("result[0] >= 0.9", "")).to.equal("Successful");
  });

  it("is successful where the only condition is failureCondition and it does not hold", () => {
    expect(phase("", "result[0] < 0.9")).to.equal("Successful");
    expect(phase("", "result[0] < 0.95")).to.equal("Failed");
  });

  it("is inconclusive where neither of both conditions holds, and fails where both do", () => {
    expect(phase("result[0] >= 0.95", "result[0] < 0.9")).to.equal("Inconclusive");
    expect(phase("true", "true")).to.equal("Failed");
  });

  it("is successful without conditions, also without data", () => {
    expect(assess({}, { value: [] })).to.deep.equal({ phase: "Successful", value: "[]" });
  });

  it("is an error where a condition has no answer, even where the other one has", () => {
    expect(phase("true", "result[0] > 1", [])).to.equal("Error");
    expect(phase("result[0] > 1", "true", [])).to.equal("Error");
  });

  it("is an error where the query had none", () => {
    expect(assess({}, { error: "503" })).to.deep.equal({ phase: "Error", message: "503" });
  });

  it("repeats a long condition in one short line", () => {
    const successCondition = `len(result) == 2\n  && ${"result[0] > 1 && ".repeat(20)}true`;
    const { message = "" } = assess({ successCondition }, { value: [1] });
    expect(message).to.match(/^len\(result\) == 2 && result\[0\] > 1 && .{1,80}… does not hold$/);
  });

  it("has its value as Argo writes it", () => {
    expect(valueText([0.98, NaN, Infinity, -Infinity])).to.equal("[0.98,NaN,+Inf,-Inf]");
    expect(valueText(1e-7)).to.equal("0.0000001");
    expect(valueText(-1.25e-9)).to.equal("-0.00000000125");
    expect(valueText(1.5e21)).to.equal("1500000000000000000000");
    expect(valueText(5)).to.equal("5");
  });

  it("keeps the first values of a long vector", () => {
    expect(valueText(Array.from({ length: 20 }, () => 1))).to.equal(
      "[1,1,1,1,1,1,1,1,… 20 values]",
    );
  });
});
