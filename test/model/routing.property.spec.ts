import fc from "fast-check";
import { isPrimary } from "../../model/cluster";
import { manifests, planRelease } from "../../model/plan";
import { samples, type Sample } from "../support/arbitraries";
import { callsOf } from "../support/arbitraries-calls";
import { verdict } from "../support/declaration-oracle";
import { foreignGateway } from "../support/foreign-gateway";
import { interpret } from "../support/istio-interpreter";
import type { Call } from "../support/istio-interpreter-types";
import { expected, expectSame, observed } from "../support/routing-effect";

/** Releases and requests to their services. */
const trials: fc.Arbitrary<{ sample: Sample; calls: Call[] }> = samples.chain((sample) =>
  callsOf(sample, 10).map((calls) => ({ sample, calls })),
);

/** Expects the objects of each primary cluster to do what the declaration says. */
function judge({ release, clusters }: Sample, calls: readonly Call[]): void {
  for (const plan of planRelease(release, clusters).clusters) {
    if (!isPrimary(plan.cluster)) continue;
    const objects = [...manifests(plan), ...foreignGateway(release)];
    for (const call of calls)
      expectSame(
        observed(interpret(objects, call)),
        expected(release, verdict(release, clusters, plan.cluster, call)),
        `in ${plan.cluster.name}: ${JSON.stringify(call)}`,
      );
  }
}

describe("the planned objects, as Istio reads them", () => {
  it("send each request where the declaration says", () => {
    fc.assert(
      fc.property(trials, ({ sample, calls }) => judge(sample, calls)),
      { numRuns: 500 },
    );
  });
});
