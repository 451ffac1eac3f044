import { expect } from "chai";
import fc from "fast-check";
import type { Cluster } from "../../../model/release/cluster";
import { isPrimary } from "../../../model/release/cluster-role";
import { manifests, planRelease } from "../../../model/plan/plan";
import { samples, shifted, type Sample } from "../../oracle/arbitraries/arbitraries";
import { callsOf } from "../../oracle/arbitraries/calls";
import { verdict } from "../../oracle/declaration/oracle";
import { foreignGateway, foreignServices } from "../../support/foreign-gateway";
import { interpret } from "../../oracle/istio/interpreter";
import type { Answer, Call, HttpRequest, Outcome } from "../../oracle/istio/types";
import { expected, expectSame, observed } from "../../oracle/updates/routing-effect";
import { cases } from "../../support/cases";

/** Releases and requests to their services. */
const trials: fc.Arbitrary<{ sample: Sample; calls: Call[] }> = samples.chain((sample) =>
  callsOf(sample, 10).map((calls) => ({ sample, calls })),
);

/** What the objects of each primary cluster do with a request. */
function outcomes({
  release,
  clusters,
}: Sample): { cluster: Cluster; of: (call: Call) => Outcome }[] {
  return planRelease(release, clusters)
    .clusters.filter(({ cluster }) => isPrimary(cluster))
    .map((plan) => {
      const objects = [...manifests(plan), ...foreignGateway(release), ...foreignServices(release)];
      return { cluster: plan.cluster, of: (call) => interpret(objects, call) };
    });
}

function judge(sample: Sample, calls: readonly Call[]): void {
  const { release, clusters } = sample;
  for (const { cluster, of } of outcomes(sample))
    for (const call of calls)
      expectSame(
        observed(of(call)),
        expected(release, verdict(release, clusters, cluster, call)),
        `in ${cluster.name}: ${JSON.stringify(call)}`,
      );
}

/** The answers that a request can get. */
function answers(outcome: Outcome): readonly Answer[] {
  return outcome.kind === "routed" ? outcome.answers : [];
}

/** Who answers, and with which lane the request goes on. */
function answerer({ host, pods, request }: Answer): string {
  return JSON.stringify([host, pods, request]);
}

/** The same request from a user who has kept the cookie of an answer. */
function again(call: HttpRequest, cookie: string): HttpRequest {
  const [pair = ""] = cookie.split(";");
  return { ...call, headers: { ...call.headers, cookie: pair } };
}

describe("the planned objects, as Istio reads them", () => {
  it("send each request where the declaration says", () => {
    fc.assert(
      fc.property(trials, ({ sample, calls }) => judge(sample, calls)),
      { numRuns: cases(500) },
    );
  });

  it("keep a user on the version that answered first, while it has weight", () => {
    const ramps = trials
      .filter(({ sample }) => Object.values(sample.release.services).some(({ sticky }) => sticky))
      .chain((trial) => shifted(trial.sample).map((after) => ({ ...trial, after })));
    let kept = 0;
    fc.assert(
      fc.property(ramps, ({ sample, after, calls }) => {
        const later = outcomes(after);
        outcomes(sample).forEach(({ of }, i) => {
          for (const call of calls) {
            if (call.protocol === "tcp" || call.headers.cookie !== undefined) continue;
            const possible = answers(later[i]!.of(call)).map(answerer);
            for (const first of answers(of(call))) {
              const cookie = first.response.add["set-cookie"];
              if (cookie === undefined || !possible.includes(answerer(first))) continue;
              const next = answers(later[i]!.of(again(call, cookie))).map(answerer);
              expect(next, `${JSON.stringify(call)} after ${cookie}`).to.deep.equal([
                answerer(first),
              ]);
              kept++;
            }
          }
        });
      }),
      { numRuns: cases(500) },
    );
    expect(kept).to.be.greaterThan(cases(100));
  });
});
