import { expect } from "chai";
import { defaultLoad, meshLoad, readRange, readRate } from "../../../lab/mesh-load/options";
import { LabError } from "../../../lab/types";

describe("the options of a mesh load", () => {
  const ranges: [string, ReturnType<typeof readRange>][] = [
    ["100ms..2s", { fromMs: 100, toMs: 2000 }],
    ["0.2s..600ms", { fromMs: 200, toMs: 600 }],
    ["1s", { fromMs: 1000, toMs: 1000 }],
    ["2s..1s", undefined],
    ["1s..2s..3s", undefined],
    ["100", undefined],
    ["", undefined],
    ["1s..", undefined],
  ];
  for (const [text, expected] of ranges)
    it(`${expected ? "have" : "refuse"} the times ${JSON.stringify(text)}`, () => {
      expect(readRange(text)).to.deep.equal(expected);
    });

  const rates: [string, number | undefined][] = [
    ["3/s", 3],
    ["0.5/s", 0.5],
    ["30/m", 0.5],
    ["0", 0],
    ["3", undefined],
    ["3/h", undefined],
    ["-1/s", undefined],
  ];
  for (const [text, expected] of rates)
    it(`${expected === undefined ? "refuse" : "have"} the rate ${JSON.stringify(text)}`, () => {
      expect(readRate(text)).to.equal(expected);
    });

  it("are filled up with those of an ordinary busy mesh", () => {
    expect(meshLoad({ proxies: 3 })).to.deep.equal({ ...defaultLoad, proxies: 3 });
  });

  it("report every number that the lab has no room for at once", () => {
    const wrong = () => meshLoad({ proxies: 3, never: 4, services: 5000, endpoints: -1 });
    expect(wrong).to.throw(
      LabError,
      /services is 5000, but must be a whole number from 0 to 4000\n.*endpoints is -1.*\n.*never is 4, but there are 3 proxies/,
    );
    const silent = () => meshLoad({ proxies: 3, never: 1, deaf: 3 });
    expect(silent).to.throw(LabError, "deaf is 3, but there are 2 other proxies");
    const changeless = () => meshLoad({ services: 0 });
    expect(changeless).to.throw(LabError, "changes need at least one Service with one endpoint");
    expect(meshLoad({ services: 0, changesPerSecond: 0 }).services).to.equal(0);
  });
});
