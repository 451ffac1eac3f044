import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { shop } from "../../../bench/no-loss/releases";
import type { KubeClient } from "../../../kubernetes/client";
import { objectPath } from "../../../kubernetes/object-path";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { sendRequests } from "../../../lab/load/load";
import type { Manifest } from "../../../model/manifests/metadata";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { Weights } from "../../../model/release/routing";
import { systemClock } from "../../../operations/clock";
import { StaleError } from "../../../operations/sync/asked";
import { Istiod } from "../../../operations/sync/istiod";
import { behindProxies } from "../../../operations/sync/proxies";
import { rolledOut, type RollingDeployment } from "../../../operations/pods/rolled-out";
import { untilSynced } from "../../../operations/sync/wait";
import { neededTypes, pushOf } from "../../../operations/sync/xds";
import { failureOf } from "../../support/ports";
import { eventually } from "../support/lab-parts";
import { ownLab, useOwnLab } from "../support/own-lab";
import { StoppedAgent } from "./stopped-agent";

const host = "queued.example";
const version = (tag: string) => ({ image: `example.com/shop:${tag}`, drainSeconds: 0 });
const versions = { v1: version("1"), v2: version("2") };

/** What the cluster alone gets, in the order in which it is applied here. */
const objectsOf = (weights: Weights): Manifest[] =>
  planRelease(shop("queued", { versions, weights }), [{ name: "west" }]).clusters.flatMap(
    manifests,
  );

const [split, away] = [objectsOf({ v1: 50, v2: 50 }), objectsOf({ v1: 100 })];
const routes = (objects: readonly Manifest[]) =>
  objects.filter(({ kind }) => kind === "VirtualService");

describe("a gateway whose push is held up in istiod", () => {
  let client: KubeClient;
  let istiod: Istiod;
  let agent: StoppedAgent | undefined;

  // Before the lab may end.
  after(async () => {
    agent?.resume();
    istiod.close();
    await client.delete("/api/v1/namespaces/queued");
    client.close();
  });

  useOwnLab();

  before(async function () {
    this.timeout(120_000);
    client = clientOf(ownLab.cluster("west").kubeconfig);
    await write([...split, manyService, manyEndpoints(0)]);
    for (const object of split.filter(({ kind }) => kind === "Deployment"))
      await eventually(`${object.metadata.name} is ready`, async () => {
        const live = await client.get<RollingDeployment>(objectPath(object));
        return live && rolledOut(live);
      });
    await eventually("both versions answer", async () => {
      const { failed, byVersion } = await send(20);
      return failed === 0 && Object.keys(byVersion).length === 2;
    });
    const [first] = await Istiod.all(client, "istio-system");
    if (!first) throw new Error("the lab has no istiod");
    istiod = first;
  });

  const send = (count: number) =>
    sendRequests({ url: `${ownLab.cluster("west").gateway}/`, headers: { host }, count });

  const write = async (objects: readonly Manifest[]) => {
    for (const object of objects) await client.apply(objectPath(object), object);
  };

  const needed = neededTypes(away, "routes");

  /** The wait of an update for its routes; its pods may not be read, so that every proxy counts. */
  const settle = (seconds: number) => {
    const list = <T>(path: string): Promise<readonly T[]> =>
      path.includes("/pods?") ? Promise.reject(new Error("forbidden")) : client.list<T>(path);
    const cluster = { name: "west", client: { list }, istiods: [istiod] };
    const scope = { namespace: "queued", services: [], objects: routes(away), needed };
    return untilSynced([cluster], new Map(), scope, { seconds, clock: systemClock });
  };

  /** Whether the same decision takes every proxy for done, if it does not look at the queue. */
  const seemsDone = async (push: number): Promise<boolean> => {
    const { proxies } = await istiod.proxies();
    const awaited = { push, needed, isOver: () => true };
    return behindProxies(proxies, new Map(), awaited).behind.length === 0;
  };

  /** What istiod sent the gateway of endpoints. */
  const gatewayEndpoints = async () => {
    const { proxies } = await istiod.proxies();
    const gateway = proxies.find(({ proxy_type }) => proxy_type === "router");
    const isOfEndpoints = ([url]: [string, unknown]) => url.endsWith(".ClusterLoadAssignment");
    return Object.entries(gateway?.resources ?? {}).find(isOfEndpoints)?.[1];
  };

  it("is never taken for done, and a route that moves without looking at the queue loses requests", async function () {
    this.timeout(60_000);
    agent = StoppedAgent.ofGateway(ownLab.status.pid ?? 0, "west");
    await holdUp();
    const { computed } = await istiod.metrics();
    await write(routes(away));
    await eventually(
      "istiod pushed the routes",
      async () => (await istiod.metrics()).computed > computed,
    );
    const moved = (await istiod.metrics()).computed;

    // Without the queue: nothing was sent that is not acknowledged, so all seems done.
    await eventually("all seems done without the queue", () => seemsDone(moved));
    const error = await failureOf(settle(3));
    expect(error).to.be.instanceOf(StaleError);
    expect((error as StaleError).stale.join()).to.match(/istio-ingressgateway-\S+ /);

    // An update that took it for done would delete the pods now.
    const gone = away.filter(
      ({ kind, metadata }) => kind === "Deployment" && metadata.name.endsWith("v2"),
    );
    for (const object of gone) await client.delete(objectPath(object));
    await eventually("requests are lost", async () => (await send(50)).failed > 0);

    agent.resume();
    agent = undefined;
    await settle(20);
    expect((await send(200)).failures).to.deep.equal({});
  });

  /** Changes many endpoints until istiod waits in the middle of a push to the gateway. */
  async function holdUp(): Promise<void> {
    for (let i = 1; i < 100; i += 1) {
      const [before, { computed }] = [await gatewayEndpoints(), await istiod.metrics()];
      await write([manyEndpoints(i)]);
      await eventually(
        "istiod pushed the endpoints",
        async () => (await istiod.metrics()).computed > computed,
      );
      await sleep(100);
      if (pushOf((await gatewayEndpoints())?.sent) === pushOf(before?.sent)) return;
    }
    throw new Error("istiod sends on to a gateway that does not read");
  }
});

const many = { name: "many", namespace: "queued" };
const ports = [{ name: "http", port: 80 }];
const manyService = {
  apiVersion: "v1",
  kind: "Service",
  metadata: many,
  spec: { ports },
} as Manifest;

/** A thousand endpoints, others each time. */
function manyEndpoints(time: number): Manifest {
  const addresses = Array.from({ length: 1000 }, (_, n) => `10.9.${n >> 8}.${(n + time) & 255}`);
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { ...many, labels: { "kubernetes.io/service-name": "many" } },
    ...{ addressType: "IPv4", ports },
    endpoints: addresses.map((address) => ({ addresses: [address] })),
  } as Manifest;
}
