import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import { Istiod, NotReadyError } from "../../../operations/sync/istiod";
import { failureOf } from "../../support/ports";
import { proxyState } from "../../support/proxies";
import { route } from "../../support/live-objects";

const pod = (name: string, changes: { metadata?: object; status?: object } = {}): KubeObject =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "istio-system", labels: { app: "istiod" }, ...changes.metadata },
    status: changes.status ?? { conditions: [{ type: "Ready", status: "True" }] },
  }) as KubeObject;

describe("an istiod", () => {
  let api: FakeApiServer;
  let open: Istiod[];

  beforeEach(async () => {
    api = await FakeApiServer.start();
    open = [];
  });

  afterEach(async () => {
    for (const istiod of open) istiod.close();
    await api.stop();
  });

  async function all(options?: { timeoutMs: number }): Promise<Istiod[]> {
    open = await Istiod.all(api.client(), "istio-system", options);
    return open;
  }

  const first = async (options?: { timeoutMs: number }): Promise<Istiod> => {
    api.istiod.addPod();
    const [one] = await all(options);
    if (!one) throw new Error("no istiod was found");
    return one;
  };

  it("tells its store, endpoints of the hosts that are asked for, its proxies with its own time, and its counts", async () => {
    api.put(route);
    const endpointShardz = { host: { shop: {} }, other: { shop: {} } };
    api.istiod.set({ syncz: [proxyState(3)], endpointShardz, inboundUpdates: 7 });
    const istiod = await first();
    const [config] = await istiod.configs();
    expect(config?.metadata.name).to.equal("cart");
    expect(await istiod.endpoints(["host", "unknown"])).to.deep.equal({ host: { shop: {} } });
    const { proxies, nowMs } = await istiod.proxies();
    expect(proxies).to.deep.equal(JSON.parse(JSON.stringify([proxyState(3)])));
    expect(Math.abs(nowMs - Date.now())).to.be.below(60_000);
    const { changes, computed, queued } = await istiod.metrics();
    expect([changes, computed, queued]).to.deep.equal([7, 3, 3]);
  });

  it("is asked in each of its pods that are ready, and in no others", async () => {
    api.istiod.addPod("istiod-1");
    api.istiod.addPod("istiod-2");
    api.put(pod("starting", { status: {} }));
    api.put(pod("leaving", { metadata: { deletionTimestamp: "2026-11-26T10:00:00Z" } }));
    api.put(pod("other", { metadata: { labels: { app: "other" } } }));
    expect((await all()).map(({ name }) => name)).to.have.members(["istiod-1", "istiod-2"]);
  });

  it("can't be asked where it runs in no pod", async () => {
    expect((await failureOf(all())).message).to.equal(
      "no pod in istio-system has the label app=istiod",
    );
  });

  it("can't be asked yet where none of its pods is ready, and says why of each", async () => {
    const container = { name: "discovery", ready: false, state: { running: {} } };
    api.put(pod("istiod-1", { status: { containerStatuses: [container] } }));
    api.put(pod("istiod-2", { metadata: { deletionTimestamp: "2026-11-26T10:00:00Z" } }));
    const error = await failureOf(all());
    expect(error).to.be.instanceOf(NotReadyError);
    expect((error as NotReadyError).pods).to.have.members([
      "pod istiod-1: container discovery runs, but is not ready: see its readiness probe and its log",
      "pod istiod-2: it is being deleted",
    ]);
  });

  it("can't be asked without the right to list its pods, or with credentials that are over", async () => {
    api.fault({ kind: 403, match: { kind: "Pod" }, times: 1 });
    expect((await failureOf(all())).message).to.equal(
      "its pods can't be listed: the API server answers 403 (Forbidden)",
    );
    api.fault({ kind: 401, match: { kind: "Pod" }, times: 1 });
    expect((await failureOf(all())).message).to.contain("answers 401 (Unauthorized)");
  });

  it("can't be asked without the right to forward its port", async () => {
    api.istiod.addPod();
    api.fault({ kind: 403, match: { path: /portforward$/ } });
    expect((await failureOf(all())).message).to.equal(
      "no port of its pod istiod-0 can be forwarded: the API server answers 403",
    );
  });

  it("fails a question that it answers with an error", async () => {
    api.istiod.set({
      syncz: () => {
        throw new Error("busy");
      },
    });
    const istiod = await first();
    expect((await failureOf(istiod.proxies())).message).to.equal(
      "istiod's pod istiod-0 answers 500 for /debug/syncz",
    );
  });

  it("fails a question that it does not answer in time, and says which pod", async () => {
    api.istiod.set({ syncz: () => new Promise(() => undefined) });
    const istiod = await first({ timeoutMs: 20 });
    expect((await failureOf(istiod.proxies())).message).to.equal(
      "istiod's pod istiod-0 gives no answer within 0.02 s",
    );
  });

  it("keeps the process alive while it does not answer, so that the limit is told", async () => {
    api.istiod.set({ syncz: () => new Promise(() => undefined) });
    const istiod = await first({ timeoutMs: 200 });
    // Timers that let the process end are not among them.
    const timers = () => process.getActiveResourcesInfo().filter((one) => one === "Timeout").length;
    const before = timers();
    const failed = failureOf(istiod.proxies());
    await turn();
    expect(timers()).to.equal(before + 1);
    await failed;
  });

  it("fails a question at once after its connection broke", async () => {
    const istiod = await first();
    api.cutConnections();
    await failureOf(istiod.proxies());
    expect((await failureOf(istiod.proxies())).message).to.equal(
      "the connection to istiod's pod istiod-0 is closed",
    );
  });

  it("fails a question whose connection breaks", async () => {
    const istiod = await first();
    api.cutConnections();
    await failureOf(istiod.proxies());
  });
});
