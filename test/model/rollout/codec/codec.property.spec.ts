import { expect } from "chai";
import fc from "fast-check";
import { readRecord, RecordError, recordText } from "../../../../model/rollout/codec/codec";
import { sequenceOf } from "../../../../model/rollout/sequence";
import { stateAt } from "../../../../model/rollout/state-at";
import { cases } from "../../../support/cases";
import { rolloutRecord } from "../../../support/rollout/record";

const record = rolloutRecord({
  spec: {
    steps: [
      { setWeight: 12.5 },
      { pause: {} },
      { setCanaryScale: { replicas: 2 } },
      {
        setHeaderRoute: {
          name: "testers",
          match: [{ headerName: "x-user", headerValue: { exact: "t" } }],
        },
      },
      { setMirrorRoute: { name: "copy", match: [{ path: { prefix: "/" } }], percentage: 5 } },
      { analysis: { latency: false, metrics: [{ name: "own", bad: "a", total: "b" }] } },
    ],
    analysis: { templates: [{ templateName: "rate" }] },
    analysisTemplates: {
      rate: { metrics: [{ name: "rate", provider: { prometheus: { query: "up" } } }] },
    },
    waves: [["west"], { clusters: ["east"], soak: "5m" }],
    promoters: ["anna"],
  },
  templates: { "west/shop/v2": "0a1b" },
  requeued: [],
  owed: ["east"],
  held: { by: "anna", at: "2030-01-01T00:00:06Z", why: "lunch" },
});

type Tree = Record<string, unknown>;

/** All paths of a value. */
function paths(value: unknown, above: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [above];
  return [above, ...Object.entries(value).flatMap(([key, one]) => paths(one, [...above, key]))];
}

/** The record with another value at a path; undefined removes it. */
function changed(path: readonly string[], value: unknown): string {
  if (path.length === 0) return JSON.stringify(value) ?? "";
  const copy = JSON.parse(recordText(record)) as Tree;
  const parent = path.slice(0, -1).reduce((at, key) => at[key] as Tree, copy);
  parent[path.at(-1) ?? ""] = value;
  return JSON.stringify(copy);
}

describe("a record that somebody changed by hand", () => {
  it("is refused with a place, or is one that can be planned and written again", () => {
    const places = fc.constantFrom(...paths(JSON.parse(recordText(record))));
    const values = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.constantFrom("west", 1, -1));
    fc.assert(
      fc.property(places, values, (path, value) => {
        const text = changed(path, value);
        try {
          const read = readRecord(text);
          expect(JSON.parse(recordText(read))).to.deep.equal(JSON.parse(text));
          sequenceOf(read).forEach((_, index) => stateAt(read, index));
        } catch (error) {
          expect(error, `${path.join(".")}: ${String(error)}`).to.be.instanceOf(RecordError);
        }
      }),
      { numRuns: cases(1000) },
    );
  });
});
