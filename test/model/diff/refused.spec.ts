// The limits that `gray diff` holds a change against.
import { expect } from "chai";
import { brokenLimits } from "../../../model/diff/refused";
import { plannedSnapshot } from "../../../model/diff/snapshot";
import { planRelease } from "../../../model/plan/plan";
import type { Cluster } from "../../../model/release/cluster";
import type { ServiceSpec } from "../../../model/release/release";
import { shop } from "../../support/diff/compared";
import { east, west } from "../../support/releases";

type Weights = ServiceSpec["weights"];

/** Codes and paths of what a step of at most 20 points forbids of a change of weights. */
function broken(
  expose: ServiceSpec["expose"],
  [before, after]: readonly [Weights, Weights],
  eastAfter?: Cluster["weights"],
) {
  const plan = (weights: Weights, east: Cluster) =>
    planRelease(shop({ expose, weights, stable: "v1" }), [west, east]);
  const now = plan(after, { ...east, ...(eastAfter && { weights: eastAfter }) });
  const found = brokenLimits(plannedSnapshot(plan(before, east)), now, { limits: { step: 20 } });
  return found.map(({ code, given }) => `${code} ${given.replace(/ of the.*/, "")}`);
}

const byPath = { paths: [{ pathPrefix: "/cart" }] };
const [small, large] = [
  { v1: 95, v2: 5 },
  { v1: 60, v2: 40 },
];

describe("the limit of a step, in gray diff", () => {
  for (const [how, expose] of Object.entries({ host: true, path: byPath, nothing: false }))
    describe(`for a service exposed by ${how}`, () => {
      it("holds for the whole release", () => {
        expect(broken(expose, [small, large])).to.deep.equal(["GR400 v2 would get 40 %"]);
        expect(broken(expose, [small, { v1: 75, v2: 25 }])).to.deep.equal([]);
      });

      it("holds in one cluster alone", () => {
        const found = broken(expose, [small, small], { web: large });
        expect(found).to.deep.equal(["GR400 v2 would get 40 %"]);
      });

      if (expose)
        it("holds for requests of one origin", () => {
          const mesh = [
            { gateway: small, mesh: small },
            { gateway: small, mesh: large },
          ] as const;
          expect(broken(expose, mesh)).to.deep.equal(["GR400 v2 would get 40 %"]);
        });
    });

  it("holds where the service gets its delegate in the same update", () => {
    const plan = (expose: ServiceSpec["expose"], weights: Weights) =>
      planRelease(shop({ expose, weights }), [west]);
    const found = brokenLimits(plannedSnapshot(plan(true, small)), plan(byPath, large), {
      limits: { step: 20 },
    });
    expect(found.map(({ code }) => code)).to.deep.equal(["GR400"]);
  });

  it("holds where routes led outside of the release alone, and get or lose their delegate", () => {
    const outside = { monolith: { host: "shop.legacy.svc.cluster.local" } };
    const plan = (expose: ServiceSpec["expose"], weights: Weights) =>
      planRelease(shop({ expose, weights, outside }), [west]);
    for (const [before, after] of [
      [true, byPath],
      [byPath, true],
      [byPath, false],
    ] as const) {
      const old = plannedSnapshot(plan(before, { monolith: 100 }));
      const found = brokenLimits(old, plan(after, { v1: 100 }), { limits: { step: 20 } });
      expect(found.map(({ code }) => code)).to.deep.equal(["GR400"]);
    }
  });
});
