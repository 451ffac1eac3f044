import { isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import fc from "fast-check";
import type { LiveObject, ManagedFieldsEntry } from "../../../../model/live-object";
import type { VirtualServiceManifest } from "../../../../model/manifests/virtual-service";
import { planRelease, type ClusterPlan } from "../../../../model/plan/plan";
import { liveWeights } from "../../../../operations/rollout/live-weights";
import { judgeRoutes, routesOf } from "../../../../operations/rollout/routes/judge";
import { movedBack } from "../../../../operations/rollout/routes/moved-back";
import { samples, shifted, type Sample } from "../../../oracle/arbitraries/arbitraries";
import { cases } from "../../../support/cases";

/** One release with three sets of weights. */
const steps = samples.chain((now) =>
  fc.tuple(shifted(now), shifted(now)).map(([next, other]) => [now, next, other] as const),
);

const plansOf = ({ release, clusters }: Sample) =>
  planRelease(release, clusters).clusters.filter(({ mesh }) => mesh);

/** The plans of each primary cluster: now, at the next step, and of another run of the program. */
function plansIn([now, next, other]: readonly [Sample, Sample, Sample]) {
  const [nexts, others] = [plansOf(next), plansOf(other)];
  return plansOf(now).map((plan, i): readonly [ClusterPlan, ClusterPlan, ClusterPlan] => [
    plan,
    nexts[i]!,
    others[i]!,
  ]);
}

const owner: ManagedFieldsEntry = {
  manager: "gray-release",
  operation: "Apply",
  fieldsV1: {
    "f:spec": Object.fromEntries(
      ["hosts", "gateways", "http", "tcp", "tls"].map((name) => [`f:${name}`, {}]),
    ),
  },
};

/** The routes of a plan as an API server gives them: with sorted keys. */
function liveOf(plan: ClusterPlan): LiveObject[] {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => a.localeCompare(b));
    return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
  };
  return routesOf(plan).map((object) => {
    const { metadata, ...rest } = sorted(object) as VirtualServiceManifest;
    return { ...rest, metadata: { ...metadata, managedFields: [owner] } };
  });
}

const runs = { numRuns: cases(120) };

describe("the judgement of the routes of random releases", () => {
  it("knows the routes of a step, and never takes those of another run for them", () => {
    let others = 0;
    fc.assert(
      fc.property(steps, (given) => {
        for (const [now, next, other] of plansIn(given)) {
          const { cluster } = now;
          const judge = (live: ClusterPlan) =>
            judgeRoutes({ cluster, from: [now], next }, liveOf(live));
          for (const { verdict, ...one } of judge(now))
            expect(verdict.kind).to.equal(
              isDeepStrictEqual(one.next, one.from[0]) ? "at" : "before",
            );
          for (const { verdict } of judge(next)) expect(verdict.kind).to.equal("at");
          for (const [i, { verdict, ...one }] of judge(other).entries()) {
            const written = routesOf(other)[i];
            const isKnown = [one.next, one.from[0]].some((known) =>
              isDeepStrictEqual(known, written),
            );
            if (isKnown) expect(verdict.kind).to.be.oneOf(["at", "before"]);
            else expect(verdict).to.deep.include({ kind: "other", foreign: false });
            others += isKnown ? 0 : 1;
          }
        }
      }),
      runs,
    );
    expect(others).to.be.greaterThan(0);
  });

  it("moves the weights of unknown routes back to those of the step, whatever they had", () => {
    fc.assert(
      fc.property(steps, (given) => {
        for (const [now, next, other] of plansIn(given)) {
          const judged = judgeRoutes(
            { cluster: now.cluster, from: [now, other], next },
            liveOf(other),
          );
          const moved = judged.map((one) => ({
            ...one.next,
            spec: movedBack(one.live!.spec, one),
          }));
          const weights = (routes: readonly VirtualServiceManifest[]) =>
            liveWeights(next, routes).weights.services;
          expect(weights(moved)).to.deep.equal(weights(routesOf(next)));
        }
      }),
      runs,
    );
  });
});
