import { expect } from "chai";
import type { Cluster } from "../../../../model/release/cluster";
import type { GatewaySpec } from "../../../../model/release/gateway";
import type { Release } from "../../../../model/release/release";
import { west } from "../../../support/releases";
import { behindTwo, inner, open } from "../../../support/shops/two-gateways";
import { found, shop } from "../mutated";

const places = (release: Release, clusters: readonly Cluster[] = [west], code = "") =>
  found(undefined, release, clusters)
    .filter((one) => one.code === code)
    .map(({ origin }) => origin.join("."));

describe("a host with a certificate of its own", () => {
  const certificate = (...hosts: string[]) => ({ hosts, credentialName: hosts.join() });
  const with_ = (tls: GatewaySpec["tls"], hosts: readonly string[]) =>
    places({ ...shop, gateway: { tls, hosts }, services: apart(hosts) }, [west], "GR305");
  const apart = ([first = "", second = ""]: readonly string[]) => ({
    web: { ...shop.services.web!, expose: { hosts: [first] } },
    ads: { ...shop.services.ads!, expose: { hosts: [second] } },
  });

  it("is told where it lies in the wildcard of another certificate", () => {
    const [wild, pay] = ["*.example.com", "pay.example.com"];
    expect(with_([certificate(wild), certificate(pay)], [wild, pay])).to.deep.equal([
      "gateway.tls",
    ]);
    expect(with_({ credentialName: "one" }, [wild, pay])).to.deep.equal([]);
    const other = "pay.example.org";
    expect(with_([certificate(wild), certificate(other)], [wild, other])).to.deep.equal([]);
  });

  it("is not told on the pods of another gateway", () => {
    const gateways = {
      public: { tls: [certificate("*.example.com")] },
      internal: { selector: inner.selector!, tls: [certificate("pay.example.com")] },
    };
    const exposed = { api: { gateways: ["public"] }, web: { gateways: ["internal"] } };
    expect(places(behindTwo(exposed, { gateways }), [west], "GR305")).to.deep.equal([]);
  });
});

describe("the pods of a gateway that access lets in", () => {
  const unsure = (
    gateway: GatewaySpec,
    clusters: readonly Cluster[],
    changes: Partial<Release> = {},
  ) => places({ ...shop, access: {}, gateway, ...changes }, clusters, "GR309");
  const selector = { istio: "edge" };
  const hosts = shop.gateway!.hosts!;
  const at = (ingress: string) => ({ ...west, ingress });

  it("are told where only their labels are known", () => {
    expect(unsure({ hosts, selector }, [west])).to.deep.equal(["gateway.workload"]);
    expect(unsure({ hosts, selector }, [at("http://203.0.113.7")])).to.deep.equal([
      "gateway.workload",
    ]);
    expect(unsure({ hosts, namespace: "edge", create: false }, [west])).to.deep.equal([
      "gateway.workload",
    ]);
  });

  it("are not told where the declaration says where they are, or is istioctl's", () => {
    for (const [gateway, clusters, changes] of [
      [{ hosts }, [west], {}],
      [{ hosts, selector }, [at("edge/front")], {}],
      [{ hosts, selector, workload: { namespace: "edge" } }, [west], {}],
      [{ hosts, selector }, [west], { access: { gateway: "edge/front" } }],
      [{ hosts, selector }, [west], { access: undefined }],
      [{ hosts, namespace: "istio-system", create: false }, [west], {}],
    ] as const)
      expect(unsure(gateway, clusters, changes)).to.deep.equal([]);
  });

  it("are told for the one of several gateways that says nothing of them", () => {
    const ingress = { public: "edge/front" };
    const gateways = { public: { ...open, selector }, internal: inner };
    const release = behindTwo({ api: true }, { access: {}, gateways });
    expect(places(release, [{ ...west, ingress }], "GR309")).to.deep.equal([
      "gateways.internal.workload",
    ]);
  });
});

describe("the hosts of a VirtualService at several gateways", () => {
  it("are each served by one of them", () => {
    expect(
      found(undefined, behindTwo(), [west]).filter(({ code }) => code !== "GR252"),
    ).to.deep.equal([]);
    const lost = found(
      ({ clusters: [cluster] }) => {
        cluster!.virtualServices[0]!.manifest.spec.hosts!.push("other.example.com");
      },
      behindTwo(),
      [west],
    ).filter(({ code }) => code === "GR222");
    expect(lost.map(({ given }) => given)).to.deep.equal([
      "the host other.example.com, which none of the Gateways shop/shop-internal, shop/shop-public serves",
    ]);
  });
});

describe("a route behind gateways with different paths", () => {
  const expose = [
    { gateways: ["public"], paths: [{ prefix: "/v1" }] },
    { gateways: ["internal"], paths: [{ prefix: "/v2" }] },
  ];
  const under = (uri: { prefix: string } | { regex: string }) =>
    behindTwo({ api: expose }, {}, { routes: [{ name: "some", match: { uri }, to: "v2" }] });

  it("may lie in the paths of one of them, and is dropped where it lies in part of them", () => {
    expect(places(under({ prefix: "/v1/new" }), [west], "GR228")).to.deep.equal([]);
    expect(places(under({ prefix: "/v1/new" }), [west], "GR210")).to.deep.equal([]);
    expect(places(under({ prefix: "/" }), [west], "GR228")).to.include("services.api.routes.0");
  });
});
