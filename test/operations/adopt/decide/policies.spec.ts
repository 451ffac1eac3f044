import { expect } from "chai";
import { adopt } from "../../../../operations/adopt/decide/adoption";
import { byHand } from "./hand-written";

/** The shop with a traffic policy: of the host, or of the subset v1. */
function withPolicy(policy: object, ofSubset: boolean) {
  return byHand(({ rules }) => {
    for (const rule of rules) {
      if (!ofSubset) Object.assign(rule.spec, { trafficPolicy: policy });
      for (const subset of rule.spec.subsets ?? []) {
        if (!ofSubset || subset.name !== "v1") delete subset.trafficPolicy;
        else subset.trafficPolicy = policy;
      }
    }
  });
}

/** The fields that are told of a traffic policy: that of the host, or that of the subset v1. */
function told(policy: object, ofSubset = false): string[] {
  const { obstacles } = adopt("shop", withPolicy(policy, ofSubset));
  return [...new Set(obstacles.map(({ field = "" }) => field))];
}

describe("the policies of an adopted DestinationRule", () => {
  for (const [what, policy, fields] of [
    [
      "zone-aware load balancing",
      { loadBalancer: { simple: "RANDOM", zoneAwareLbSetting: { enabled: true } } },
      ["loadBalancer.zoneAwareLbSetting"],
    ],
    ["no load balancing", { loadBalancer: { simple: "PASSTHROUGH" } }, ["loadBalancer"]],
    [
      "outlier detection by a field that Istio no longer has",
      { outlierDetection: { consecutive5xxErrors: 7, consecutiveErrors: 3 } },
      ["outlierDetection.consecutiveErrors"],
    ],
    [
      "settings of single ports",
      { portLevelSettings: [{ port: { number: 80 } }] },
      ["portLevelSettings"],
    ],
    ["a proxy protocol", { proxyProtocol: { version: "V2" } }, ["proxyProtocol"]],
  ] as const) {
    it(`are told field by field: ${what}`, () => {
      expect(told(policy)).to.have.members(fields.map((field) => `spec.trafficPolicy.${field}`));
    });

    it(`are told field by field for one version: ${what}`, () => {
      expect(told(policy, true)).to.have.members(
        fields.map((field) => `spec.subsets[v1].trafficPolicy.${field}`),
      );
    });
  }

  for (const [what, policy, kept] of [
    [
      "locality failover and warmup",
      {
        loadBalancer: {
          simple: "ROUND_ROBIN",
          localityLbSetting: { enabled: true, failover: [{ from: "eu", to: "us" }] },
          warmup: { duration: "60s" },
        },
        outlierDetection: { consecutive5xxErrors: 5 },
      },
      undefined,
    ],
    [
      "fixed shares of localities",
      {
        loadBalancer: {
          localityLbSetting: { distribute: [{ from: "eu/*", to: { "eu/*": 80, "us/*": 20 } }] },
        },
      },
      undefined,
    ],
    [
      "an older warmup and an older algorithm, in their newer words",
      { loadBalancer: { simple: "LEAST_CONN", warmupDurationSecs: "60s" } },
      { loadBalancer: { simple: "LEAST_REQUEST", warmup: { duration: "60s" } } },
    ],
    [
      "locality failover that nobody asked for, as what the mesh has",
      { outlierDetection: { consecutive5xxErrors: 5 }, loadBalancer: { simple: "RANDOM" } },
      {
        outlierDetection: { consecutive5xxErrors: 5 },
        loadBalancer: { simple: "RANDOM", localityLbSetting: "mesh" },
      },
    ],
    [
      "keep-alives, times of connections and an upgrade",
      {
        connectionPool: {
          tcp: {
            maxConnections: 100,
            idleTimeout: "0s",
            maxConnectionDuration: "1h",
            tcpKeepalive: { time: "7200s", interval: "75s" },
          },
          http: {
            h2UpgradePolicy: "UPGRADE",
            maxConcurrentStreams: 10,
            http2KeepAlive: { interval: "30s", timeout: "10s" },
          },
        },
      },
      undefined,
    ],
    [
      "a session cookie, and one that the application sets",
      {
        loadBalancer: {
          consistentHash: { httpCookie: { name: "who", path: "/", ttl: "0s" } },
        },
      },
      undefined,
    ],
    [
      "outlier detection by failures to connect",
      {
        outlierDetection: {
          splitExternalLocalOriginErrors: true,
          consecutiveLocalOriginFailures: 3,
        },
        loadBalancer: { localityLbSetting: { enabled: false } },
      },
      undefined,
    ],
  ] as const)
    for (const ofSubset of [false, true])
      it(`are kept${ofSubset ? " of one version" : ""}, and tell nothing: ${what}`, () => {
        expect(told(policy, ofSubset)).to.deep.equal([]);
        const { services } = adopt("shop", withPolicy(policy, ofSubset)).release;
        const { cart } = services;
        const holder = ofSubset ? cart?.versions.v1 : cart;
        expect(holder).to.deep.include(kept ?? policy);
      });

  it("of a subset stand beside those of its host", () => {
    const live = byHand(({ rules }) => {
      for (const { spec } of rules) {
        spec.trafficPolicy = { outlierDetection: { consecutive5xxErrors: 5 } };
        for (const subset of spec.subsets ?? []) {
          if (subset.name === "v1") subset.trafficPolicy = { loadBalancer: { simple: "RANDOM" } };
          else delete subset.trafficPolicy;
        }
      }
    });
    const { release, obstacles } = adopt("shop", live);
    expect(obstacles).to.deep.equal([]);
    const { cart } = release.services;
    expect(cart?.loadBalancer).to.deep.equal({ localityLbSetting: "mesh" });
    expect(cart?.versions.v1?.loadBalancer).to.deep.equal({
      simple: "RANDOM",
      localityLbSetting: "mesh",
    });
    expect(cart?.versions.v2?.loadBalancer).to.equal(undefined);
  });

  it("have nothing of requests where the service takes connections alone, and tell what goes", () => {
    const live = byHand((objects) => {
      objects.drop("VirtualService");
      for (const port of objects.service.spec.ports ?? [])
        Object.assign(port, { name: "tcp-cart", appProtocol: undefined });
      const http = { h2UpgradePolicy: "UPGRADE" } as const;
      for (const { spec } of objects.rules) {
        const byHeader = { consistentHash: { httpHeaderName: "who" } };
        spec.trafficPolicy = { loadBalancer: byHeader, connectionPool: { http } };
        for (const subset of spec.subsets ?? []) {
          const pool = { connectionPool: { tcp: { maxConnections: 5 }, http } };
          if (subset.name === "v1") subset.trafficPolicy = pool;
          else delete subset.trafficPolicy;
        }
      }
    });
    const { release, obstacles } = adopt("shop", live);
    const { cart } = release.services;
    expect([cart?.loadBalancer, cart?.connectionPool]).to.deep.equal([undefined, undefined]);
    expect(cart?.versions.v1?.connectionPool).to.deep.equal({ tcp: { maxConnections: 5 } });
    const fields = new Set(obstacles.map(({ field }) => field));
    expect([...fields].filter((field) => field?.includes("rafficPolicy"))).to.have.members([
      "spec.trafficPolicy.loadBalancer",
      "spec.trafficPolicy.connectionPool",
      "spec.subsets[v1].trafficPolicy.connectionPool.http",
    ]);
  });

  it("stay as they are where a release can say them, and tell nothing", () => {
    expect(
      told({
        loadBalancer: { simple: "LEAST_CONN" },
        connectionPool: { tcp: { maxConnections: 100 } },
        outlierDetection: { consecutive5xxErrors: 5 },
      }),
    ).to.deep.equal([]);
    expect(told({ loadBalancer: { simple: "RANDOM" } }, true)).to.deep.equal([]);
  });
});
