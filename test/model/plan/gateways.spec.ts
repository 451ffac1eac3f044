import { expect } from "chai";
import { entryOf, ingressServiceOf } from "../../../model/plan/endpoint";
import { resolveGateways } from "../../../model/plan/exposure";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import type { Release } from "../../../model/release/release";
import { open, behindTwo, inner } from "../../support/shops/two-gateways";
import { service, west } from "../../support/releases";

/** The specs of the planned objects of a kind, by name. */
function planned<T>(release: Release, kind: string): Record<string, T> {
  const objects = planRelease(release, [west]).clusters.flatMap(manifests);
  return Object.fromEntries(
    objects
      .filter((object) => object.kind === kind)
      .map((object) => [
        `${object.metadata.namespace}/${object.metadata.name}`,
        (object as unknown as { spec: T }).spec,
      ]),
  );
}

const routes = (release: Release) => planned<VirtualServiceSpec>(release, "VirtualService");
const api = "api.shop.svc.cluster.local";

describe("a release with several gateways", () => {
  it("has a Gateway for each, named after it, with its own selector and hosts", () => {
    const found = planned<{ selector: object; servers: { hosts: string[] }[] }>(
      behindTwo(),
      "Gateway",
    );
    expect(Object.keys(found)).to.deep.equal(["shop/shop-internal", "shop/shop-public"]);
    expect(found["shop/shop-internal"]?.selector).to.deep.equal({ istio: "internal" });
    expect(found["shop/shop-public"]?.servers.map(({ hosts }) => hosts)).to.deep.equal([
      ["api.example.com"],
    ]);
  });

  it("leads from all of them to a service that names none, by one VirtualService", () => {
    const found = routes(behindTwo());
    expect(Object.keys(found)).to.deep.equal(["shop/api"]);
    const { hosts, gateways } = found["shop/api"] ?? {};
    expect(gateways).to.deep.equal(["shop-internal", "shop-public", "mesh"]);
    expect(hosts).to.deep.equal(["api.corp.example", "api.example.com", api]);
  });

  it("leads only from those that a service names, or that serve its hosts", () => {
    for (const expose of [{ gateways: ["public"] }, { hosts: ["api.example.com"] }])
      expect(routes(behindTwo({ api: expose }))["shop/api"]?.gateways).to.deep.equal([
        "shop-public",
        "mesh",
      ]);
  });

  it("never opens a host at a gateway that is not meant to lead to it there", () => {
    const gateways = { public: open, internal: { ...inner, hosts: ["*"] } };
    const expose = [{ gateways: ["public"] }, { gateways: ["internal"], hosts: ["x.example.com"] }];
    const found = routes(behindTwo({ api: expose }, { gateways }));
    expect(found["shop/shop-public"]).to.deep.include({
      hosts: ["api.example.com"],
      gateways: ["shop-public"],
    });
    expect(
      found["shop/shop-internal-x-example-com"] ?? found["shop/shop-internal"],
    ).to.deep.include({ hosts: ["x.example.com"], gateways: ["shop-internal"] });
    expect(found["shop/api-routes"]).to.not.have.property("hosts");
  });

  it("leads by other paths from another gateway, with the weights in one object", () => {
    const expose = [
      { gateways: ["public"], paths: [{ prefix: "/v1" }] },
      { gateways: ["internal"] },
    ];
    const found = routes(behindTwo({ api: expose }));
    expect(found["shop/shop-public"]?.http).to.deep.equal([
      { match: [{ uri: { prefix: "/v1" } }], delegate: { name: "api-routes", namespace: "shop" } },
    ]);
    expect(found["shop/shop-internal"]?.http).to.deep.equal([
      { delegate: { name: "api-routes", namespace: "shop" } },
    ]);
    expect(
      Object.values(found).filter(({ http = [] }) => http.some((one) => one.route)),
    ).to.have.length(1);
  });

  it("takes all of them for the gateway where origins have weights of their own", () => {
    const weights = { gateway: { v2: 100 }, mesh: { v1: 100 } };
    const [first] = routes(behindTwo({ api: true }, {}, { weights }))["shop/api"]?.http ?? [];
    expect(first?.match).to.deep.equal([{ gateways: ["shop-internal", "shop-public"] }]);
  });

  it("takes connections at a port of each gateway", () => {
    const expose = [
      { gateways: ["public"], port: 31400 },
      { gateways: ["internal"], port: 31500 },
    ];
    const [route] =
      routes(behindTwo({ api: expose }, {}, { protocol: "tcp" }))["shop/api"]?.tcp ?? [];
    expect(route?.match).to.deep.equal([
      { port: 31400, gateways: ["shop-public"] },
      { port: 31500, gateways: ["shop-internal"] },
      { port: 5000, gateways: ["mesh"] },
    ]);
  });

  it("is as with `gateway` where it has one, but for the name of the Gateway", () => {
    const one = behindTwo({ api: true }, { gateways: { public: { ...open, name: "front" } } });
    const { gateways: _gateways, ...rest } = one;
    const short = { ...rest, gateway: { ...open, name: "front" } };
    expect(routes(one)).to.deep.equal(routes(short));
    expect(planned(one, "Gateway")).to.deep.equal(planned(short, "Gateway"));
  });

  it("says for each gateway where its Service is and which port leads in", () => {
    const tls = [{ hosts: ["api.example.com"], credentialName: "api" }];
    const release = behindTwo(
      { api: { gateways: ["public"] }, db: { gateways: ["internal"] } },
      {
        gateways: { public: { tls }, internal: { ...inner, port: 8080 } },
      },
    );
    const [internal, open_] = resolveGateways(release);
    expect(open_ && entryOf(release, open_)).to.deep.equal({ scheme: "https", port: 443 });
    expect(internal && entryOf(release, internal)).to.deep.equal({ scheme: "http", port: 8080 });
    const cluster = { ...west, ingress: { internal: "edge/internal" } };
    expect(internal && ingressServiceOf(cluster, internal)).to.equal("edge/internal");
    expect(open_ && ingressServiceOf(cluster, open_)).to.equal("istio-system/istio-ingressgateway");
  });

  it("keeps two services of one host apart where they are at different gateways", () => {
    const hosts = ["api.example.com"];
    const release = behindTwo(
      { api: { gateways: ["public"] }, admin: { gateways: ["internal"] } },
      { gateways: { public: open, internal: { ...inner, hosts } } },
    );
    const found = routes(release);
    expect(found["shop/shop-public"]?.http?.[0]?.delegate?.name).to.equal("api-routes");
    expect(found["shop/shop-internal"]?.http?.[0]?.delegate?.name).to.equal("admin-routes");
    expect(release.services.api).to.deep.equal(service({ expose: { gateways: ["public"] } }));
  });

  it("has a root VirtualService of its own for a host inside the wildcard of another one", () => {
    const gateways = { public: { hosts: ["*"], delegate: true } };
    const found = routes(
      behindTwo({ api: { hosts: ["*"] }, web: { hosts: ["a.example"] } }, { gateways }),
    );
    expect(found["shop/shop-public"]?.hosts).to.deep.equal(["*"]);
    expect(found["shop/shop-public-a-example"]?.hosts).to.deep.equal(["a.example"]);
    const alone = routes(behindTwo({ web: { hosts: ["a.example"] } }, { gateways }));
    expect(alone["shop/shop-public"]?.hosts).to.deep.equal(["a.example"]);
  });
});
