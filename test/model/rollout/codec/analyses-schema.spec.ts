import { expect } from "chai";
import type { Analysis } from "../../../../model/analysis/evidence";
import { readRecord, recordText } from "../../../../model/rollout/codec/codec";
import type { RolloutRecord } from "../../../../model/rollout/record";
import { analysisOf } from "../../../support/rollout/analyses";
import { rolloutRecord } from "../../../support/rollout/record";

const analysis: Analysis = analysisOf(
  { clusters: 2, services: 1, points: 2 },
  {
    troubles: { "https://east.example": { since: "2030-01-01T00:01:00Z", why: "no answer" } },
    unreached: [
      {
        ...{ service: "shop", evident: { west: 1 } },
        totals: [{ source: "west", counts: [100, 2] }],
        verdict: { verdict: "pass", why: "2 of 100 requests reached no pod" },
      },
    ],
    argo: [
      {
        ...{ template: "rate", metric: "rate", server: "https://west.example" },
        ...{ dryRun: false, phase: "Running", successful: 1, failed: 0, inconclusive: 0 },
        ...{ errors: 0, consecutiveErrors: 0, consecutiveSuccesses: 1 },
        measurements: [{ at: "2030-01-01T00:01:00Z", phase: "Successful", value: "[0.99]" }],
      },
    ],
  },
);

const record = rolloutRecord({
  settled: { index: 0, at: "2030-01-01T00:00:06Z" },
  analyses: [analysis],
});

/** What reading a record says whose analysis was changed. */
function refusal(changes: object): string {
  const changed = { ...record, analyses: [{ ...analysis, ...changes }] };
  try {
    readRecord(JSON.stringify(changed));
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing";
}

describe("what analyses saw, as text", () => {
  it("is read back as it was", () => {
    expect(readRecord(recordText(record))).to.deep.equal(record);
  });

  it("keeps fields that this program does not know, also when it is written again", () => {
    const comparisons = analysis.comparisons.map((one) => ({
      ...one,
      hint: 1,
      totals: one.totals.map((tally) => ({ ...tally, hint: 1 })),
    }));
    const newer = { ...record, analyses: [{ ...analysis, mood: "good", comparisons }] };
    const known = newer as RolloutRecord;
    expect(readRecord(recordText(readRecord(recordText(known))))).to.deep.equal(newer);
  });

  it("that is broken is refused with the place and what is allowed there", () => {
    expect(refusal({ verdict: { verdict: "maybe", why: "" } })).to.equal(
      'analyses[0].verdict.verdict: got "maybe", expected one of pass, fail, hold',
    );
    const [compared] = analysis.comparisons;
    const totals = [{ source: "west", destination: "west", canary: [-1, 0], stable: [2, 1] }];
    expect(refusal({ comparisons: [{ ...compared, totals }] })).to.match(
      /^analyses\[0\]\.comparisons\[0\]\.totals: got .*, expected a list of counts, each with source, destination, canary and stable$/,
    );
    expect(refusal({ comparisons: [{ ...compared, fleet: ["0"] }] })).to.equal(
      'analyses[0].comparisons[0].fleet: got ["0"], expected a list of numbers',
    );
    expect(refusal({ comparisons: [{ ...compared, spread: { "west/west": {} } }] })).to.equal(
      'analyses[0].comparisons[0].spread: got {"west/west":{}}, expected a mapping of places to sums of canary and stable',
    );
    expect(refusal({ until: { west: "soon" } })).to.equal(
      'analyses[0].until.west: got "soon", expected a time such as 2030-01-31T12:00:00Z',
    );
  });
});
