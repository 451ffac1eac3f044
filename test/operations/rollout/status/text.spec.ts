// The status of a rollout, as text and as data.
import { expect } from "chai";
import type { RolloutRecord } from "../../../../model/rollout/record";
import {
  statusOf,
  type ObservedCluster,
  type StatusQuestion,
} from "../../../../operations/rollout/status/build";
import { statusText } from "../../../../operations/rollout/status/text";
import { rolloutRecord } from "../../../support/rollout/record";

const at = (time: string) => `2030-01-01T${time}Z`;

/** A cluster with weights of `shop` and two pods of each version. */
const cluster = (name: string, v2: number): ObservedCluster => ({
  cluster: { name },
  weights: { services: { shop: { v1: 100 - v2, v2 } }, lanes: {} },
  pods: ["v1", "v2"].map((version) => ({
    ...{ service: "shop", name: version, wanted: 2, available: version === "v1" ? 2 : 1 },
  })),
});

const driver = { holder: "ci@runner:17", since: at("00:00:01"), until: at("00:04:15") };

const question: StatusQuestion = {
  ...{ stack: "prod", release: "demo", nowMs: Date.parse(at("00:04:00")) },
  clusters: [cluster("west", 20), cluster("east", 20)],
};

/** The status four minutes after the start of a rollout. */
const status = (changes: Partial<RolloutRecord> = {}, around: Partial<StatusQuestion> = {}) =>
  statusOf({ ...question, record: rolloutRecord(changes), ...around });

const paused = { index: 1, from: 0, state: "decided", since: at("00:00:10") } as const;

describe("the status of a rollout as text", () => {
  it("tells step, wait, time left, driver, clusters, decisions and what to do next", () => {
    expect(statusText(status({ at: paused }, { driver }))).to.equal(`\
Rollout a1 of demo (stack prod): running, started by anna 2030-01-01T00:00:00Z (4m ago)
  at         step 2 of 3: pause for 10m in west and east
  waits for  the end of the pause, 6m 10s left, since 2030-01-01T00:00:10Z (3m 50s ago)
  time left  6m 10s of pauses and soaks
  driver     ci@runner:17, since 2030-01-01T00:00:01Z, holds it until 2030-01-01T00:04:15Z
  state      not recorded: the engine's state does not hold what the clusters have

west: current, wave 1
  shop  v1 80 %, v2 20 % (goal v2 100 %)  |  v1 2/2 pods, v2 1/2 pods
east: current, wave 1
  shop  v1 80 %, v2 20 % (goal v2 100 %)  |  v1 2/2 pods, v2 1/2 pods

Decisions:
  2030-01-01T00:00:00Z  anna: started the rollout

Next:
  npx gray rollout pause -s prod  holds it where it is
  npx gray rollout abort -s prod  brings all traffic back to where it was at the start
`);
  });

  it("names what a cluster has beside the recorded weights, and why another one is not known", () => {
    const text = statusText(
      status(
        {},
        {
          clusters: [
            cluster("west", 0),
            { cluster: { name: "east" }, failure: "connection refused", pods: [] },
          ],
        },
      ),
    );
    expect(text).to.contain(`
west: behind, wave 1
  shop  v1 100 % (recorded v1 80 %, v2 20 %; goal v2 100 %)  |  v1 2/2 pods, v2 1/2 pods
east: away, wave 1, connection refused
  shop  no weights known (goal v2 100 %)
`);
  });

  it("shows the last five of many decisions, with who and why", () => {
    const decisions = Array.from({ length: 8 }, (_, i) => ({
      ...{ by: "anna", at: at(`00:0${i}:00`), what: `did ${i}`, ...(i === 7 && { why: "asked" }) },
    }));
    const text = statusText(status({ decisions }));
    expect(text).to.contain("\nDecisions, the last 5 of 8:\n  2030-01-01T00:03:00Z  anna: did 3\n");
    expect(text).to.contain("  2030-01-01T00:07:00Z  anna: did 7 (asked)\n");
    expect(text).not.to.contain("did 2");
  });

  it("says where no rollout is recorded what starts one", () => {
    const { stack, release, nowMs } = question;
    const text = statusText(statusOf({ stack, release, nowMs, clusters: question.clusters }));
    expect(text).to.equal(`\
No rollout of demo is recorded (stack prod).

west: ready for a rollout
  shop  v1 80 %, v2 20 %  |  v1 2/2 pods, v2 1/2 pods
east: ready for a rollout
  shop  v1 80 %, v2 20 %  |  v1 2/2 pods, v2 1/2 pods

Next:
  npx gray rollout start -s prod  starts a rollout to the weights of the file, where it declares one that is due
`);
  });

  it("says after an abort which cluster is owed its end, and what to do", () => {
    const weights = rolloutRecord().start;
    const text = statusText(
      status({
        ...{ status: "aborted", endedAt: at("00:03:00"), owed: ["east"] },
        current: { weights, routes: {}, scale: {} },
      }),
    );
    expect(text).to.contain(
      "aborted, started by anna 2030-01-01T00:00:00Z (4m ago), ended 2030-01-01T00:03:00Z (1m ago)\n" +
        "  owed to    east: it does not have the end yet\n",
    );
    expect(text).to.contain("east: behind, wave 1\n").and.to.contain("west: ready for a rollout,");
    expect(text.slice(text.indexOf("Next:"))).to.equal(`\
Next:
  pulumi up -s prod               gives the clusters that were away what the others have, and records in the stack's state what the clusters have
  npx gray rollout retry -s prod  starts it anew, to the same goal
`);
  });
});
