import { expect } from "chai";
import { adopt } from "../../../../operations/adopt/decide/adoption";
import { byHand } from "./hand-written";

/** The fields that are told of a traffic policy: that of the host, or that of the subset v1. */
function told(policy: object, ofSubset = false): string[] {
  const live = byHand(({ rules }) => {
    for (const rule of rules) {
      if (!ofSubset) Object.assign(rule.spec, { trafficPolicy: policy });
      for (const subset of rule.spec.subsets ?? []) {
        if (!ofSubset || subset.name !== "v1") delete subset.trafficPolicy;
        else subset.trafficPolicy = policy;
      }
    }
  });
  const { obstacles } = adopt("shop", live);
  return [...new Set(obstacles.map(({ field = "" }) => field))];
}

describe("the policies of an adopted DestinationRule", () => {
  for (const [what, policy, fields] of [
    [
      "locality and warmup",
      {
        loadBalancer: {
          simple: "ROUND_ROBIN",
          localityLbSetting: { enabled: true, failover: [{ from: "eu", to: "us" }] },
          warmup: { duration: "60s" },
        },
      },
      ["loadBalancer.localityLbSetting", "loadBalancer.warmup"],
    ],
    [
      "an older warmup, a keep-alive and an upgrade",
      {
        loadBalancer: { simple: "LEAST_CONN", warmupDurationSecs: "60s" },
        connectionPool: {
          tcp: { maxConnections: 100, tcpKeepalive: { time: "7200s" } },
          http: { h2UpgradePolicy: "UPGRADE" },
        },
      },
      ["loadBalancer.warmupDurationSecs", "connectionPool.tcp.tcpKeepalive", "connectionPool.http"],
    ],
    [
      "outlier detection by other signs",
      { outlierDetection: { consecutive5xxErrors: 7, splitExternalLocalOriginErrors: true } },
      ["outlierDetection.splitExternalLocalOriginErrors"],
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
