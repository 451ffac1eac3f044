import { expect } from "chai";
import type { ServiceSpec } from "../../../../../model/release/release";
import type { UpstreamPolicy } from "../../../../../model/release/upstream-policy";
import { service } from "../../../../support/releases";
import { found, shop } from "../../mutated";

const image = "ghcr.io/acme/app:1";

/** What is told of a service `cart` with two versions in both clusters. */
function told(changes: Partial<ServiceSpec>) {
  const versions = { v1: { image }, v2: { image } };
  const cart = service({ versions, weights: { v1: 60, v2: 40 }, ...changes });
  return found(undefined, { ...shop, services: { ...shop.services, cart } });
}

/** Code and place below the service, each once. */
function places(changes: Partial<ServiceSpec>): string[] {
  const all = told(changes).map(({ code, origin }) => `${code} ${origin.slice(2).join(".")}`);
  return [...new Set(all)];
}

const outlierDetection = { consecutive5xxErrors: 3, maxEjectionPercent: 100 };
const with_ = (localityLbSetting: object, more: object = {}): UpstreamPolicy => ({
  loadBalancer: { localityLbSetting, ...more },
  outlierDetection,
});

describe("outlier detection", () => {
  it("alone is told, once for a service, with the form that turns locality failover on", () => {
    const all = told({ outlierDetection, loadBalancer: "ROUND_ROBIN" });
    expect(all.map(({ code, on }) => `${code} ${on.cluster}`)).to.deep.equal([
      "GR354 west",
      "GR354 east",
    ]);
    expect(all[0]?.origin).to.deep.equal(["services", "cart", "outlierDetection"]);
    expect(all[0]?.fix).to.contain(
      "loadBalancer: { simple: ROUND_ROBIN, localityLbSetting: { enabled: true } }",
    );
    expect(all[0]?.fix).to.contain(
      "loadBalancer: { simple: ROUND_ROBIN, localityLbSetting: mesh }",
    );
  });

  it("of one version is told at that version", () => {
    const versions = { v1: { image }, v2: { image, outlierDetection } };
    expect(places({ versions })).to.deep.equal(["GR354 versions.v2.outlierDetection"]);
  });

  it("is told at a version whose own load balancer takes the place of the service's failover", () => {
    const versions = { v1: { image }, v2: { image, loadBalancer: "RANDOM" as const } };
    expect(places({ versions, ...with_({ enabled: true }) })).to.deep.equal([
      "GR354 versions.v2.outlierDetection",
    ]);
  });

  it("is not told beside settings of regions and zones, also where those turn it off", () => {
    for (const setting of [{ enabled: true }, { enabled: false }])
      expect(places(with_(setting)), JSON.stringify(setting)).to.deep.equal([]);
    const loadBalancer = { localityLbSetting: "mesh" } as const;
    expect(places({ loadBalancer, outlierDetection })).to.deep.equal([]);
  });
});

describe("a locality failover", () => {
  for (const [setting, given] of [
    [{ failover: [{ from: "eu", to: "us" }] }, "failover"],
    [{ failoverPriority: ["topology.istio.io/network"] }, "failoverPriority"],
    [{ enabled: true }, "enabled: true"],
  ] as const)
    it(`never happens without outlier detection: ${given}`, () => {
      const [one] = told({ loadBalancer: { localityLbSetting: setting } });
      expect(one?.code).to.equal("GR353");
      expect(one?.given).to.equal(`${given}, without outlierDetection`);
      expect(one?.fix).to.match(/^add outlierDetection, such as \{ /);
    });

  it("has no effect that is turned off", () => {
    const setting = { enabled: false, failover: [{ from: "eu", to: "us" }] };
    expect(places(with_(setting))).to.deep.equal(["GR355 loadBalancer.localityLbSetting.enabled"]);
  });

  it("reads one failover of a region", () => {
    const failover = [
      { from: "eu", to: "us" },
      { from: "us", to: "eu" },
      { from: "eu", to: "ap" },
    ];
    expect(places(with_({ failover }))).to.deep.equal([
      "GR355 loadBalancer.localityLbSetting.failover.2",
    ]);
  });

  it("is told what a failing region keeps, by how many pods may be taken out", () => {
    const kept = (maxEjectionPercent?: number) =>
      told({
        ...with_({ enabled: true }),
        outlierDetection: { ...(maxEjectionPercent !== undefined && { maxEjectionPercent }) },
      })[0]?.given;
    expect(kept()).to.match(/^at most 10 % .* 2 equal regions fail, they keep 100 % of its/);
    expect(kept(30)).to.match(/ they keep 56 % of its/);
    expect(kept(50)).to.equal(undefined);
  });

  it("is not told so for versions of one cluster", () => {
    const clusters = ["west"];
    const versions = { v1: { image, clusters }, v2: { image, clusters } };
    const few = { ...with_({ enabled: true }), outlierDetection: {} };
    expect(places({ versions, ...few })).to.deep.equal([]);
  });
});

describe("fixed shares of localities", () => {
  const distribute: { from: string; to: Record<string, number> }[] = [
    { from: "eu/*", to: { "eu/*": 100 } },
    { from: "us/*", to: { "us/*": 80, "eu/*": 20 } },
  ];
  const loadBalancer = { localityLbSetting: { distribute } };

  it("need no outlier detection", () => {
    expect(places({ loadBalancer })).to.deep.equal([]);
  });

  it("are told where a version lacks clusters, and callers reach one region only", () => {
    const versions = { v1: { image }, v2: { image, clusters: ["east"] } };
    const [one] = told({ loadBalancer, versions });
    expect(one?.code).to.equal("GR357");
    expect(one?.origin.slice(2)).to.deep.equal([
      ...["loadBalancer", "localityLbSetting", "distribute", 0],
    ]);
    expect(one?.given).to.equal("callers in eu/* reach eu only, and v2 runs in some clusters only");
  });
});

describe("a hash of requests", () => {
  it("is told beside settings of regions", () => {
    const consistentHash = { httpHeaderName: "x-user" };
    expect(places(with_({ enabled: true }, { consistentHash }))).to.include("GR358 loadBalancer");
  });
});
