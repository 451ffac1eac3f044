import { expect } from "chai";
import { once } from "../../model/once";
import { manifests, planRelease } from "../../model/plan/plan";
import { release } from "../support/releases";

describe("what follows from an object", () => {
  it("is made once for each object, also where it is nothing", () => {
    const asked: object[] = [];
    const made = once((given: { readonly name: string }) => {
      asked.push(given);
      return given.name || undefined;
    });
    const [named, unnamed] = [{ name: "a" }, { name: "" }];
    for (const one of [named, unnamed, named, unnamed, { name: "a" }]) made(one);
    expect(asked).to.deep.equal([named, unnamed, { name: "a" }]);
    expect([made(named), made(unnamed)]).to.deep.equal(["a", undefined]);
  });

  it("is one object for clusters that are alike, and another where a cluster has its own", () => {
    const own = { weights: { hello: { v1: 50, v2: 50 } } };
    const clusters = [{ name: "a" }, { name: "b" }, { name: "c", ...own }];
    const [a = [], b = [], c = []] = planRelease(release({}), clusters).clusters.map(manifests);
    const kinds = ["Service", "DestinationRule", "VirtualService"];
    const of = (all: typeof a, kind: string) => all.find((one) => one.kind === kind);
    expect(kinds.map((kind) => of(a, kind) === of(b, kind))).to.deep.equal([true, true, true]);
    expect(kinds.map((kind) => of(a, kind) === of(c, kind))).to.deep.equal([true, true, false]);
  });
});
