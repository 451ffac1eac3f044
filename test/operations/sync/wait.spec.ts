import { expect } from "chai";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { ProxyState, StoredConfig } from "../../../operations/sync/istiod-state";
import { StaleError, untilSynced, type AskedCluster } from "../../../operations/sync/wait";
import { failureOf, FakeClock } from "../../support/ports";
import { proxyState } from "../../support/proxies";
import { release, west } from "../../support/releases";

const [plan] = planRelease(release(), [west]).clusters;
const scope = {
  namespace: "gray-demo",
  services: ["hello"],
  objects: plan ? manifests(plan) : [],
};
const limit = (clock: FakeClock) => ({ seconds: 3, clock });

const route: StoredConfig = {
  kind: "VirtualService",
  metadata: { name: "hello", namespace: "gray-demo", uid: "u1", generation: 2 },
};
const slice = {
  metadata: { labels: { "kubernetes.io/service-name": "hello" } },
  endpoints: [{ addresses: ["10.0.0.9"], conditions: { ready: true } }],
};
const shards = { Shards: { west: [{ Addresses: ["10.0.0.9"], HealthStatus: 1 }] } };
const known = { "hello.gray-demo.svc.cluster.local": { "gray-demo": shards } };

/** An istiod with answers one after the other; the last one stays. */
function istiod(answers: {
  proxies: readonly (readonly ProxyState[])[];
  configs?: readonly (readonly StoredConfig[])[];
  updates?: () => number;
}): AskedCluster["istiods"][number] & { asked: string[] } {
  const asked: string[] = [];
  const next = <T>(name: string, list: readonly T[]) => {
    const count = asked.filter((one) => one === name).length;
    asked.push(name);
    return Promise.resolve(list[Math.min(count, list.length - 1)] as T);
  };
  return {
    asked,
    proxies: () => next("proxies", answers.proxies),
    configs: () => next("configs", answers.configs ?? [[route]]),
    endpoints: () => next("endpoints", [known]),
    inboundUpdates: () => Promise.resolve(answers.updates?.() ?? 5),
    close: () => undefined,
  };
}

/** A client of a cluster with one route and one endpoint. */
const client: AskedCluster["client"] = {
  list: (path) =>
    Promise.resolve(
      (path.includes("endpointslices")
        ? [slice]
        : path.endsWith("/virtualservices")
          ? [{ metadata: route.metadata }]
          : []) as never,
    ),
};

const cluster = (name: string, ...istiods: AskedCluster["istiods"][number][]): AskedCluster => ({
  name,
  client,
  istiods,
});

describe("the wait for synced proxies", () => {
  it("ends with their number in all clusters and replicas of istiod", async () => {
    const synced = () => istiod({ proxies: [[proxyState(7), proxyState(7, 7, "web.shop")]] });
    const clusters = [cluster("west", synced(), synced()), cluster("east", synced())];
    expect(await untilSynced(clusters, [client], scope, limit(new FakeClock()))).to.equal(6);
  });

  it("asks no proxy before istiod's store holds what the API server has", async () => {
    const old = { ...route, metadata: { ...route.metadata, generation: 1 } };
    const late = istiod({ proxies: [[]], configs: [[], [old], [route]] });
    await untilSynced([cluster("west", late)], [client], scope, limit(new FakeClock()));
    expect(late.asked.indexOf("proxies")).to.equal(late.asked.lastIndexOf("configs") + 2);
    expect(late.asked.filter((one) => one === "configs")).to.have.length(3);
  });

  it("goes on while endpoints of another cluster are not known", async () => {
    const clock = new FakeClock();
    const remote = { ...slice, endpoints: [{ addresses: ["10.9.9.9"] }] };
    const other: AskedCluster["client"] = { list: () => Promise.resolve([remote] as never) };
    const one = istiod({ proxies: [[]] });
    const error = await failureOf(
      untilSynced([cluster("west", one)], [client, other], scope, limit(clock)),
    );
    expect((error as StaleError).stale).to.deep.equal([
      "west: the endpoint 10.9.9.9 of hello is not in istiod",
    ]);
  });

  it("goes on while proxies acknowledge late", async () => {
    const clock = new FakeClock();
    const waiting = [proxyState(9, 6)];
    const late = istiod({ proxies: [waiting, waiting, waiting, waiting, [proxyState(9)]] });
    expect(await untilSynced([cluster("west", late)], [client], scope, limit(clock))).to.equal(1);
    expect(late.asked.filter((one) => one === "proxies").length).to.be.at.least(5);
  });

  it("does not take a push from before the store was complete for the one that holds the stage", async () => {
    let updates = 0;
    const busy = () => ++updates;
    const pushes = [7, 7, 8, 8, 9].map((push) => [proxyState(push)]);
    const one = istiod({ proxies: pushes, updates: busy });
    await untilSynced([cluster("west", one)], [client], scope, limit(new FakeClock()));
    expect(one.asked.filter((name) => name === "proxies")).to.have.length(5);
  });

  it("fails after the time limit, with what is stale and where", async () => {
    const clock = new FakeClock();
    const never = istiod({ proxies: [[proxyState(9, 6)]] });
    const well = istiod({ proxies: [[proxyState(9)]] });
    const error = await failureOf(
      untilSynced([cluster("west", well), cluster("east", never)], [client], scope, limit(clock)),
    );
    if (!(error instanceof StaleError)) throw error;
    expect(error.stale).to.deep.equal([
      "east: gateway.istio-system has not acknowledged its RouteConfiguration",
    ]);
    expect(error.seconds).to.equal(3);
    expect(error.message).to.match(/^after 3 s east: gateway/);
    expect(clock.now()).to.be.within(3000, 3500);
  });

  it("goes on while an istiod's store lags because its API server was away, says so once, and gives proxies their time after that", async () => {
    const clock = new FakeClock();
    const behind = proxyState(5, 4);
    const configs = [...Array.from({ length: 110 }, () => []), [route]];
    const late = istiod({ proxies: [[behind], [behind], [proxyState(5)]], configs });
    const lines: string[] = [];
    const onLag = (line: string) => void lines.push(line);
    const lag = { ...limit(clock), storeSeconds: 90, onLag };
    expect(await untilSynced([cluster("west", late)], [client], scope, lag)).to.equal(1);
    expect(clock.now()).to.be.within(30_000, 90_000);
    expect(lines).to.deep.equal([
      "The update waits for istiod of cluster west: VirtualService gray-demo/hello is not in istiod. " +
        "After its API server was away, an istiod reads it again within a minute.",
    ]);
  });

  it("fails after the time limit where an istiod's store never holds everything", async () => {
    const one = istiod({ proxies: [[]], configs: [[]] });
    const error = await failureOf(
      untilSynced([cluster("west", one)], [client], scope, limit(new FakeClock())),
    );
    expect((error as StaleError).stale).to.deep.equal([
      "west: VirtualService gray-demo/hello is not in istiod",
    ]);
    expect(one.asked).to.not.include("proxies");
  });

  it("asks no more when another question has failed", async () => {
    const stop = new AbortController();
    const never = istiod({ proxies: [[proxyState(9, 6)]] });
    const wait = untilSynced([cluster("west", never)], [client], scope, {
      ...limit(new FakeClock()),
      signal: stop.signal,
    });
    stop.abort();
    expect((await failureOf(wait)).name).to.equal("AbortError");
  });
});
