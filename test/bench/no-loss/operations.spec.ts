import { expect } from "chai";
import { allowedVersions } from "../../../bench/no-loss/allowed";
import { strangers } from "../../../bench/no-loss/load";
import { shopIn, tours } from "../../../bench/no-loss/operations";
import { random } from "../../../bench/no-loss/random";
import { checkRelease } from "../../../model/checks/release";

const clusters = [{ name: "west" }, { name: "east" }];

describe("the operations under load", () => {
  it("lead from one release without mistakes to another, and back to the start", () => {
    for (const { start, operations } of tours("loss")) {
      expect(operations.at(-1)?.to).to.deep.equal(start);
      let from = start;
      for (const { name, to } of operations) {
        expect(checkRelease(to, clusters), `after ${name}`).to.deep.equal([]);
        expect(to, name).not.to.deep.equal(from);
        expect(to.name, name).to.equal(from.name);
        from = to;
      }
    }
  });
});

describe("the versions that may answer", () => {
  it("are those with weight before or after", () => {
    const versions = allowedVersions(shopIn("loss", "aborted"), shopIn("loss", "stable"));
    expect([...(versions.shop ?? [])]).to.deep.equal(["v1"]);
    const shifted = allowedVersions(shopIn("loss", "stable"), shopIn("loss", "promoted"));
    expect([...(shifted.shop ?? [])]).to.deep.equal(["v1", "v2"]);
  });

  it("are told from strangers in whole chains, where other services may answer with any", () => {
    const allowed = { shop: new Set(["v1"]) };
    const answers = {
      "shop v1": 5,
      "shop v2": 3,
      "caller v9 > shop v1": 7,
      "caller v9 > shop v2": 2,
    };
    expect(strangers(answers, allowed)).to.equal(5);
  });
});

describe("random moments", () => {
  it("are the same for a seed, spread, and below 1", () => {
    const [first, again] = [random(7), random(7)];
    const numbers = Array.from({ length: 1000 }, () => first());
    expect(numbers).to.deep.equal(numbers.map(() => again()));
    expect(Math.max(...numbers)).to.be.within(0.95, 1);
    expect(Math.min(...numbers)).to.be.within(0, 0.05);
  });
});
