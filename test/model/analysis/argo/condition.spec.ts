import { expect } from "chai";
import { checkCondition, evaluate } from "../../../../model/analysis/argo/condition";
import type { MetricValue } from "../../../../model/analysis/argo/evaluate";

/** What a condition says of a value, or why it says nothing. */
function said(condition: string, value: MetricValue): boolean | string {
  const outcome = evaluate(condition, value);
  return "error" in outcome ? outcome.error : outcome.holds;
}

describe("a condition of an Argo metric", () => {
  const holds: [condition: string, value: MetricValue][] = [
    ["result[0] >= 0.95", [0.95]],
    ["result >= 0.95", 1],
    ["len(result) == 0 || result[0] >= 0.95", []],
    ["len(result) > 0 ? result[0] < 0.05 : true", []],
    ["isNaN(result[0]) or result[0] < 1", [NaN]],
    ["not isNaN(result[0]) and 0 <= result[0] <= 1", [0.5]],
    ["isInf(result[0])", [-Infinity]],
    ["all(result, {# < 1})", [0.1, 0.2]],
    ["any(result, # > 0.15)", [0.1, 0.2]],
    ["none(result, {# > 1})", [0.1, 0.2]],
    ["one(result, {# > 0.15})", [0.1, 0.2]],
    ["count(result, {# > 0}) / len(result) > 0.5", [0.1, 0.2]],
    ["len(filter(result, {isNaN(#)})) == 1", [0.1, NaN]],
    ["result[-1] == 3", [1, 2, 3]],
    ["result[0] >= asFloat('0.5')", [0.7]],
    ["asInt(result[0]) == 1", [1.9]],
    ["default(result, 0) < 5", 3],
    ["result[0] != nil && !isNil(result)", [1]],
    ["(result[0] + 1) * -2 < 0", [1]],
  ];
  for (const [condition, value] of holds)
    it(`holds: ${condition} for ${JSON.stringify(value)}`, () => {
      expect(checkCondition(condition)).to.equal(undefined);
      expect(said(condition, value)).to.equal(true);
    });

  it("is an error where an empty vector has no result[0]", () => {
    expect(said("result[0] >= 0.95", [])).to.equal("there is no data, so nothing is at [0]");
    expect(said("result[3] > 0", [1, 2, 3])).to.equal("nothing is at [3]; the list has 3 values");
  });

  it("is false for NaN, whichever way it compares", () => {
    for (const condition of ["result[0] >= 0.95", "result[0] < 0.95", "result[0] == result[0]"])
      expect(said(condition, [NaN])).to.equal(false);
  });

  it("is an error where its types do not fit the value, even where nothing would be evaluated", () => {
    expect(said("true || result > 1", [1])).to.equal(
      "character 16: > can't stand between a list of numbers and a number; take one as result[0], or write all(result, {…})",
    );
    expect(said("result[0] > 1", 1)).to.equal(
      "character 1: this is a number; a list of numbers is needed",
    );
  });

  it("is an error where it gives no boolean", () => {
    expect(said("result[0]", [1])).to.equal("it gives neither true nor false");
    expect(said("default(result, 0)", 1)).to.equal("it gives neither true nor false");
  });

  it("has no use of default() for a vector, as in Argo, which gives the whole result", () => {
    expect(said("default(result[0], 0) < 5", [1])).to.equal("the list of 1 value is no number");
    expect(said("default(result[0], 0) < 5", [])).to.include("there is no data");
  });

  const refused: [condition: string, why: string][] = [
    ["result.value > 1", "character 7: a result of Prometheus has no fields"],
    ["result[0] >= {{args.low}}", "character 14: an argument was not filled in"],
    ["result[0] = 1", "character 11: write == to compare"],
    ["result[0] in [0, 1]", "character 11: in can't follow here"],
    ["result[0] >", "character 12: a value is missing before the end"],
    ["(result[0] > 1", "character 15: ) is missing for the ( that is open"],
    ["results[0] > 1", "character 1: results is unknown; the value of the query is named result"],
    ["len(result, 1) > 0", "character 1: len() takes 1 and not 2 values"],
    [
      "all(result)",
      "character 11: , is missing after the list of all(), as in all(result, {# < 1})",
    ],
    ["# < 1", "character 1: # stands only in a condition of all() and others"],
    ["result[0] % 2 == 0", "character 11: there are + - * /; PromQL has the others"],
    [
      "result[0] ?? 0 > 1",
      "character 11: a result of Prometheus is never nil, so ?? has nothing to do",
    ],
    ["result[0] > 1_000", "character 13: write a number as 5, 0.95 or 1e3"],
    ["result[0] + 1", "it gives neither true nor false"],
    ["result[0] == '1'", "character 11: == can't stand between a number and a text"],
    ["result[0] == true", "character 11: == can't stand between a number and true or false"],
    ["result > 1 && result[0] > 1", "character 8: > can't stand between a list of numbers"],
    ["", "character 1: a value is missing before the end"],
    [`${"(".repeat(60)}true${")".repeat(60)}`, "character 51: this is nested too deeply"],
    ["true".padEnd(2001), "character 2001: a condition has at most 2000 characters"],
  ];
  for (const [condition, why] of refused)
    it(`is refused: ${condition.slice(0, 40)}`, () => {
      expect(checkCondition(condition)).to.include(why);
    });

  it("names the functions that there are in place of an unknown one", () => {
    const why = checkCondition("avg(result) > 1");
    expect(why).to.include("character 1: avg is no function here; there are len(), isNaN()");
    expect(why).to.include("PromQL has more");
  });
});
