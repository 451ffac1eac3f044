import { expect } from "chai";
import { differences } from "../../../operations/drift/differences";
import { valueText } from "../../../operations/drift/route-text";

const share = (subset: string, weight?: number) => ({
  destination: { host: "cart.shop.svc.cluster.local", subset, port: { number: 80 } },
  ...(weight !== undefined && { weight }),
});
const split = (...weights: number[]) => weights.map((weight, i) => share(`v${i + 1}`, weight));
const told = (declared: object[], live: object[]) =>
  differences(declared, live, { path: "route", of: [], owners: [] }).map(({ path, from, to }) => [
    path,
    valueText(from),
    valueText(to),
  ]);

describe("weights on two scales", () => {
  it("are compared in percent where one side has hundredths", () => {
    const moved = [
      ["route[0].weight", "99.5", "50"],
      ["route[1].weight", "0.5", "50"],
    ];
    expect(told(split(9950, 50), split(50, 50))).to.deep.equal(moved);
    expect(told(split(9950, 50), split(5000, 5000))).to.deep.equal(moved);
    expect(told(split(50, 50), split(9950, 50))).to.deep.equal(
      moved.map(([path, from, to]) => [path, to, from]),
    );
  });

  it("are compared in percent where someone changed one weight alone", () => {
    expect(told(split(9950, 50), split(9950, 500))).to.deep.equal([
      ["route[1].weight", "0.5", "5"],
    ]);
    expect(told(split(80, 20), split(80, 30))).to.deep.equal([["route[1].weight", "20", "30"]]);
  });

  it("stay different for an API server where they say the same", () => {
    const [first] = told(split(5000, 5000), [share("v2", 50), share("v1", 50)]);
    expect(first).to.deep.equal(["route[0].weight", "5000", "50"]);
  });

  it("are in percent where a whole route is told", () => {
    expect(valueText({ name: "http-80", route: split(9950, 50) })).to.equal(
      "http-80: 99.5 % to v1, 0.5 % to v2",
    );
    expect(told(split(9950, 50), [share("v1")])).to.deep.equal([
      ["route[0].weight", "99.5", "100"],
      ["route[1]", "0.5 % to v2", "nothing"],
    ]);
  });
});
