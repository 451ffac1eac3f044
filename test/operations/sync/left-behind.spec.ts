import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { RefusalError } from "../../../operations/refusal";
import { MeshSync } from "../../../operations/sync/run";
import { failureOf, FakeClock, Lines } from "../../support/ports";
import { proxyOf, proxyState } from "../../support/proxies";
import { clusterAt, reachServing, stopAll, useServing } from "../../support/reached";
import { release, west } from "../../support/releases";

const settle = { seconds: 3, minimum: 0, limit: 10 };
const [longAgo, later] = ["2020-11-26T10:00:00Z", "2020-11-26T10:00:01Z"];

describe("an update in a mesh with proxies that do not answer", () => {
  const serving = useServing();

  const begin = (stragglers: number | string = 0) =>
    new MeshSync(serving.clusters, {
      ...{ settle: { ...settle, stragglers }, reporter: serving.lines, clock: serving.clock },
      mayBegin: Promise.resolve(),
    });

  /** Cluster east has a proxy with clusters that never warm, since years. */
  const haveStuck = () => {
    serving.at(0).api.put({
      ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "stuck", namespace: "other" } },
      status: { conditions: [{ type: "Ready", status: "True" }] },
    } as KubeObject);
    serving.at(1).api.istiod.set({
      syncz: [
        proxyState(9),
        proxyOf("stuck.other", { Cluster: [9, 3, longAgo], Listener: [9, 9, later] }),
      ],
    });
  };

  const named = `east: stuck.other of cluster west has not acknowledged its Cluster, sent at ${longAgo}`;

  it("names those that owe an acknowledgement since before it began, and is refused after the limit", async () => {
    haveStuck();
    const error = await failureOf(begin().before("workloads"));
    expect(serving.lines.infos).to.deep.equal([
      `Before the update began, proxies had not answered istiod for 10 s or more: ${named}.`,
    ]);
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.contain(`within 10 s: ${named}. `);
    expect(error.message).to.contain(
      "with gray-release:settle.stragglers: 1 the update goes on without this proxy.",
    );
  });

  it("does not wait for them where it may leave so many behind", async () => {
    haveStuck();
    const sync = begin(1);
    await sync.before("workloads");
    await sync.after("routes", true);
    await sync.end();
    expect(serving.clock.now()).to.be.below(2000);
    expect(serving.lines.warnings).to.deep.equal([]);
    expect(serving.lines.infos[0]).to.contain(named);
    expect(serving.lines.infos[1]).to.match(
      /^Proxies took routes after 0\.\d\d s \(3 proxies(, 1 left behind)?\)\.$/,
    );
  });

  it("waits for one that becomes slow until the limit, names it then, and waits for it no more", async () => {
    const sync = begin("50%");
    await sync.before("workloads");
    serving.at(1).api.istiod.set({ syncz: [proxyState(12, 9)] });
    const beganMs = serving.clock.now();
    await sync.after("routes", true);
    expect(serving.clock.now() - beganMs).to.be.within(10_000, 12_000);
    expect(serving.lines.warnings).to.deep.equal([
      "The update leaves proxies behind that did not take the routes, as gray-release:settle.stragglers " +
        "allows: east: gateway.istio-system has not acknowledged its RouteConfiguration. Requests " +
        "through them may fail.",
    ]);
    const againMs = serving.clock.now();
    await sync.after("routes", true);
    expect(serving.clock.now() - againMs).to.be.below(1000);
    expect(serving.lines.warnings).to.have.length(1);
    await sync.end();
    expect(serving.lines.infos.at(-1)).to.contain("(2 proxies, 1 left behind)");
  });

  it("is refused where more are behind than it may leave, in all clusters together", async () => {
    const sync = begin(1);
    await sync.before("workloads");
    for (const { api } of serving.clusters) api.istiod.set({ syncz: [proxyState(12, 9)] });
    const error = await failureOf(sync.after("routes", true));
    expect(error.message).to.contain("west: gateway.istio-system has not acknowledged");
    expect(error.message).to.contain("; east: gateway.istio-system has not acknowledged");
    expect(error.message).to.contain(
      "settle.stragglers: 2 the update goes on without these 2 proxies.",
    );
  });
});

describe("an update during which istiods change", () => {
  it("asks a replica that became ready meanwhile, too", async () => {
    const clusters = await reachServing(release(), west);
    const { api } = clusterAt(clusters, 0);
    try {
      const clock = new FakeClock();
      const lines = new Lines();
      const sync = new MeshSync(clusters, {
        ...{ settle: { ...settle, stragglers: 0 }, reporter: lines, clock },
        mayBegin: Promise.resolve(),
      });
      await sync.before("workloads");
      api.istiod.addPod("istiod-canary-0");
      api.istiod.requests.length = 0;
      await sync.after("routes", true);
      await sync.end();
      const asked = new Set(api.istiod.requests.map(({ pod, path }) => `${pod} ${path}`));
      expect([...asked]).to.include("istiod-canary-0 /debug/syncz");
      expect(lines.infos[0]).to.contain("(2 proxies)");
    } finally {
      await stopAll(clusters);
    }
  });
});
