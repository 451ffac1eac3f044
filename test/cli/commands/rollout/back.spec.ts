// `gray rollout abort` and `undo` against fake API servers.
import { expect } from "chai";
import type { RolloutRecord } from "../../../../model/rollout/record";
import { plainState } from "../../../../model/rollout/state-at";
import { rolloutRecord } from "../../../support/rollout/record";
import { fleet, RolloutStack } from "../../../support/rollout/stack";

const at = "2030-01-01T00:00:10Z";
const routes = /virtualservices\/web$/;

/** A rollout of the stack at 20 %. */
const record = (changes: Partial<RolloutRecord> = {}) =>
  rolloutRecord({
    ...{ spec: { steps: [{ setWeight: 20 }, { pause: {} }] }, start: fleet(0), goal: fleet(100) },
    current: plainState(fleet(20)),
    at: { index: 1, from: 0, state: "decided", since: at },
    ...changes,
  });

describe("gray rollout abort", () => {
  let stack: RolloutStack;
  beforeEach(async () => (stack = await RolloutStack.start()));
  afterEach(() => stack.stop());

  it("brings all clusters back to the start, records who and why, and lets the engine record it", async () => {
    stack.put(record());
    stack.move(20);
    const { code, stdout, stderr } = await stack.gray("abort", "--reason", "errors");
    expect(code, stdout + stderr).to.equal(0);
    expect(stdout).to.match(
      /^ {2}(west|east): wrote VirtualService shop\/web\n {2}(west|east): wrote VirtualService shop\/web\nTraffic is where rollout a1 began, in all clusters, \d+\.\d s after the start of this command\.\n/,
    );
    expect([stack.share("west"), stack.share("east")]).to.deep.equal([0, 0]);
    const ended = stack.record("east")!;
    expect(ended).to.include({ status: "aborted", epoch: 2, recorded: true });
    expect(ended.owed).to.deep.equal([]);
    expect(ended.decisions.find(({ what }) => what === "the rollout was aborted")).to.include({
      ...{ by: "spec", why: "errors" },
    });
    expect(stack.calls()).to.deep.equal(["preview", "up"]);
  });

  it("waits for no cluster that is slow", async () => {
    stack.put(record());
    stack.move(20);
    const east = stack.clusters.api("east");
    const asked = { path: /configmaps/ };
    east.fault({ kind: "slow", match: asked, delayMs: 4000, times: 1 });
    let told: unknown[] = [];
    stack.clusters.api("west").before({ method: "PATCH", path: routes }, () => {
      told = east.asked(asked).map(({ status }) => status);
    });
    const { code, stdout } = await stack.gray("abort");
    expect(code, stdout).to.equal(0);
    expect(told, "what east had told when west was written").to.deep.equal([undefined]);
    expect([stack.share("west"), stack.share("east")]).to.deep.equal([0, 0]);
  });

  it("holds where home is away: the others have the end with a higher epoch", async () => {
    stack.put(record());
    stack.move(20);
    await stack.clusters.api("west").refuse();
    const { code, stdout } = await stack.gray("abort");
    expect(code).to.equal(2);
    expect(stdout).to.match(/\n? {2}west: NOT DONE, .*ECONNREFUSED/);
    expect(stdout).to.match(/\nwest does not have the record of it: /);
    expect(stack.share("east")).to.equal(0);
    expect(stack.record("east")).to.include({ status: "aborted", epoch: 2 });
    await stack.clusters.api("west").accept();
    expect((await stack.gray("tick")).code).to.equal(0);
    expect(stack.share("west")).to.equal(0);
    expect(stack.record("west")).to.deep.include({ status: "aborted", owed: [], recorded: true });
  });

  it("leaves the rest to the driver that holds the Lease", async () => {
    stack.put(record());
    stack.move(20);
    const now = new Date().toISOString().replace("Z", "000Z");
    stack.clusters.api("west").put({
      ...{ apiVersion: "coordination.k8s.io/v1", kind: "Lease" },
      metadata: { name: "gray-rollout-demo", namespace: "shop" },
      spec: {
        ...{ holderIdentity: "anna@build-7:1/ab", leaseDurationSeconds: 3600 },
        ...{ acquireTime: now, renewTime: now },
      },
    } as never);
    const { code, stdout } = await stack.gray("abort");
    expect(code).to.equal(0);
    expect(stdout).to.match(/\nanna@build-7:1\/ab drives the rollout, and records the end\.\n$/);
    expect(stack.record()).to.deep.include({ status: "aborted", owed: ["west", "east"] });
    expect([stack.share("west"), stack.share("east")]).to.deep.equal([0, 0]);
  });

  it("changes nothing where no rollout runs", async () => {
    const none = await stack.gray("abort");
    expect([none.code, none.stderr]).to.deep.equal([
      2,
      "gray rollout abort: there is no rollout to abort: no cluster has a record of one\n",
    ]);
    stack.put(record({ status: "done", endedAt: at }));
    expect((await stack.gray("abort")).stderr).to.equal(
      `gray rollout abort: there is no rollout to abort: the last one, a1, was done at ${at}\n`,
    );
  });

  it("says where no cluster tells the record what brings traffic back without it", async () => {
    for (const name of ["west", "east"]) await stack.clusters.api(name).refuse();
    const { code, stderr } = await stack.gray("abort");
    expect(code).to.equal(2);
    expect(stderr).to.match(/^gray rollout abort: (west|east): .*ECONNREFUSED/);
    expect(stderr).to.match(/\nWithout the record of the rollout: npx gray abort -s dev brings/);
  });

  it("refuses in a checkout without a version of the start, and names a way", async () => {
    stack.put(record({ start: fleet(0, "v0") }));
    const { code, stderr } = await stack.gray("abort");
    expect(code).to.equal(2);
    expect(stderr).to.match(
      /can't plan the weights of the start: v0 of web runs nowhere, .* or: npx gray abort -s dev\n$/,
    );
    expect(stack.record()?.status).to.equal("running");
  });
});

describe("gray rollout undo", () => {
  let stack: RolloutStack;
  beforeEach(async () => (stack = await RolloutStack.start()));
  afterEach(() => stack.stop());

  const done = () =>
    record({
      ...{ status: "done", endedAt: at, current: plainState(fleet(100)), recorded: true },
      at: { index: 2, from: 1, state: "done", since: at },
    });

  it("brings all clusters back after a rollout that reached its goal", async () => {
    stack.put(done());
    stack.move(100);
    const { code, stdout } = await stack.gray("undo");
    expect(code, stdout).to.equal(0);
    expect([stack.share("west"), stack.share("east")]).to.deep.equal([0, 0]);
    expect(stack.record()).to.deep.include({ status: "undone", epoch: 2, owed: [] });
  });

  it("refuses while a rollout runs, and where one went back already", async () => {
    stack.put(record());
    expect((await stack.gray("undo")).stderr).to.equal(
      "gray rollout undo: rollout a1 runs. Fix: npx gray rollout abort -s dev\n",
    );
    stack.put(record({ status: "aborted", endedAt: at }));
    expect((await stack.gray("undo")).stderr).to.equal(
      "gray rollout undo: the weights are those from before rollout a1 already: it was aborted\n",
    );
  });
});
