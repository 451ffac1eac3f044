// What holds of evidence whatever the polls are.
import { expect } from "chai";
import fc from "fast-check";
import type { Counts, Tally } from "../../../model/analysis/counts";
import { withStrata } from "../../../model/analysis/e-process";
import { withPoint } from "../../../model/analysis/points";
import type { Point } from "../../../model/analysis/evidence";
import { judge } from "../../../model/analysis/judge";
import { merged } from "../../../model/analysis/strata";
import { cases } from "../../support/cases";
import { polled } from "../../support/analysis/polls";

const counts = fc
  .tuple(fc.nat(500), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([requests, share]): Counts => [requests, Math.floor(requests * share)]);

const place = fc.constantFrom("west", "east", "north");

const tallies: fc.Arbitrary<Tally[]> = fc.array(
  fc.record({ source: place, destination: place, canary: counts, stable: counts }),
  { maxLength: 6 },
);

const sorted = (of: readonly Tally[]) =>
  [...merged(of)].sort((a, b) =>
    `${a.source}/${a.destination}`.localeCompare(`${b.source}/${b.destination}`),
  );

const rules = { objective: 0, margin: 1, falseAlarms: 1, comparisons: 3 };

/** The probabilities of 0 to `bad` bad ones of the canary among `bad` ones of both. */
function chances(bad: number, share: number): number[] {
  const found = [(1 - share) ** bad];
  for (let k = 1; k <= bad; k++)
    found.push((found[k - 1]! * (bad - k + 1) * share) / (k * (1 - share)));
  return found;
}

describe("evidence, at random", () => {
  it("is expected to grow by nothing in any poll of versions that are alike", () => {
    const sides = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }));
    fc.assert(
      fc.property(
        sides,
        fc.nat(60),
        fc.double({ min: 1, max: 9, noNaN: true }),
        fc.double({ min: 1, max: 9, noNaN: true }),
        ([canary, stable], all, before, after) => {
          const bad = Math.min(all, canary, stable);
          const expected = [0, 0, 0, 0, 0];
          for (const [of, chance] of chances(bad, canary / (canary + stable)).entries()) {
            const strata = [{ canary: [canary, of], stable: [stable, bad - of] } as const];
            // What is staked at the first poll is 0.8.
            const logs = withStrata([], 1, strata, { before, with: after });
            for (const [i, log] of logs.entries()) expected[i]! += (chance * Math.exp(log)) / 0.8;
          }
          for (const one of expected) expect(one).to.be.at.most(1 + 1e-9);
        },
      ),
      { numRuns: cases(1000) },
    );
  });

  it("does not hang on the order of tallies, nor on how they are split", () => {
    fc.assert(
      fc.property(fc.array(tallies, { maxLength: 5 }), fc.nat(), (polls, salt) => {
        const shuffled = polls.map((poll) => {
          const turned = poll.slice(salt % (poll.length + 1));
          return [...turned, ...poll.slice(0, salt % (poll.length + 1))].flatMap((one) => [
            { ...one, canary: [0, 0] } as const,
            { ...one, stable: [0, 0] } as const,
          ]);
        });
        const [one, other] = [polled(polls), polled(shuffled)];
        expect(sorted(other.totals)).to.deep.equal(sorted(one.totals));
        for (const [i, log] of one.fleet.entries()) expect(other.fleet[i]).to.be.closeTo(log, 1e-6);
        expect(Object.keys(other.places).sort()).to.deep.equal(Object.keys(one.places).sort());
        for (const [name, logs] of Object.entries(one.places))
          for (const [i, log] of logs.entries())
            expect(other.places[name]![i]).to.be.closeTo(log, 1e-6);
      }),
      { numRuns: cases(300) },
    );
  });

  it("gives a verdict in words for any polls, without a number that is none", () => {
    fc.assert(
      fc.property(fc.array(tallies, { maxLength: 8 }), fc.nat(3), (polls, objective) => {
        const { verdict, why, missing } = judge(polled(polls), { ...rules, objective });
        expect(why).to.not.match(/NaN|undefined|Infinity|null/);
        expect(missing ?? "").to.not.match(/NaN|undefined|Infinity|null/);
        if (verdict === "hold") expect(missing).to.be.a("string");
        if (verdict === "pass") expect(missing).to.equal(undefined);
      }),
      { numRuns: cases(500) },
    );
  });
});

describe("points of a comparison, at random", () => {
  const poll = fc.array(
    fc.record({ source: place, destination: place, canary: counts, stable: counts }),
    {
      minLength: 1,
      maxLength: 2,
    },
  );

  it("are thinned without a request lost: ten single ones, and at most 100 older ones", () => {
    fc.assert(
      fc.property(fc.array(poll, { minLength: 1, maxLength: 12 }), fc.nat(700), (some, count) => {
        let points: readonly Point[] = [];
        const given = Array.from({ length: count }, (_, i) => ({
          at: `${i}`,
          polls: 1,
          tallies: merged(some[i % some.length]!),
        }));
        for (const point of given) points = withPoint(points, point);
        expect(points.length).to.be.at.most(110);
        expect(points.slice(-10)).to.deep.equal(given.slice(-10));
        expect(points.reduce((sum, one) => sum + one.polls, 0)).to.equal(count);
        expect(sorted(points.flatMap((one) => one.tallies))).to.deep.equal(
          sorted(given.flatMap((one) => one.tallies)),
        );
        const old = points.slice(0, -10).map(({ polls }) => polls);
        expect(Math.max(0, ...old)).to.be.at.most(Math.max(1, (4 * count) / 100));
        const times = points.map(({ at }) => Number(at));
        expect(times).to.deep.equal([...times].sort((a, b) => a - b));
      }),
      { numRuns: cases(40) },
    );
  });
});
