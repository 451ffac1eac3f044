import { expect } from "chai";
import { behindProxies, type SeenProxies } from "../../../operations/sync/proxies";
import type { ProxyState } from "../../../operations/sync/istiod-state";
import type { XdsType } from "../../../operations/sync/xds";
import { proxyOf, type SentByType } from "../../support/proxies";

/** Push 7 holds the stage. */
const push = 7;
const at = (ms: number) => new Date(Date.UTC(2026, 10, 26, 10) + ms).toISOString();
const none: SeenProxies = new Map();

interface Look {
  readonly type?: XdsType;
  readonly over?: boolean;
  readonly seen?: SeenProxies;
}

const look = (
  states: readonly ProxyState[],
  { type = "RouteConfiguration", over = false, seen = none }: Look = {},
) => behindProxies(states, seen, { push, needed: [{ type }], isOver: () => over });

const why = (sent: SentByType, options?: Look) =>
  look([proxyOf("web.shop", sent)], options).behind.map((one) => one.why);

describe("a proxy", () => {
  it("has taken a push when it acknowledged it, or a later one", () => {
    expect(why({ RouteConfiguration: [7, 7, at(0)] })).to.deep.equal([]);
    expect(why({ RouteConfiguration: [9, 8, at(0)] })).to.deep.equal([]);
  });

  it("has not taken it while it acknowledged an earlier one only", () => {
    expect(why({ RouteConfiguration: [7, 6, at(0)] })).to.deep.equal(["sent"]);
    expect(why({ RouteConfiguration: [7, undefined, at(0)] })).to.deep.equal(["sent"]);
  });

  it("may stand in the push queue though it acknowledged all that it was sent", () => {
    expect(why({ RouteConfiguration: [6, 6, at(0)] })).to.deep.equal(["queued"]);
  });

  it("is not concerned by the push when that is over and sent it nothing", () => {
    expect(why({ RouteConfiguration: [6, 6, at(0)] }, { over: true })).to.deep.equal([]);
  });

  it("still has to acknowledge what it was sent before, when the push is over", () => {
    expect(why({ RouteConfiguration: [6, 5, at(0)] }, { over: true })).to.deep.equal(["sent"]);
  });

  it("shows by a type that is sent later that its push got past an earlier one", () => {
    expect(
      why({ Listener: [6, 6, at(0)], RouteConfiguration: [7, 6, at(1)] }, { type: "Listener" }),
    ).to.deep.equal([]);
    // Clusters are sent before listeners: the push may be in the middle.
    expect(
      why({ Cluster: [7, 7, at(1)], Listener: [6, 6, at(0)] }, { type: "Listener" }),
    ).to.deep.equal(["queued"]);
  });

  it("shows by a second push that the first one is over", () => {
    const first = [
      proxyOf("web.shop", {
        ClusterLoadAssignment: [7, 6, at(1)],
        RouteConfiguration: [6, 6, at(0)],
      }),
    ];
    const second = [
      proxyOf("web.shop", {
        ClusterLoadAssignment: [8, 6, at(2)],
        RouteConfiguration: [6, 6, at(0)],
      }),
    ];
    const before = look(first);
    expect(before.behind).to.have.length(1);
    expect(look(second).behind).to.have.length(1);
    expect(look(second, { seen: before.seen }).behind).to.deep.equal([]);
    const both = {
      Cluster: [7, 7, at(1)],
      ClusterLoadAssignment: [8, 6, at(2)],
      RouteConfiguration: [6, 6, at(0)],
    } as const;
    expect(why(both)).to.deep.equal([]);
  });

  it("has taken what was sent before something that it acknowledged, though later pushes follow too fast", () => {
    const listeners = { Listener: [9, 3, at(9)], RouteConfiguration: [7, 7, at(2)] } as const;
    expect(why(listeners, { type: "Listener" })).to.deep.equal([]);
    const first = look([proxyOf("web.shop", { ClusterLoadAssignment: [7, 3, at(1)] })], {
      type: "ClusterLoadAssignment",
    });
    const later = { ClusterLoadAssignment: [9, 3, at(9)], Cluster: [8, 8, at(5)] } as const;
    expect(why(later, { type: "ClusterLoadAssignment" })).to.deep.equal(["sent"]);
    expect(why(later, { type: "ClusterLoadAssignment", seen: first.seen })).to.deep.equal([]);
  });

  it("has a cluster only when it acknowledged clusters, because they warm", () => {
    const warming = { Cluster: [7, 6, at(0)], RouteConfiguration: [7, 7, at(5)] } as const;
    expect(why(warming, { type: "Cluster" })).to.deep.equal(["sent"]);
  });

  it("has not taken what it refused, in its own words", () => {
    const sent = { RouteConfiguration: [7, 6, at(0), "no such cluster"] } as const;
    const { behind } = look([proxyOf("web.shop", sent)]);
    expect(behind).to.deep.equal([
      {
        ...{ proxy: "web.shop", cluster: "west", type: "RouteConfiguration", why: "refused" },
        ...{ sentTime: at(0), error: "no such cluster" },
      },
    ]);
  });

  it("needs no type that it does not ask for, once it answers", () => {
    expect(why({ Cluster: [7, 7, at(0)], Listener: [8, 8, at(1)] })).to.deep.equal([]);
    expect(why({ Cluster: [7, undefined, at(0)], Listener: [8, undefined, at(1)] })).to.deep.equal([
      "queued",
    ]);
  });

  it("needs no type where it is no Envoy: it asks for other types alone, or for none", () => {
    const address = "type.googleapis.com/istio.workload.Address";
    const other: SentByType = { [address]: [5, 5, at(0)] };
    for (const sent of [other, {}]) {
      expect(why(sent)).to.deep.equal(["queued"]);
      expect(why(sent, { over: true })).to.deep.equal([]);
    }
  });

  it("is looked at anew when it lost a type, as after a new connection", () => {
    const before = look([
      proxyOf("web.shop", { Cluster: [7, 7, at(0)], RouteConfiguration: [6, 6, at(0)] }),
    ]);
    const anew = { Cluster: [8, 8, at(5)] } as const;
    expect(why(anew, { seen: before.seen, over: true })).to.deep.equal(["queued"]);
  });

  it("is not looked at again when it has taken everything", () => {
    const { seen } = look([proxyOf("web.shop", { RouteConfiguration: [7, 7, at(0)] })]);
    expect(why({ RouteConfiguration: [9, 3, at(0)] }, { seen })).to.deep.equal([]);
  });

  it("counts with each of two connections by itself", () => {
    const { seen } = look([proxyOf("web.shop", { RouteConfiguration: [7, 7, at(0)] })]);
    const old = proxyOf("web.shop", { RouteConfiguration: [7, 7, at(0)] });
    const anew = proxyOf("web.shop", { RouteConfiguration: [6, 6, at(0)] });
    expect(look([old, anew], { seen }).behind).to.have.length(1);
  });

  it("is behind in the form of an older istiod, too, which has a field for each type", () => {
    const { resources = {} } = proxyOf("web.shop", {
      Listener: [7, 6],
      RouteConfiguration: [8, 6],
    });
    const [listener = {}, route = {}] = Object.values(resources);
    const older: ProxyState = {
      proxy: "web.shop",
      ...(listener.sent && { listener_sent: listener.sent, listener_acked: listener.sent }),
      ...(route.sent && { route_sent: route.sent }),
      ...(route.acked && { route_acked: route.acked }),
    };
    expect(look([older]).behind.map((one) => one.why)).to.deep.equal(["sent"]);
  });
});

describe("what only gateways get", () => {
  it("is not waited for at sidecars", () => {
    const needed = [{ type: "Listener" as const, gatewaysOnly: true }];
    const awaited = { push, needed, isOver: () => false };
    const sent = { Listener: [6, 6, at(0)] } as const;
    const types = (proxy_type: string) =>
      behindProxies([{ ...proxyOf("web.shop", sent), proxy_type }], none, awaited).behind;
    expect(types("sidecar")).to.deep.equal([]);
    expect(types("router")).to.have.length(1);
  });
});
