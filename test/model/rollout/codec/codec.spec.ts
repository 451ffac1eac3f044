import { expect } from "chai";
import { readRecord, RecordError, recordText } from "../../../../model/rollout/codec/codec";
import type { RolloutRecord } from "../../../../model/rollout/record";
import { rolloutRecord } from "../../../support/rollout/record";

const full = rolloutRecord({
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
      { setMirrorRoute: { name: "copy", percentage: 5 } },
      { webhook: { name: "smoke", url: "https://example.test/ok" } },
      {
        analysis: {
          name: "all",
          errors: { objective: 0.5, margin: 0.1 },
          latency: { slow: "250ms" },
          metrics: [{ name: "payments", bad: "bad", total: "all", versionLabel: "v" }],
          templates: [{ templateName: "rate" }],
          args: [{ name: "service", value: "shop" }],
          services: ["shop"],
          interval: "30s",
          warmUp: "0s",
          falseAlarms: 0.5,
          deadline: "1h",
          onInconclusive: "abort",
        },
      },
    ],
    analysis: { errors: false, startingStep: 2 },
    analysisTemplates: {
      rate: {
        args: [{ name: "service" }],
        metrics: [
          {
            name: "rate",
            interval: "1m",
            count: "{{args.count}}",
            failureLimit: 3,
            successCondition: "result[0] >= 0.95",
            provider: { prometheus: { query: "rate", timeout: 20 } },
          },
        ],
        dryRun: [{ metricName: ".*" }],
      },
    },
    waves: [["west"], { clusters: ["east"], soak: "5m" }],
    order: [["shop"]],
    unreachable: "skip",
    maxFailures: 1,
    deadline: "2h",
    promoters: ["anna"],
  },
  start: { west: { services: { shop: { gateway: { v1: 100 }, mesh: {} } }, lanes: { beta: 5 } } },
  templates: { "west/shop/v2": "0a1b" },
  requeued: [{ cluster: "east", from: 1, written: 1 }],
  current: {
    weights: { west: { services: { shop: { v1: 33.33, v2: 33.33, v3: 33.34 } }, lanes: {} } },
    routes: { west: [{ name: "testers", match: [{}], to: { shop: { v2: 100 } } }] },
    scale: { east: { shop: { v2: 3 } } },
  },
  owed: ["east"],
  held: { by: "anna", at: "2030-01-01T00:00:06Z", why: "lunch" },
  promoted: { by: "ben", at: "2030-01-01T00:00:07.5+01:00", index: 0, full: false },
  endedAt: "2030-01-01T00:00:08Z",
});

/** What reading a changed record says. */
function refusal(change: (record: Record<string, never>) => unknown): string {
  const record = JSON.parse(recordText(full)) as Record<string, never>;
  change(record);
  try {
    readRecord(JSON.stringify(record));
  } catch (error) {
    expect(error).to.be.instanceOf(RecordError);
    return (error as Error).message;
  }
  return "nothing";
}

describe("a record as text", () => {
  it("is read back as it was", () => {
    expect(readRecord(recordText(full))).to.deep.equal(full);
    expect(readRecord(recordText(rolloutRecord()))).to.deep.equal(rolloutRecord());
  });

  it("keeps fields that this program does not know, also when it is written again", () => {
    const spec = { ...full.spec, steps: [{ analysis: { mood: "good", errors: { hint: 1 } } }] };
    const newer = { ...full, spec, mood: "good", at: { ...full.at, hint: 1 } } as RolloutRecord;
    expect(readRecord(recordText(readRecord(recordText(newer))))).to.deep.equal(newer);
  });

  it("of another format is refused as one that another gray-release may know", () => {
    const text = recordText(full).replace('"format":1', '"format":2');
    expect(() => readRecord(text))
      .to.throw(RecordError, "it has format 2, and this gray-release knows format 1")
      .with.property("otherFormat", true);
  });

  it("that is broken is refused with the place and what is allowed there", () => {
    const set = (key: string, value: unknown) =>
      refusal((one) => Object.assign(one, { [key]: value }));
    const cases: readonly (readonly [key: string, value: unknown, message: string])[] = [
      ["format", undefined, "format: got nothing, expected 1"],
      ["id", "../x", 'id: got "../x", expected an id of lower-case letters, digits and hyphens'],
      ["epoch", -1, "epoch: got -1, expected a whole number of at least 0"],
      ["revision", 1.5, "revision: got 1.5, expected a whole number of at least 0"],
      [
        "status",
        "over",
        'status: got "over", expected one of running, done, aborted, failed, undone',
      ],
      ["at", { index: -2 }, "at.index: got -2, expected a whole number of at least -1"],
      [
        "startedAt",
        "today",
        'startedAt: got "today", expected a time such as 2030-01-31T12:00:00Z',
      ],
      ["recorded", "no", 'recorded: got "no", expected true or false'],
      ["owed", "east", 'owed: got "east", expected a list'],
      ["start", [], "start: got [], expected a mapping"],
      ["home", "north", 'home: got "north", expected a name of one of the primaries west, east'],
      [
        "spec",
        { steps: [{ setWeight: 1, pause: {} }] },
        'spec.steps[0]: got {"setWeight":1,"pause":{}}, expected a step: one of setWeight, pause, setCanaryScale, setHeaderRoute, setMirrorRoute, webhook, analysis',
      ],
      [
        "spec",
        { steps: [{ experiment: {} }] },
        'spec.steps[0]: got {"experiment":{}}, expected a step: one of setWeight, pause, setCanaryScale, setHeaderRoute, setMirrorRoute, webhook, analysis',
      ],
      [
        "spec",
        { steps: [{ setWeight: 120 }] },
        "spec.steps[0].setWeight: got 120, expected a number from 0 to 100",
      ],
    ];
    for (const [key, value, message] of cases) expect(set(key, value)).to.equal(message);
    expect(set("goal", { west: { services: { shop: { v1: 60, v2: 30 } }, lanes: {} } })).to.equal(
      'goal.west.services.shop: got {"v1":60,"v2":30}, expected percentages that add up to 100',
    );
    expect(set("goal", { west: { services: { shop: { v1: "x" } }, lanes: {} } })).to.equal(
      'goal.west.services.shop.v1: got "x", expected a number from 0 to 100',
    );
    expect(set("goal", { north: { services: {}, lanes: {} } })).to.equal(
      'goal: got {"north":{"services":{},"lanes":{}}}, expected a name of one of the primaries west, east',
    );
    expect(set("owed", ["east", "north"])).to.equal(
      'owed: got ["east","north"], expected a name of one of the primaries west, east, not north',
    );
    expect(set("at", { ...full.at, index: 99 })).to.match(
      /^at: got .*, expected the index of one of \d+ actions$/,
    );
    expect(set("spec", { steps: [{ pause: { duration: "2 days" } }] })).to.equal(
      'spec.steps[0].pause.duration: got "2 days", expected a length of time such as 10m',
    );
    const analysis = (spec: unknown) => set("spec", { steps: [{ analysis: spec }] });
    const place = "spec.steps[0].analysis";
    expect(analysis({ errors: true })).to.equal(
      `${place}.errors: got true, expected a mapping, or false`,
    );
    expect(analysis({ onInconclusive: "wait" })).to.equal(
      `${place}.onInconclusive: got "wait", expected one of hold, abort, promote`,
    );
    expect(analysis({ metrics: [{ name: "a", bad: "b" }] })).to.equal(
      `${place}.metrics[0].total: got nothing, expected a text`,
    );
    const template = (metric: unknown) =>
      set("spec", { steps: [{ pause: {} }], analysisTemplates: { rate: { metrics: [metric] } } });
    const provider = { prometheus: { query: "up" } };
    expect(template({ name: "up", provider: {} })).to.equal(
      "spec.analysisTemplates.rate.metrics[0].provider.prometheus: got nothing, expected a mapping",
    );
    expect(template({ name: "up", provider, count: true })).to.equal(
      "spec.analysisTemplates.rate.metrics[0].count: got true, expected a whole number of at least -1",
    );
    expect(set("goal", { west: { services: {} } })).to.equal(
      "goal.west.lanes: got nothing, expected a mapping",
    );
    expect(
      set("goal", { west: { services: { shop: { gateway: { v1: 60 }, mesh: {} } }, lanes: {} } }),
    ).to.equal(
      'goal.west.services.shop.gateway: got {"v1":60}, expected percentages that add up to 100',
    );
    // valibot looks at nothing below such a name.
    expect(set("templates", { constructor: 1 })).to.equal(
      'templates: got {"constructor":1}, expected a mapping without the names __proto__, prototype, constructor',
    );
    expect(() => readRecord("{")).to.throw(RecordError, /^it is no JSON: /);
    expect(() => readRecord("[]")).to.throw(RecordError, "the record: got [], expected a mapping");
  });

  it("of a form that nobody could read is not written", () => {
    expect(() => recordText({ ...full, revision: Number.NaN })).to.throw(
      RecordError,
      /^revision: /,
    );
  });
});
