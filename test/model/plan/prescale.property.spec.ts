import { expect } from "chai";
import fc from "fast-check";
import { grows, prescale, type VersionLoad } from "../../../model/plan/prescale";
import { cases } from "../../support/cases";

const pods = fc.integer({ min: 0, max: 40 });

/** Two versions of a service in two clusters, whose traffic goes from one share to another. */
const loads = fc
  .record({
    from: fc.integer({ min: 0, max: 100 }),
    to: fc.integer({ min: 0, max: 100 }),
    pods: fc.tuple(pods, pods, pods, pods),
    limits: fc.array(
      fc.record({ min: fc.integer({ min: 1, max: 20 }), more: fc.integer({ min: 0, max: 30 }) }),
      { minLength: 2, maxLength: 2 },
    ),
  })
  .map(({ from, to, pods: [a, b, c, d], limits }): readonly [VersionLoad, VersionLoad] => {
    const clusters = ["west", "east"];
    const scales = limits.map(
      ({ min, more }, i) => [clusters[i]!, { min, max: min + more }] as const,
    );
    return [
      {
        version: "v1",
        shares: [{ from: 100 - from, to: 100 - to }],
        pods: new Map([["west", a] as const, ["east", b] as const]),
        limits: new Map(),
      },
      {
        version: "v2",
        shares: [{ from, to }],
        pods: new Map([["west", c] as const, ["east", d] as const]),
        limits: new Map(scales),
      },
    ];
  });

describe("pods before a larger share, at random", () => {
  it("are more than the fewest pods, within the limits, and for growing versions alone", () => {
    fc.assert(
      fc.property(loads, ([v1, v2]) => {
        for (const { version, cluster, min, wanted } of prescale([v1, v2])) {
          const limits = v2.limits.get(cluster)!;
          expect(version).to.equal("v2");
          expect(grows(v2)).to.equal(true);
          expect(min).to.be.within(limits.min, limits.max);
          if (wanted === undefined) expect(min).to.be.above(limits.min);
          else expect(wanted).to.be.above(limits.max);
        }
      }),
      { numRuns: cases(500) },
    );
  });

  it("never ask for more than the share of all pods that carry traffic, but for rounding", () => {
    fc.assert(
      fc.property(loads, ([v1, v2]) => {
        const all = [v1, v2].filter(({ shares }) => shares[0]!.from > 0);
        const carrying = all
          .flatMap((one) => [...one.pods.values()])
          .reduce((sum, n) => sum + n, 0);
        const wanted = prescale([v1, v2]).reduce(
          (sum, { min, wanted: more = min }) => sum + more,
          0,
        );
        // Each of the two clusters rounds its part up.
        expect(wanted).to.be.at.most((carrying * v2.shares[0]!.to) / 100 + 2);
      }),
      { numRuns: cases(500) },
    );
  });
});
