import { expect } from "chai";
import { xdsTypes } from "../../../lab/mesh-load/delta-xds";
import { SimulatedProxy, type ProxyBehaviour } from "../../../lab/mesh-load/simulated-proxy";
import { message } from "../../../lab/wire";
import { type Asked, FakeAds } from "./fake-ads";

const { clusters, endpoints, listeners, routes } = xdsTypes;

/** Clusters whose endpoints come by EDS, and one whose endpoints do not (ORIGINAL_DST). */
const cluster = (name: string, type = 3): Buffer => message([1, name], [2, type]);

/** A listener with a chain of filters that takes a route by RDS. */
function listener(route: string): Buffer {
  const type =
    "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager";
  const manager = message([2, "outbound"], [3, message([1, ""], [2, route])]);
  const other = message([1, "tcp"], [4, message([1, "type.googleapis.com/other"], [2, ""])]);
  const http = message([1, "http"], [4, message([1, type], [2, manager])]);
  return message([1, "name"], [3, message([3, other], [3, http])]);
}

const of = (type: string, nonce?: string) => (asked: Asked) =>
  asked.type === type && asked.nonce === nonce;

describe("a simulated proxy", () => {
  let istiod: FakeAds;
  let proxy: SimulatedProxy;
  const acks: number[] = [];

  const start = async (behaviour: Partial<ProxyBehaviour> = {}): Promise<void> => {
    istiod = await FakeAds.start();
    acks.length = 0;
    const identity = {
      pod: "proxy-1",
      namespace: "mesh-load",
      address: "10.160.0.1",
      cluster: "west",
    };
    const started = new Promise<void>((done) => {
      proxy = new SimulatedProxy(
        identity,
        {
          server: istiod.url,
          ack: { fromMs: 0, toMs: 0 },
          never: false,
          deaf: false,
          onAck: (afterMs) => acks.push(afterMs),
          ...behaviour,
        },
        done,
      );
    });
    proxy.connect();
    await firstConfiguration();
    await started;
  };

  /** Answers each type as it is asked for, and expects the order of a sidecar. */
  const firstConfiguration = async (): Promise<void> => {
    const first = await istiod.next(of(clusters));
    expect(first).to.deep.include({ hasNode: true, subscribe: [] });
    istiod.send(clusters, "c1", { a: cluster("a"), b: cluster("b"), orig: cluster("orig", 4) });
    expect((await istiod.next(of(endpoints))).subscribe).to.deep.equal(["a", "b"]);
    await istiod.next(of(clusters, "c1"));
    istiod.send(endpoints, "e1", { a: message([1, "a"]) });
    await istiod.next(of(endpoints, "e1"));
    expect((await istiod.next(of(listeners))).hasNode).to.equal(false);
    istiod.send(listeners, "l1", { "0.0.0.0_80": listener("80") });
    expect((await istiod.next(of(routes))).subscribe).to.deep.equal(["80"]);
    await istiod.next(of(listeners, "l1"));
    istiod.send(routes, "r1", { "80": message([1, "80"]) });
    await istiod.next(of(routes, "r1"));
  };

  afterEach(() => {
    proxy.stop();
    istiod.stop();
  });

  it("takes its first configuration in the order of a sidecar, and is started then", async () => {
    await start();
    expect(proxy.started).to.equal(true);
  });

  it("subscribes to the endpoints of a new cluster before it acknowledges it, and not to those of a removed one", async () => {
    await start();
    istiod.send(clusters, "c2", { new: cluster("new") }, ["a"]);
    const { subscribe, unsubscribe } = await istiod.next(of(endpoints));
    expect({ subscribe, unsubscribe }).to.deep.equal({ subscribe: ["new"], unsubscribe: ["a"] });
    await istiod.next(of(clusters, "c2"));
  });

  it("acknowledges as late as it should, once it has started", async () => {
    await start({ ack: { fromMs: 60, toMs: 60 } });
    acks.length = 0;
    istiod.send(endpoints, "e2", {});
    istiod.send(routes, "r2", {});
    await istiod.next(of(endpoints, "e2"));
    await istiod.next(of(routes, "r2"));
    expect(acks).to.have.length(2);
    for (const afterMs of acks) expect(afterMs).to.be.at.least(55);
  });

  it("that never acknowledges takes its first configuration all the same", async () => {
    await start({ never: true });
    istiod.send(endpoints, "e2", {});
    istiod.drop();
    await istiod.next(of(clusters));
    expect(istiod.asked.filter(({ nonce }) => nonce === "e2")).to.deep.equal([]);
  });

  it("that is deaf reads nothing after its first configuration, and is connected all the same", async () => {
    const big = { a: message([1, "a"], [2, "x".repeat(1 << 20)]) };
    await start({ deaf: true });
    istiod.send(endpoints, "e2", big);
    await new Promise((done) => setTimeout(done, 100));
    expect(istiod.unsentBytes).to.be.greaterThan(1 << 19);
    expect(proxy.started).to.equal(true);
    proxy.stop();
    istiod.stop();
    await start();
    istiod.send(endpoints, "e2", big);
    await istiod.next(of(endpoints, "e2"));
    expect(istiod.unsentBytes).to.equal(0);
  });

  it("connects anew when its stream ends, and begins from the start", async () => {
    await start();
    istiod.drop();
    await firstConfiguration();
    expect(istiod.streams).to.equal(2);
  });
});
