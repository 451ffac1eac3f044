import { expect } from "chai";
import fc from "fast-check";
import { manifests, planRelease, type ClusterPlan } from "../../../model/plan/plan";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import type { ServiceWeights, Weights } from "../../../model/release/routing";
import { isByOrigin } from "../../../model/release/weights";
import { routeGateways } from "../../../model/routes/branches";
import { speaksHttp } from "../../../model/release/ports";
import { lanePercent } from "../../../model/release/lane-version";
import { liveWeights } from "../../../operations/rollout/live-weights";
import { samples, shifted, type Sample } from "../../oracle/arbitraries/arbitraries";
import { cases } from "../../support/cases";

const routesOf = (plan: ClusterPlan) =>
  manifests(plan).filter((one) => one.kind === "VirtualService") as VirtualServiceManifest[];

const withoutZero = (weights: Weights) =>
  Object.fromEntries(Object.entries(weights).filter(([, percent]) => percent > 0));

const inShort = (weights: ServiceWeights): ServiceWeights =>
  isByOrigin(weights)
    ? { gateway: withoutZero(weights.gateway), mesh: withoutZero(weights.mesh) }
    : withoutZero(weights);

const plansOf = ({ release, clusters }: Sample) =>
  planRelease(release, clusters).clusters.filter(({ mesh }) => mesh);

/** What a plan declares for one cluster. */
function declared({ cluster, mesh }: ClusterPlan, { release: { lanes, services } }: Sample) {
  const routes = mesh?.routes ?? [];
  const entered = routes.some(
    (args) => routeGateways(args).length > 0 && speaksHttp(services[args.service]!),
  );
  const percents = entered ? (lanes?.lanes ?? []) : [];
  return {
    services: Object.fromEntries(routes.map((one) => [one.service, inShort(one.weights)])),
    lanes: Object.fromEntries(percents.map((lane) => [lane.name, lanePercent(cluster, lane)])),
  };
}

describe("weights that are read from VirtualServices", () => {
  it("are those of the plan that made these", () => {
    fc.assert(
      fc.property(samples, (sample) => {
        for (const plan of plansOf(sample))
          expect(liveWeights(plan, routesOf(plan))).to.deep.equal({
            weights: declared(plan, sample),
            missing: [],
          });
      }),
      { numRuns: cases(500) },
    );
  });

  it("are those of the clusters, and not those of the plan by which they are read", () => {
    fc.assert(
      fc.property(
        samples.chain((now) => shifted(now).map((next) => ({ now, next }))),
        ({ now, next }) => {
          const goals = plansOf(next);
          plansOf(now).forEach((plan, i) => {
            expect(liveWeights(goals[i]!, routesOf(plan)).weights).to.deep.equal(
              declared(plan, now),
            );
          });
        },
      ),
      { numRuns: cases(500) },
    );
  });
});
