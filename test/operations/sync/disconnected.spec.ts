import { expect } from "chai";
import { MeshSync } from "../../../operations/sync/run";
import { failureOf, FakeClock, Lines } from "../../support/ports";
import { proxyPod, proxyState, type PodChanges } from "../../support/proxies";
import { clusterAt, reachServing, stopAll, useServing } from "../../support/reached";
import { outpost, release, service, west } from "../../support/releases";

const gateway = "gateway-7c9.istio-system";
const labels = { istio: "ingressgateway" };
const text = (proxy: string) => `west: ${proxy} is connected to no istiod, though its pod is ready`;

describe("a proxy that no istiod lists", () => {
  const serving = useServing();

  const put = (proxy: string, changes: PodChanges = {}) =>
    serving.at(0).api.put(proxyPod(proxy, changes));

  /** The istiod of west lists these by their names, all of them synced. */
  const list = (names: readonly string[], fromMs = 0) =>
    serving.at(0).api.istiod.set({
      pushes: 9,
      syncz: () =>
        (serving.clock.now() < fromMs ? [] : names).map((name) => ({
          ...{ ...proxyState(9, 9, name), cluster_id: "west" },
        })),
    });

  const begin = (stragglers = 0) =>
    new MeshSync(serving.clusters, {
      settle: { seconds: 3, minimum: 0, limit: 2, stragglers },
      ...{ reporter: serving.lines, clock: serving.clock, mayBegin: Promise.resolve() },
    });

  it("is a gateway whose pod is ready: the update is refused after the limit and names it", async () => {
    list(["web.gray-demo"]);
    put(gateway, { labels });
    put("web.gray-demo");
    const error = await failureOf(begin().before("workloads"));
    expect(error.message).to.contain(`within 2 s: ${text(gateway)}. `);
    expect(error.message).to.contain("settle.stragglers: 1 the update goes on without this proxy");
    expect(serving.clock.now()).to.be.within(2000, 4000);
  });

  it("is a sidecar of the release, too, in a native container as well", async () => {
    list([]);
    put("web.gray-demo");
    put("shop.gray-demo", { isNative: true });
    const { message } = await failureOf(begin().before("workloads"));
    expect(message).to.contain(text("web.gray-demo"));
    expect(message).to.contain(text("shop.gray-demo"));
  });

  it("is waited for while it connects anew, and has to acknowledge then", async () => {
    list([gateway], 1000);
    put(gateway, { labels });
    await begin().before("workloads");
    expect(serving.clock.now()).to.be.within(1000, 3000);
    serving.at(0).api.istiod.set({ syncz: [{ ...proxyState(9, 8, gateway), cluster_id: "west" }] });
    const { message } = await failureOf(begin().before("workloads"));
    expect(message).to.contain(`west: ${gateway} has not acknowledged its RouteConfiguration`);
  });

  it("is left behind after the limit where one may be, and waited for no more", async () => {
    list([]);
    put(gateway, { labels });
    const sync = begin(1);
    await sync.before("workloads");
    expect(serving.clock.now()).to.be.within(2000, 4000);
    expect(serving.lines.warnings.join()).to.contain(text(gateway));
    await sync.after("routes", true);
    await sync.end();
    expect(serving.clock.now()).to.be.below(5000);
    expect(serving.lines.warnings).to.have.length(1);
    expect(serving.lines.infos.at(-1)).to.contain("1 left behind");
  });

  it("is none whose pod carries no traffic, has no proxy, or is of a revision that is not asked", async () => {
    list([]);
    put("a.gray-demo", { isReady: false });
    put("b.gray-demo", { container: "nginx" });
    put("c.gray-demo", { revision: "hosted" });
    put("d.gray-demo", { revision: null });
    put("other.istio-system", { labels: { istio: "eastwestgateway" } });
    await begin().before("workloads");
    expect(serving.clock.now()).to.be.below(1000);
  });

  it("is known by its name where the pod or istiod does not tell the cluster", async () => {
    list(["a.gray-demo", "b.gray-demo"]);
    put("a.gray-demo", { env: {} });
    serving.at(1).api.istiod.set({ syncz: [proxyState(9, 9, "c.gray-demo")] });
    put("c.gray-demo");
    await begin().before("workloads");
    expect(serving.clock.now()).to.be.below(1000);
  });

  it("may be connected to the istiod of another cluster", async () => {
    list([]);
    put("a.gray-demo");
    serving.at(1).api.istiod.set({
      syncz: [{ ...proxyState(9, 9, "a.gray-demo"), cluster_id: "west" }],
    });
    await begin().before("workloads");
    expect(serving.clock.now()).to.be.below(1000);
  });

  it("may be one of any namespace that was listed earlier in the update", async () => {
    list(["caller.other"]);
    put("caller.other");
    const sync = begin();
    await sync.before("workloads");
    list([]);
    const { message } = await failureOf(sync.after("routes", true));
    expect(message).to.contain(text("caller.other"));
  });

  it("holds nothing up when its pod has ended, and many pods of a namespace are one question", async () => {
    const names = Array.from({ length: 9 }, (_, i) => `caller-${i}.other`);
    list(names);
    const sync = begin();
    await sync.before("workloads");
    list([]);
    const beganMs = serving.clock.now();
    await sync.after("routes", true);
    expect(serving.clock.now() - beganMs).to.be.below(1000);
    const { api } = serving.at(0);
    expect(api.asked({ path: "/api/v1/namespaces/other/pods" })).to.have.length(1);
  });

  it("is not looked for where the program may not list pods; no list of it has to be refused", async () => {
    const { api } = serving.at(0);
    api.fault({ kind: 403, match: { path: "/api/v1/namespaces/other/pods" } });
    list(["caller.other"]);
    put("caller.other");
    const sync = begin();
    await sync.before("workloads");
    list([]);
    await sync.after("routes", true);
    await sync.end();
    expect(api.asked({ path: "/api/v1/namespaces/other/pods" })).to.deep.equal([]);
    expect(serving.lines.infos).to.have.length(1);
  });

  it("can't be looked for while an API server is away: the update ends, and names its cluster", async () => {
    const { api } = serving.at(0);
    list(["caller.other"]);
    put("caller.other");
    const sync = begin();
    await sync.before("workloads");
    list([]);
    api.fault({ kind: 500, match: { path: "/api/v1/namespaces/other/pods" } });
    const { message } = await failureOf(sync.after("routes", true));
    expect(message).to.contain("can't see whether the proxies took the routes: cluster west: ");
  });

  it("is not looked for in the release's namespace without that right, which the update says", async () => {
    const { api } = serving.at(0);
    api.fault({ kind: 403, match: { path: "/api/v1/namespaces/gray-demo/pods" } });
    list([]);
    put("web.gray-demo");
    const sync = begin();
    await sync.after("routes", true);
    await sync.end();
    expect(serving.lines.infos.at(-1)).to.equal(
      "The update may not list pods in gray-demo of west: it does not see proxies there that lost " +
        "their connection to istiod. gray rbac prints the right.",
    );
  });
});

describe("a proxy of a remote cluster that no istiod lists", () => {
  it("counts only where the istiods that are asked list others of that cluster", async () => {
    const versions = { v1: { image: "hello:1" } };
    const services = { hello: service({ versions }) };
    const clusters = await reachServing(release({ services }), west, outpost);
    const [primary, remote] = [clusterAt(clusters, 0), clusterAt(clusters, 1)];
    try {
      const ask = () =>
        new MeshSync(clusters, {
          settle: { seconds: 3, minimum: 0, limit: 1, stragglers: 0 },
          ...{ reporter: new Lines(), clock: new FakeClock(), mayBegin: Promise.resolve() },
        }).before("workloads");
      remote.api.put(proxyPod("web.gray-demo", { env: { ISTIO_META_CLUSTER_ID: "outpost" } }));
      primary.api.istiod.set({ syncz: [], pushes: 9 });
      await ask();
      const other = { ...proxyState(9, 9, "shop.gray-demo"), cluster_id: "outpost" };
      primary.api.istiod.set({ syncz: [other] });
      expect((await failureOf(ask())).message).to.contain(
        "outpost: web.gray-demo is connected to no istiod",
      );
    } finally {
      await stopAll(clusters);
    }
  });
});
