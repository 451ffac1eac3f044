import { expect } from "chai";
import fc from "fast-check";
import { manifests, planRelease, type ClusterPlan } from "../../../model/plan/plan";
import type { RouteArgs } from "../../../model/manifests/route-args";
import {
  virtualServiceManifest,
  type VirtualServiceManifest,
} from "../../../model/manifests/virtual-service";
import type { ServiceWeights, Weights } from "../../../model/release/routing";
import { isByOrigin, weightsFrom } from "../../../model/release/weights";
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

/** Whether the weights of the gateway change nothing: another route takes all that comes from there. */
function hidesGateway(args: RouteArgs): boolean {
  const [one, other] = ["one", "other"].map((version) =>
    virtualServiceManifest({
      ...{ ...args, versions: [...args.versions, version] },
      weights: { gateway: { [version]: 100 }, mesh: weightsFrom(args.weights, "mesh") },
    }),
  );
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What can be known of a plan by its routes: weights of a gateway without a route are as in the goal. */
function seen(plan: ClusterPlan, goal: ClusterPlan, sample: Sample) {
  const { services, lanes } = declared(plan, sample);
  const hidden = (goal.mesh?.routes ?? []).filter(hidesGateway);
  const mended = hidden.flatMap(({ service, weights }) => {
    const own = services[service];
    if (!own || !isByOrigin(own) || !isByOrigin(weights)) return [];
    return [[service, { ...own, gateway: withoutZero(weights.gateway) }] as const];
  });
  return { services: { ...services, ...Object.fromEntries(mended) }, lanes };
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
              seen(plan, goals[i]!, now),
            );
          });
        },
      ),
      { numRuns: cases(500) },
    );
  });
});
