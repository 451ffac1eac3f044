// `gray rollout status` and `history` against fake API servers.
import { expect } from "chai";
import type { RolloutRecord } from "../../../../model/rollout/record";
import type { StatusReport } from "../../../../operations/rollout/status/report";
import { recordData } from "../../../../operations/rollout/record/data";
import { rolloutRecord } from "../../../support/rollout/record";
import { fleet, RolloutStack } from "../../../support/rollout/stack";

const at = "2030-01-01T00:00:10Z";

/** A rollout of the stack that waits for a person at 20 %. */
const record = (changes: Partial<RolloutRecord> = {}) =>
  rolloutRecord({
    ...{ spec: { steps: [{ setWeight: 20 }, { pause: {} }] }, start: fleet(0), goal: fleet(100) },
    current: { weights: fleet(20), routes: {}, scale: {} },
    at: { index: 1, from: 0, state: "decided", since: at },
    ...changes,
  });

const lease = (renewTime: string) => ({
  ...{ apiVersion: "coordination.k8s.io/v1", kind: "Lease" },
  metadata: { name: "gray-rollout-demo", namespace: "shop" },
  spec: {
    ...{ holderIdentity: "anna@build-7:4711/ab", leaseDurationSeconds: 3600 },
    ...{ acquireTime: renewTime, renewTime },
  },
});

describe("gray rollout status", () => {
  let stack: RolloutStack;
  beforeEach(async () => (stack = await RolloutStack.start()));
  afterEach(() => stack.stop());

  const json = async () => {
    const { code, stdout, stderr } = await stack.gray("status", "-o", "json");
    expect(stderr).to.equal("");
    return { code, report: JSON.parse(stdout) as StatusReport };
  };

  it("says where no rollout is recorded what clusters have, and ends with 0", async () => {
    const { code, stdout } = await stack.gray("status");
    expect(code).to.equal(0);
    expect(stdout).to.equal(`\
No rollout of demo is recorded (stack dev).

west: ready for a rollout
  web  v1 100 %  |  v1 2/2 pods, v2 2/2 pods
east: ready for a rollout
  web  v1 100 %  |  v1 2/2 pods, v2 2/2 pods

Next:
  npx gray rollout start -s dev  starts a rollout to the weights of the file, where it declares one that is due
`);
  });

  it("ends with 1 where a rollout waits for a person, and says what to type", async () => {
    stack.put(record());
    stack.move(20);
    const { code, stdout } = await stack.gray("status");
    expect(code).to.equal(1);
    expect(stdout).to.match(/\n {2}waits for {2}somebody to promote, since 2030-01-01T00:00:10Z /);
    expect(stdout).to.contain("\n  driver     none\n");
    expect(stdout).to.contain("\nNext:\n  npx gray rollout promote -s dev  ends the pause\n");
  });

  it("has in JSON the driver whose Lease is not over, and each cluster beside the record", async () => {
    stack.put(record({ at: { index: 0, from: -1, state: "decided", since: at } }));
    stack.move(20, ["west"]);
    const now = new Date().toISOString().replace("Z", "000Z");
    stack.clusters.api("west").put(lease(now));
    const { code, report } = await json();
    expect(code).to.equal(0);
    expect(report.rollout?.driver?.holder).to.equal("anna@build-7:4711/ab");
    expect(report.rollout?.waitsFor?.kind).to.equal("proxies");
    expect(report.clusters.map(({ name, state }) => [name, state])).to.deep.equal([
      ["west", "current"],
      ["east", "behind"],
    ]);
    expect(report.clusters[0]?.services[0]).to.deep.equal({
      ...{ name: "web", live: { v1: 80, v2: 20 }, recorded: { v1: 80, v2: 20 } },
      goal: { v1: 0, v2: 100 },
      versions: ["v1", "v2"].map((name) => ({ name, wanted: 2, available: 2, measured: null })),
    });
  });

  it("names no driver whose Lease is over", async () => {
    stack.put(record({ at: { index: 0, from: -1, state: "done", since: at } }));
    stack.clusters.api("west").put(lease("2020-01-01T00:00:00.000000Z"));
    const { report } = await json();
    expect(report.rollout?.driver).to.equal(null);
    expect(report.rollout?.waitsFor?.kind).to.equal("driver");
  });

  it("ends with 2 where a cluster does not tell its record, and shows the others", async () => {
    stack.put(record());
    await stack.clusters.api("east").refuse();
    const { code, stdout } = await stack.gray("status");
    expect(code).to.equal(2);
    expect(stdout).to.match(/\neast: away, wave 1, .*ECONNREFUSED/);
    expect(stdout).to.match(/\nwest: behind, wave 1\n/);
  });

  it("says that a record is broken, and what to do", async () => {
    const metadata = { name: "gray-rollout-demo", namespace: "shop" };
    stack.clusters
      .api("west")
      .put({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { record: "{" } } as never);
    const { code, stdout } = await stack.gray("status");
    expect(code).to.equal(2);
    expect(stdout).to.match(/\nwest: ready for a rollout, its ConfigMap .* is no record/);
  });

  it("with --watch ends at once where no rollout runs", async () => {
    stack.put(record({ status: "failed", endedAt: at }));
    const { code, stdout } = await stack.gray("status", "--watch");
    expect(code).to.equal(1);
    expect(stdout).to.match(/^Rollout a1 of demo \(stack dev\): failed, /);
  });

  it("with --watch prints a line for each change until the rollout ends", async () => {
    stack.put(record());
    stack.move(20);
    const api = stack.clusters.api("west");
    let looks = 0;
    api.before(
      { method: "GET", path: /gray-rollout-demo$/ },
      () => {
        looks += 1;
        // Each look asks for the record and for the Lease.
        if (looks === 3)
          stack.put(record({ revision: 2, status: "done", endedAt: at, recorded: true }));
      },
      Infinity,
    );
    const { code, stdout } = await stack.gray("status", "--watch", "-o", "json");
    expect(code).to.equal(0);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as StatusReport);
    expect(lines.map(({ rollout }) => rollout?.status)).to.deep.equal(["running", "done"]);
  });
});

describe("gray rollout history", () => {
  let stack: RolloutStack;
  before(async () => (stack = await RolloutStack.start()));
  after(() => stack.stop());

  it("says where nothing is recorded that nothing is", async () => {
    expect((await stack.gray("history")).stdout).to.equal("No rollout of demo is recorded.\n");
  });

  it("lists the present rollout and those before, the newest first", async () => {
    const before = record({
      ...{ id: "b0", status: "aborted", startedAt: "2029-12-31T00:00:00Z" },
      endedAt: "2029-12-31T00:05:00Z",
      decisions: [
        { by: "anna", at: "2029-12-31T00:00:00Z", what: "the rollout began" },
        { by: "bert", at: "2029-12-31T00:05:00Z", what: "the rollout was aborted" },
      ],
    });
    const metadata = { name: "gray-rollout-demo.0", namespace: "shop" };
    stack.clusters
      .api("west")
      .put({ apiVersion: "v1", kind: "ConfigMap", metadata, ...recordData(before) });
    stack.put(record());
    const { code, stdout } = await stack.gray("history");
    expect(code).to.equal(0);
    expect(stdout).to.equal(`\
2030-01-01T00:00:00Z  a1  running, started by anna
  web v1 100 % -> v2 100 %

2029-12-31T00:00:00Z  b0  aborted after 5m, started by anna
  web v1 100 % -> v2 100 %
  2029-12-31T00:05:00Z  bert: the rollout was aborted
`);
    const json = JSON.parse((await stack.gray("history", "-o", "json")).stdout) as RolloutRecord[];
    expect(json.map(({ id }) => id)).to.deep.equal(["a1", "b0"]);
  });
});
