import { expect } from "chai";
import { planRootRoutes } from "../../../model/plan/root-routes";
import { exposuresOf, resolveEntrances } from "../../../model/plan/exposure";
import { manifests, planRelease } from "../../../model/plan/plan";
import { rootRouteManifest } from "../../../model/manifests/root-route";
import type { ExposedPath, GatewaySpec } from "../../../model/release/gateway";
import type { ServiceSpec } from "../../../model/release/release";
import { release, service, west } from "../../support/releases";

const exposed = (changes: Partial<ServiceSpec> = {}) => service({ expose: true, ...changes });
const hosts = ["shop.example.com"];

function shop(services: Record<string, ServiceSpec>, gateway: GatewaySpec = { hosts }) {
  return release({ namespace: "shop", gateway, services });
}

function exposureOf(...args: Parameters<typeof exposuresOf>) {
  return exposuresOf(...args)[0];
}

describe("the exposure of a service", () => {
  it("is by all the gateway's hosts and every path, unless it says otherwise", () => {
    const given = shop({ web: exposed(), cart: service() });
    expect(exposureOf(given, "web")).to.deep.include({ hosts, paths: [] });
    expect(exposuresOf(given, "cart")).to.deep.equal([]);
    const paths = [{ exact: "/cart" }];
    const narrow = shop({ cart: exposed({ expose: { hosts: ["c.example.com"], paths } }) });
    expect(exposureOf(narrow, "cart")).to.deep.include({ hosts: ["c.example.com"], paths });
  });

  it("takes the prefix / for every path", () => {
    const given = shop({ web: exposed({ expose: { paths: [{ prefix: "/" }] } }) });
    expect(exposureOf(given, "web")?.paths).to.deep.equal([]);
  });
});

describe("hosts stand in a VirtualService of their own", () => {
  const delegated = (...args: Parameters<typeof shop>) => {
    const { services } = resolveEntrances(shop(...args));
    return services.filter((service) => service.delegated).map(({ name }) => name);
  };

  it("where the release wants it, a service has paths, or two share a host", () => {
    expect(delegated({ web: exposed() })).to.deep.equal([]);
    expect(delegated({ web: exposed() }, { hosts, delegate: true })).to.deep.equal(["web"]);
    const paths = [{ prefix: "/cart" }];
    expect(delegated({ cart: exposed({ expose: { paths } }) })).to.deep.equal(["cart"]);
    const sharing = { web: exposed(), cart: exposed(), api: service() };
    expect(delegated(sharing)).to.deep.equal(["web", "cart"]);
  });

  it("where the host is * and the service has rules for the mesh, which refuses that host", () => {
    const everyHost = {};
    const weights = { gateway: { v2: 100 }, mesh: { v1: 100 } };
    expect(delegated({ web: exposed() }, everyHost)).to.deep.equal([]);
    expect(delegated({ web: exposed({ weights }) }, everyHost)).to.deep.equal(["web"]);
    expect(delegated({ web: exposed({ weights }) })).to.deep.equal([]);
    for (const match of [
      { from: "mesh" as const },
      [{ method: { exact: "GET" } }, { sourceNamespace: "a" }],
    ]) {
      const routes = [{ name: "in", match, to: "v2" }];
      expect(delegated({ web: exposed({ routes }) }, everyHost)).to.deep.equal(["web"]);
    }
  });

  it("and never where services have hosts apart, or speak TCP", () => {
    const apart = {
      web: exposed({ expose: { hosts: ["a.example"] } }),
      cart: exposed({ expose: { hosts: ["b.example"] } }),
      queue: exposed({ protocol: "tcp", expose: { port: 31400 } }),
    };
    expect(delegated(apart, { hosts: ["a.example", "b.example"] })).to.deep.equal([]);
  });

  it("and the routes then have another name, so that one comes before the other goes", () => {
    const routesName = (...args: Parameters<typeof shop>) =>
      resolveEntrances(shop(...args)).services[0]?.routesName;
    expect(routesName({ web: exposed() })).to.equal("web");
    expect(routesName({ web: exposed() }, { delegate: true })).to.equal("web-routes");
    const named = { web: exposed({ virtualService: "vs-web" }) };
    expect(routesName(named, { delegate: true })).to.equal("vs-web");
  });
});

describe("the VirtualServices that delegate", () => {
  it("lead paths to their services, exact ones first, then the longest prefix", () => {
    const given = shop({
      web: exposed(),
      cart: exposed({ expose: { paths: [{ prefix: "/cart" }, { exact: "/c" }] } }),
      pay: exposed({ expose: { paths: [{ prefix: "/cart/pay" }] } }),
    });
    const [entry, ...mesh] = planRootRoutes(resolveEntrances(given));
    expect(entry).to.deep.include({ name: "shop-gateway", gateway: "shop-gateway", hosts });
    expect(entry?.delegates.map(({ name, path }) => [name, path])).to.deep.equal([
      ["cart-routes", { exact: "/c" }],
      ["pay-routes", { prefix: "/cart/pay" }],
      ["cart-routes", { prefix: "/cart" }],
      ["web-routes", undefined],
    ]);
    expect(mesh.map(({ name, hosts }) => [name, ...hosts])).to.deep.equal([
      ["web-mesh", "web.shop.svc.cluster.local"],
      ["cart-mesh", "cart.shop.svc.cluster.local"],
      ["pay-mesh", "pay.shop.svc.cluster.local"],
    ]);
  });

  it("lead a path to the service that names it, also where that one takes every other path", () => {
    const given = shop({
      web: exposed({ expose: { paths: [{ prefix: "/" }, { prefix: "/shop/cart" }] } }),
      cart: exposed({ expose: { paths: [{ prefix: "/shop" }] } }),
    });
    const [entry] = planRootRoutes(resolveEntrances(given));
    expect(entry?.delegates.map(({ name, path }) => [name, path])).to.deep.equal([
      ["web-routes", { prefix: "/shop/cart" }],
      ["cart-routes", { prefix: "/shop" }],
      ["web-routes", undefined],
    ]);
  });

  it("hand on a path with all below it between prefixes of the same text, and as two conditions", () => {
    const by = (path: ExposedPath) => exposed({ expose: { paths: [path] } });
    const given = shop({
      a: by({ prefix: "/a" }),
      b: by({ pathPrefix: "/a" }),
      c: by({ prefix: "/a/" }),
      d: by({ exact: "/a" }),
    });
    const [entry] = planRootRoutes(resolveEntrances(given));
    expect(entry?.delegates.map(({ name }) => name)).to.deep.equal([
      "d-routes",
      "c-routes",
      "b-routes",
      "a-routes",
    ]);
    const { http = [] } = rootRouteManifest(entry!).spec;
    expect(http[2]?.match).to.deep.equal([{ uri: { exact: "/a" } }, { uri: { prefix: "/a/" } }]);
  });

  it("stand beside a Gateway in another namespace, one for each set of hosts", () => {
    const gateway = {
      name: "edge",
      namespace: "istio-system",
      hosts: ["a.example", "b.example", "*.c.example"],
    };
    const given = shop(
      {
        web: exposed({ expose: { hosts: ["a.example", "b.example"], paths: [{ prefix: "/w" }] } }),
        api: exposed({ expose: { hosts: ["*.c.example"], paths: [{ prefix: "/v1" }] } }),
      },
      gateway,
    );
    const entries = planRootRoutes(resolveEntrances(given)).filter((entry) => entry.gateway);
    expect(entries.map(({ namespace, name, hosts }) => [namespace, name, ...hosts])).to.deep.equal([
      ["istio-system", "edge-a-example", "a.example", "b.example"],
      ["istio-system", "edge-any-c-example", "*.c.example"],
    ]);
    const kinds = planRelease(given, [west]).clusters.flatMap(manifests);
    const edge = kinds.filter(({ metadata }) => metadata.namespace === "istio-system");
    expect(edge.map(({ kind }) => kind)).to.deep.equal([
      "Gateway",
      "VirtualService",
      "VirtualService",
    ]);
  });

  it("write no route names, and hand on to the namespace of the routes", () => {
    const given = shop({ web: exposed() }, { delegate: true, namespace: "edge", create: false });
    const all = planRelease(given, [west]).clusters.flatMap(manifests);
    expect(all.some(({ kind }) => kind === "Gateway")).to.equal(false);
    const entry = all.find(({ metadata }) => metadata.namespace === "edge");
    expect(entry).to.deep.include({
      spec: {
        hosts: ["*"],
        gateways: ["shop-gateway"],
        http: [{ delegate: { name: "web-routes", namespace: "shop" } }],
      },
    });
  });
});
