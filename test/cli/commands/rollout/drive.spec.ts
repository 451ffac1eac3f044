// `gray rollout run` and `tick` against fake API servers.
import { expect } from "chai";
import { RolloutStack } from "../../../support/rollout/stack";

/** Lines without their times. */
const lines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) =>
      line.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>").replace(/\b[0-9a-f]{8}\b/g, "<id>"),
    );

const heldBy = (holderIdentity: string) => {
  const now = new Date().toISOString().replace("Z", "000Z");
  return {
    ...{ apiVersion: "coordination.k8s.io/v1", kind: "Lease" },
    metadata: { name: "gray-rollout-demo", namespace: "shop" },
    spec: { holderIdentity, leaseDurationSeconds: 3600, acquireTime: now, renewTime: now },
  } as never;
};

describe("gray rollout run", () => {
  let stack: RolloutStack;
  afterEach(() => stack.stop());

  it("drives from the start to the goal in all clusters, and lets the engine record it", async () => {
    stack = await RolloutStack.start({
      rollout: { steps: [{ setWeight: 50 }, { pause: { duration: "1s" } }] },
    });
    await stack.gray("start");
    const shares: number[] = [];
    const east = stack.clusters.api("east");
    east.before(
      { method: "PATCH", path: /configmaps/ },
      () => shares.push(stack.share("east")),
      Infinity,
    );
    const { code, stdout, stderr } = await stack.gray("run");
    expect(code, stdout + stderr).to.equal(0);
    expect(lines(stdout)).to.deep.equal([
      "<time>  spec: step 1 of 3: set weight 50 % in west and east",
      "<time>  spec: step 1 is done: the proxies of west and east acknowledged their routes",
      "<time>  spec: step 2 of 3: pause for 1s in west and east",
      "waits for the end of a pause, at <time>",
      "<time>  spec: step 2 is done: 1s are over",
      "<time>  spec: step 3 of 3: set the goal in west and east",
      "<time>  spec: step 3 is done: the proxies of west and east acknowledged their routes",
      "<time>  spec: the rollout is done: all clusters have the weights of the goal",
      "lets the engine record what the clusters have: pulumi up",
      "Rollout <id> is over: done.",
    ]);
    expect([...new Set(shares)]).to.deep.equal([0, 50, 100]);
    expect(stack.record("east")).to.deep.include({ status: "done", recorded: true });
    expect(stack.calls()).to.deep.equal(["preview", "up"]);
  });

  it("says once which cluster gets no copy of the record, and goes on", async () => {
    stack = await RolloutStack.start();
    await stack.gray("start");
    const match = { method: "PATCH", path: /configmaps/ };
    stack.clusters.api("east").fault({ kind: 500, match, message: "etcd is away" });
    const { stdout } = await stack.gray("tick");
    const told = stdout.split("\n").filter((line) => line.includes("copy of the record"));
    expect(told).to.deep.equal(["east has an older copy of the record: etcd is away"]);
    expect([stack.share("west"), stack.share("east")]).to.deep.equal([20, 20]);
  });

  it("is refused by the name of the driver that runs", async () => {
    stack = await RolloutStack.start();
    await stack.gray("start");
    const api = stack.clusters.api("west");
    const renew = () => void api.put(heldBy("anna@build-7:4711/ab"));
    renew();
    // A driver that lives renews its Lease between two looks at it.
    api.before({ method: "GET", path: /leases/ }, renew, 9);
    const { code, stderr } = await stack.gray("run");
    expect(code).to.equal(2);
    expect(stderr).to.match(/^gray rollout run: anna@build-7:4711\/ab drives the rollout since /);
    expect(stack.share("west")).to.equal(0);
  });

  it("stops in a checkout with another goal or plan, and changes nothing", async () => {
    stack = await RolloutStack.start();
    await stack.gray("start");
    const record = stack.record()!;
    stack.put({ ...record, spec: { steps: [{ setWeight: 5 }] } });
    const { code, stdout } = await stack.gray("run");
    expect(code).to.equal(2);
    expect(stdout).to.match(
      /^The driver stopped: this checkout differs from the rollout: .* has another plan .*\[GR532\]\. Where the rollout stands: npx gray rollout status -s dev\n$/,
    );
    expect(stack.record()?.revision).to.equal(record.revision);
  });

  it("ends with 1 where the rollout ended before its goal, and moves the home on request", async () => {
    stack = await RolloutStack.start({
      rollout: { steps: [{ pause: {} }], deadline: "1s" },
    });
    await stack.gray("start");
    const { code, stdout } = await stack.gray("run", "--home", "east");
    expect(code, stdout).to.equal(1);
    expect(stdout).to.contain("spec: the deadline passed: 1s for the whole rollout are over\n");
    const { home, status, decisions } = stack.record("west")!;
    expect([home, status]).to.deep.equal(["east", "failed"]);
    expect(decisions.map(({ what }) => what)).to.include("east became the home of the rollout");
  });

  it("has nothing to do where no rollout runs", async () => {
    stack = await RolloutStack.start();
    const { code, stdout } = await stack.gray("run");
    expect([code, stdout]).to.deep.equal([
      0,
      "No rollout runs: no cluster has a record of one. To start one: npx gray rollout start -s dev\n",
    ]);
  });

  it("leaves the rollout as it is where it is interrupted, and gives the Lease free", async () => {
    stack = await RolloutStack.start();
    await stack.gray("start");
    const west = stack.clusters.api("west");
    let looks = 0;
    west.before(
      { method: "GET", path: /configmaps\/gray-rollout-demo$/ },
      () => {
        looks += 1;
        if (stack.record()?.at.index === 1) process.emit("SIGINT");
      },
      Infinity,
    );
    const { code, stdout } = await stack.gray("run");
    expect(code, stdout).to.equal(1);
    expect(looks).to.be.greaterThan(2);
    expect(stack.record()).to.deep.include({ status: "running" });
    const lease = west.get<{ metadata: { name: string }; spec: { holderIdentity?: string } }>(
      "/apis/coordination.k8s.io/v1/namespaces/shop/leases/gray-rollout-demo",
    );
    expect(lease?.spec.holderIdentity ?? undefined).to.equal(undefined);
  });
});

describe("gray rollout tick", () => {
  let stack: RolloutStack;
  beforeEach(async () => (stack = await RolloutStack.start()));
  afterEach(() => stack.stop());

  it("does what is due, says what it waits for, and goes on after a promotion", async () => {
    await stack.gray("start");
    const first = await stack.gray("tick");
    expect(first.code).to.equal(1);
    expect(first.stdout).to.match(
      /\nThe rollout waits for somebody to promote: npx gray rollout promote -s dev\.\n$/,
    );
    expect([stack.share("west"), stack.share("east")]).to.deep.equal([20, 20]);
    expect((await stack.gray("tick")).code).to.equal(1);
    await stack.gray("promote");
    const last = await stack.gray("tick");
    expect(last.code, last.stdout).to.equal(0);
    expect([stack.share("west"), stack.share("east")]).to.deep.equal([100, 100]);
    const { requests } = stack.clusters.api("west");
    const before = requests.length;
    const after = await stack.gray("tick");
    expect(after.code, after.stdout).to.equal(0);
    const methods = requests.slice(before).map(({ method }) => method);
    expect(methods, "after the end").to.deep.equal(["GET"]);
  });

  it("ends with 2 where home is away, and names a way on", async () => {
    await stack.gray("start");
    stack.folder.write("west.kubeconfig", "");
    const { code, stderr } = await stack.gray("tick");
    expect(code).to.equal(2);
    expect(stderr).to.match(
      /^gray rollout tick: home, west, can't be reached: .*\. Fix: wait for it, or let another cluster be the home: npx gray rollout run -s dev --home <cluster>\n$/,
    );
  });

  it("ends with 1 beside a driver that runs", async () => {
    await stack.gray("start");
    stack.clusters.api("west").put(heldBy("anna@build-7:4711/ab"));
    const { code, stdout } = await stack.gray("tick");
    expect(code).to.equal(1);
    expect(stdout).to.match(/^anna@build-7:4711\/ab drives the rollout since /);
  });

  it("ends with 2 where the engine does not record the end, and says why", async () => {
    await stack.gray("start");
    await stack.gray("promote", "--full");
    stack.pulumi(255);
    const { code, stdout } = await stack.gray("tick");
    expect(code).to.equal(2);
    expect(stdout).to.match(/ is over: done\. It is not recorded in the state: /);
    expect(stack.share("east")).to.equal(100);
    expect(stack.record()).to.include({ status: "done", recorded: false });
  });
});
