// `gray rollout start` and `retry` against fake API servers.
import { expect } from "chai";
import { rolloutRecord } from "../../../support/rollout/record";
import { fleet, RolloutStack } from "../../../support/rollout/stack";

const at = "2030-01-01T00:00:10Z";
const deployment = "/apis/apps/v1/namespaces/shop/deployments/web-v2";
const subset = "/apis/networking.istio.io/v1/namespaces/shop/destinationrules/web-v2";

describe("gray rollout start", () => {
  let stack: RolloutStack;
  beforeEach(async () => (stack = await RolloutStack.start()));
  afterEach(() => stack.stop());

  it("writes the first record in all clusters, from what they have to what the file declares", async () => {
    const { code, stdout, stderr } = await stack.gray("start", "--reason", "a merged request");
    expect([code, stderr]).to.deep.equal([0, ""]);
    expect(stdout).to.match(
      /^Rollout [0-9a-f]{8} of demo has begun\.\nDrive it: npx gray rollout run -s dev\n$/,
    );
    const record = stack.record()!;
    expect(stack.record("east")).to.deep.equal(record);
    expect(record).to.deep.include({
      ...{ status: "running", epoch: 1, home: "west", primaries: ["west", "east"] },
      at: { index: -1, from: -1, state: "done", since: record.startedAt },
      pods: { west: { web: { v2: 2 } }, east: { web: { v2: 2 } } },
    });
    expect(record.start.east?.services).to.deep.equal({ web: { v1: 100 } });
    expect(record.goal.east?.services).to.deep.equal({ web: { v2: 100 } });
    expect(Object.keys(record.templates)).to.deep.equal(["west/web/v2", "east/web/v2"]);
    expect(record.decisions).to.deep.equal([
      {
        by: "spec",
        at: record.startedAt,
        why: "a merged request",
        what: "the rollout began",
        event: "began",
      },
    ]);
  });

  it("moves no route, and only notes in all of them that there is a rollout", async () => {
    await stack.gray("start");
    expect([stack.share("west"), stack.share("east")]).to.deep.equal([0, 0]);
    const noted = { metadata: { annotations: { "gray-release/rollout": "demo" } } };
    for (const name of ["west", "east"]) {
      const writes = stack.clusters
        .api(name)
        .requests.filter(({ method, path }) => method !== "GET" && /virtualservices/.test(path));
      expect(writes.map(({ body }) => body)).to.deep.equal([noted]);
    }
  });

  it("begins and warns where a route can't be noted", async () => {
    stack.clusters
      .api("east")
      .fault({ match: { method: "PATCH", kind: "VirtualService" }, kind: 403 });
    const { code, stderr } = await stack.gray("start");
    expect(code).to.equal(0);
    expect(stderr).to.match(/^The routes do not note the rollout in east: .*declares no rollout/);
    expect(stack.record("east")?.status).to.equal("running");
  });

  it("refuses while pods, subsets or routes are missing, and names all of them", async () => {
    const east = stack.clusters.api("east");
    east.delete(subset);
    east.delete("/apis/networking.istio.io/v1/namespaces/shop/virtualservices/web");
    const west = stack.clusters.api("west");
    const live = west.get<{ metadata: { name: string }; status: object }>(deployment)!;
    west.put({ ...live, status: { ...live.status, availableReplicas: 1 } } as never);
    const { code, stderr } = await stack.gray("start");
    expect(code).to.equal(2);
    expect(stderr).to.equal(
      "gray rollout start: the clusters lack what the new weights need:\n" +
        "  Deployment web-v2 in west: 1 of 2 pods are available\n" +
        "  east has no DestinationRule web-v2\n" +
        "  east has no route of web\n" +
        "Fix: pulumi up -s dev, and wait for the pods\n",
    );
    expect(stack.record()).to.equal(undefined);
  });

  it("refuses where the pods are others than those of the file, as before its update", async () => {
    const east = stack.clusters.api("east");
    const live = east.get<{ metadata: { name: string }; spec: object }>(deployment)!;
    const text = JSON.stringify(live).replace("web:2", "web:1.9");
    east.put(JSON.parse(text) as never);
    expect((await stack.gray("start")).stderr).to.contain(
      "  Deployment web-v2 in east is not as declared\n",
    );
  });

  it("says that none is due where clusters have the weights of the file", async () => {
    stack.move(100);
    const { code, stdout } = await stack.gray("start");
    expect([code, stdout]).to.deep.equal([
      ...[0, "No rollout is due: the clusters have the weights that the stack declares.\n"],
    ]);
    expect(stack.record()).to.equal(undefined);
  });

  it("refuses beside a rollout that runs, and says who started it and where it is", async () => {
    await stack.gray("start");
    const { code, stderr } = await stack.gray("start");
    expect(code).to.equal(2);
    expect(stderr).to.match(
      /^gray rollout start: rollout \w+ runs: it is at the start, before the first of 3 steps, and spec started it at .*\. Fix: npx gray rollout status -s dev\n$/,
    );
  });

  it("refuses where a cluster does not answer", async () => {
    await stack.clusters.api("east").refuse();
    const { code, stderr } = await stack.gray("start");
    expect(code).to.equal(2);
    expect(stderr).to.match(/GR535/).and.to.match(/east/);
  });
});

describe("gray rollout retry", () => {
  let stack: RolloutStack;
  beforeEach(async () => (stack = await RolloutStack.start()));
  afterEach(() => stack.stop());

  const ended = async () => {
    await stack.gray("start");
    const record = { ...stack.record()!, status: "aborted", endedAt: at } as const;
    stack.put(record);
    return record;
  };

  it("begins anew what start does not after an abort, and keeps the record of the one before", async () => {
    const { id, epoch } = await ended();
    const refused = await stack.gray("start");
    expect([refused.code, refused.stderr]).to.deep.equal([
      2,
      "gray rollout start: the rollout to these weights was aborted, so it is not due again. " +
        "Fix: change the goal, or begin it anew: npx gray rollout retry -s dev\n",
    ]);
    expect((await stack.gray("retry")).code).to.equal(0);
    expect(stack.record("east")).to.include({ status: "running", epoch: epoch + 1 });
    expect((await stack.gray("history")).stdout).to.contain(`  ${id}  aborted`);
  });

  it("refuses while a cluster does not have what the last rollout left", async () => {
    stack.put({ ...(await ended()), owed: ["east"] });
    expect((await stack.gray("retry")).stderr).to.equal(
      "gray rollout retry: east does not have yet what the last rollout left. Fix: pulumi up -s dev\n",
    );
  });

  it("refuses where no rollout to these weights ended before its goal", async () => {
    stack.put(
      rolloutRecord({
        status: "done",
        start: fleet(0),
        goal: fleet(50),
        endedAt: at,
        spec: { steps: [] },
      }),
    );
    expect((await stack.gray("retry")).stderr).to.equal(
      "gray rollout retry: no rollout to these weights ended before its goal. Fix: npx gray rollout start -s dev\n",
    );
  });
});
