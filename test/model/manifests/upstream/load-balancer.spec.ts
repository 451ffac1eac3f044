import { expect } from "chai";
import { destinationRuleManifest } from "../../../../model/manifests/traffic-policy";
import { planRelease } from "../../../../model/plan/plan";
import type { UpstreamPolicy } from "../../../../model/release/upstream-policy";
import { release, service, west } from "../../../support/releases";

/** The load balancers of a rule: of the host, and of the subset. */
function balancers(policy: UpstreamPolicy, versionPolicy: UpstreamPolicy = {}, more = {}) {
  const args = { namespace: "shop", service: "cart", version: "v2", policy, versionPolicy };
  const { spec } = destinationRuleManifest({ ...args, ...more });
  return [spec.trafficPolicy, spec.subsets?.[0]?.trafficPolicy].map((one) => one?.loadBalancer);
}

const ejects = { outlierDetection: { consecutive5xxErrors: 3 } };
const off = { localityLbSetting: { enabled: false } };

describe("the load balancer of a DestinationRule", () => {
  it("has no locality failover that only outlier detection would turn on, at host and subset", () => {
    expect(balancers(ejects)).to.deep.equal([off, off]);
    const random = { simple: "RANDOM", ...off };
    expect(balancers({ ...ejects, loadBalancer: "RANDOM" })).to.deep.equal([random, random]);
  });

  it("has none in the subset whose version alone ejects pods, or has a load balancer of its own", () => {
    expect(balancers({}, ejects)).to.deep.equal([undefined, off]);
    const asked = { localityLbSetting: { enabled: true } };
    expect(balancers({ ...ejects, loadBalancer: asked }, { loadBalancer: "RANDOM" })).to.deep.equal(
      [asked, { simple: "RANDOM", ...off }],
    );
  });

  for (const localityLbSetting of [
    { enabled: true },
    { failover: [{ from: "eu", to: "us" }] },
    { failoverPriority: ["topology.istio.io/network"] },
    { distribute: [{ from: "*", to: { "eu/*": 100 } }] },
  ])
    it(`has the settings of regions and zones that are declared: ${Object.keys(localityLbSetting).join()}`, () => {
      const both = { ...ejects, loadBalancer: { localityLbSetting } };
      expect(balancers(both)).to.deep.equal([{ localityLbSetting }, { localityLbSetting }]);
    });

  it("says nothing of regions where the release leaves them to the mesh", () => {
    const mesh = { localityLbSetting: "mesh" as const };
    expect(balancers({ ...ejects, loadBalancer: mesh })).to.deep.equal([undefined, undefined]);
    expect(balancers({ ...ejects, loadBalancer: { simple: "RANDOM", ...mesh } })).to.deep.equal([
      { simple: "RANDOM" },
      { simple: "RANDOM" },
    ]);
  });

  it("says nothing of regions without outlier detection", () => {
    expect(balancers({ connectionPool: { tcp: { maxConnections: 1 } } })).to.deep.equal([
      undefined,
      undefined,
    ]);
  });

  it("leaves regions to the Service whose annotation asks for pods near the caller", () => {
    expect(balancers(ejects, {}, { localityAsked: true })).to.deep.equal([undefined, undefined]);
    const annotations = { "networking.istio.io/traffic-distribution": "PreferClose" };
    const planned = planRelease(
      release({
        services: { web: service({ ...ejects, annotations }), cart: service(ejects) },
      }),
      [west],
    ).clusters[0]?.mesh?.subsets;
    const asked = planned?.filter(({ localityAsked }) => localityAsked);
    expect(asked?.map((one) => one.service)).to.deep.equal(["web"]);
  });

  it("has warmup and a session cookie as they are declared", () => {
    const warm = {
      simple: "ROUND_ROBIN" as const,
      warmup: { duration: "60s", minimumPercent: 5, aggression: 1.5 },
    };
    expect(balancers({ loadBalancer: warm })).to.deep.equal([warm, warm]);
    const attributes = [{ name: "SameSite", value: "Lax" }];
    const httpCookie = { name: "who", path: "/", ttl: "0s", attributes };
    const consistentHash = { httpCookie };
    expect(balancers({ loadBalancer: { consistentHash } })[0]).to.deep.equal({ consistentHash });
  });
});
