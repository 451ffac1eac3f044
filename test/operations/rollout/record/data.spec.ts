import { randomBytes } from "node:crypto";
import { expect } from "chai";
import type { Analysis } from "../../../../model/analysis/evidence";
import type { RolloutRecord } from "../../../../model/rollout/record";
import type { FleetWeights } from "../../../../model/rollout/state";
import { readData, recordData, textOf } from "../../../../operations/rollout/record/data";
import { analysisOf } from "../../../support/rollout/analyses";
import { rolloutRecord } from "../../../support/rollout/record";

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** A rollout of many services in many clusters, each with weights of its own. */
function large(services: number, clusters: number): RolloutRecord {
  const primaries = range(clusters).map((i) => `cluster-${i}`);
  const fleet = (move: number): FleetWeights =>
    Object.fromEntries(
      primaries.map((name, i) => {
        const of = range(services).map((j): [string, Record<string, number>] => {
          const v3 = (move + i * 7 + j * 13) % 50;
          const v2 = (i * 11 + j * 3) % 50;
          return [`service-${j}`, { v1: 100 - v2 - v3, v2, v3 }];
        });
        return [name, { services: Object.fromEntries(of), lanes: {} }];
      }),
    );
  const templates = primaries.flatMap((name, i) =>
    range(services).map((j): [string, string] => {
      return [`${name}/service-${j}/v3`, (i * 7919 + j * 104729).toString(16).padStart(16, "0")];
    }),
  );
  const why = "x".repeat(100);
  return rolloutRecord({
    ...{ home: primaries[0]!, primaries, start: fleet(0), goal: fleet(30) },
    templates: Object.fromEntries(templates),
    current: { weights: fleet(15), routes: {}, scale: {} },
    decisions: range(3000).map((i) => ({
      ...{ by: "anna@host:1", at: "2030-01-01T00:00:00Z", what: `step ${i} is done`, why },
    })),
  });
}

describe("a record as the data of a ConfigMap", () => {
  it("is a text that people can read, and read back", () => {
    const record = rolloutRecord();
    expect(recordData(record).data?.record).to.equal(JSON.stringify(record));
    expect(readData(recordData(record))).to.deep.equal(record);
  });

  it("stays below 256 KiB with 100 services of 3 versions in 40 clusters", () => {
    const record = large(100, 40);
    const data = recordData(record);
    expect(data.data).to.equal(undefined);
    expect(textOf(data)?.length).to.be.below(256 * 1024);
    const back = readData(data);
    expect(back.decisions.length).to.be.within(100, 1000);
    expect({ ...back, decisions: [] }).to.deep.equal({ ...record, decisions: [] });
  });

  it("stays below 256 KiB with what analyses saw of 3 clusters and 20 steps, or of 100 clusters", () => {
    const small = { clusters: 3, services: 5, points: 110 };
    const analyses = range(20).map((action) => analysisOf(small, { action }));
    expect(textOf(recordData({ ...large(5, 3), analyses }))?.length).to.be.below(128 * 1024);
    const fleet = { clusters: 100, services: 5, points: 4 };
    const [inline, beside] = [analysisOf(fleet, { background: false }), analysisOf(fleet)];
    const data = recordData({ ...large(5, 100), analyses: [inline, beside] });
    expect(textOf(data)?.length).to.be.below(256 * 1024);
    const totals = (one?: Analysis) => one?.comparisons.map((compared) => compared.totals);
    expect(readData(data).analyses?.map(totals)).to.deep.equal([inline, beside].map(totals));
  });

  it("gives up what analyses saw before it is refused, because a rollout must go on", () => {
    const clusters = 500;
    const analysis = analysisOf({ clusters, services: 8, points: 1 });
    const data = recordData(rolloutRecord({ analyses: [analysis] }));
    expect(readData(data).analyses?.[0]?.comparisons).to.deep.equal([]);
  });

  it("is refused where it takes more room even so", () => {
    const templates = { "west/shop/v2": randomBytes(200 * 1024).toString("base64") };
    expect(() => recordData(rolloutRecord({ templates }))).to.throw(
      /^it takes \d+ KiB, and may take 256: make releases with fewer services or clusters of it$/,
    );
  });
});
