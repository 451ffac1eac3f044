// What `gray rollout status --watch` says between two looks.
import { expect } from "chai";
import type { RolloutRecord } from "../../../../model/rollout/record";
import { statusOf, type StatusQuestion } from "../../../../operations/rollout/status/build";
import { changedLines } from "../../../../operations/rollout/status/changes";
import { rolloutRecord } from "../../../support/rollout/record";

const at = (time: string) => `2030-01-01T${time}Z`;

const look = (
  time: string,
  changes: Partial<RolloutRecord> = {},
  around: Partial<StatusQuestion> = {},
) =>
  statusOf({
    ...{ stack: "prod", release: "demo", nowMs: Date.parse(at(time)) },
    record: rolloutRecord(changes),
    clusters: ["west", "east"].map((name) => ({
      ...{ cluster: { name }, pods: [], weights: rolloutRecord().current.weights[name]! },
    })),
    ...around,
  });

describe("what changed of a rollout", () => {
  it("is nothing where only time passed", () => {
    expect(changedLines(look("00:01:00"), look("00:02:00"))).to.deep.equal([]);
  });

  it("is a line for each decision, and one for what is waited for now", () => {
    const decisions = [
      ...rolloutRecord().decisions,
      { by: "ci", at: at("00:01:30"), what: "paused for 10m" },
    ];
    const paused = look("00:02:00", {
      ...{ decisions, at: { index: 1, from: 0, state: "decided", since: at("00:01:30") } },
    });
    expect(changedLines(look("00:01:00"), paused)).to.deep.equal([
      "2030-01-01T00:01:30Z  ci: paused for 10m",
      "2030-01-01T00:02:00Z  step 2 of 3: pause for 10m in west and east; " +
        "waits for the end of the pause, 9m 30s left",
    ]);
  });

  it("is a line for a cluster that went away or moved, and for another driver", () => {
    const clusters = [
      { cluster: { name: "west" }, pods: [], failure: "connection refused" },
      {
        cluster: { name: "east" },
        pods: [],
        weights: { services: { shop: { v1: 50, v2: 50 } }, lanes: {} },
      },
    ];
    const driver = { holder: "ci@runner:17", since: at("00:01:00"), until: at("00:02:15") };
    expect(
      changedLines(look("00:01:00"), look("00:02:00", {}, { clusters, driver })),
    ).to.deep.equal([
      "2030-01-01T00:02:00Z  step 1 of 3: set weight 20 % in west and east; " +
        "waits for the proxies in west and east to take it",
      "2030-01-01T00:02:00Z  ci@runner:17 drives it",
      "2030-01-01T00:02:00Z  west: away, connection refused",
      "2030-01-01T00:02:00Z  east: behind",
      "2030-01-01T00:02:00Z  east: shop v1 50 %, v2 50 %",
    ]);
  });

  it("is the end of a rollout, and the beginning of another one", () => {
    const ended = look("00:02:00", { status: "failed" });
    expect(changedLines(look("00:01:00"), ended)).to.deep.equal([
      "2030-01-01T00:02:00Z  rollout a1: failed",
    ]);
    expect(changedLines(ended, look("00:03:00", { id: "b2" }))[1]).to.equal(
      "2030-01-01T00:03:00Z  rollout b2 of demo: running",
    );
  });
});
