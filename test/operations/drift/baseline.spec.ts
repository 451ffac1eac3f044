import { expect } from "chai";
import { manifests, planRelease } from "../../../model/plan/plan";
import { baselineOf } from "../../../operations/drift/baseline";
import { release, west } from "../../support/releases";

const settings = { release: release(), clusters: [west] };

describe("what clusters are compared with", () => {
  it("is what the state says was applied", async () => {
    const objects = new Map([["west", []]]);
    expect(await baselineOf(() => Promise.resolve(objects), settings)).to.deep.equal({
      from: "applied",
      objects,
    });
  });

  it("is the declaration, with the reason, where the state can't be read", async () => {
    const failing = () => Promise.reject(new Error("no stack dev"));
    const { from, why, objects } = await baselineOf(failing, settings);
    expect({ from, why }).to.deep.equal({ from: "declared", why: "no stack dev" });
    const [plan] = planRelease(settings.release, settings.clusters).clusters;
    expect(objects.get("west")).to.deep.equal(manifests(plan!));
  });
});
