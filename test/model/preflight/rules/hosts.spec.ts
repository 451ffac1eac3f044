import { expect } from "chai";
import type { Release } from "../../../../model/release/release";
import { codesOf, copyOf, expectOnly, found, http, named, shop } from "../mutated";

const delegating: Release = { ...shop, gateway: { hosts: ["shop.example"], delegate: true } };

describe("a VirtualService", () => {
  it("names a Gateway that there is", () => {
    const [one] = expectOnly("GR220", (cluster) => {
      cluster.gateways = [];
    });
    expect(one?.given).to.include("the Gateway shop/shop-gateway, which does not exist");
  });

  it("may name a Gateway of others, of which nothing is known", () => {
    const theirs = { ...shop, gateway: { ...shop.gateway, create: false, namespace: "ingress" } };
    const findings = found(undefined, theirs);
    expect(codesOf(findings)).to.deep.equal(["GR221"]);
    expect(findings[0]?.given).to.include("ingress/shop-gateway");
  });

  it("has hosts that its Gateway serves", () => {
    const [one] = expectOnly("GR222", ({ virtualServices }) => {
      named(virtualServices, "web").manifest.spec.hosts!.push("other.example");
    });
    expect(one?.origin).to.deep.equal(["services", "web", "expose"]);
  });

  it("has hosts that its Gateway serves for its namespace", () => {
    expectOnly("GR222", ({ gateways }) => {
      gateways[0]!.manifest.spec.servers![0]!.hosts = ["elsewhere/shop.example"];
    });
  });

  it("has hosts of its own inside the mesh", () => {
    const [one] = expectOnly("GR223", ({ virtualServices }) => {
      virtualServices.push(copyOf(named(virtualServices, "cart"), "cart-again"));
    });
    expect(one?.given).to.include("the VirtualService shop/cart has too");
  });

  it("has hosts of its own at a Gateway", () => {
    expectOnly("GR224", ({ virtualServices }) => {
      const copy = copyOf(named(virtualServices, "web"), "web-again");
      Object.assign(copy.manifest.spec, { hosts: ["shop.example"], gateways: ["shop-gateway"] });
      virtualServices.push(copy);
    });
  });

  it("delegates to one that there is", () => {
    const [one] = expectOnly(
      "GR227",
      (cluster) => {
        http(cluster, "shop-gateway")[0]!.delegate!.name = "web-rules";
      },
      delegating,
    );
    expect(one?.given).to.include("shop/web-rules");
  });

  it("without hosts is one to which another delegates", () => {
    expectOnly("GR229", ({ virtualServices }) => {
      const copy = copyOf(named(virtualServices, "cart"), "cart-routes");
      copy.manifest.spec.hosts = [];
      virtualServices.push(copy);
    });
  });
});

describe("a route of a delegate", () => {
  const exposed: Release = {
    ...shop,
    services: {
      ...shop.services,
      web: { ...shop.services.web!, expose: { paths: [{ prefix: "/shop/" }, { exact: "/" }] } },
    },
  };

  it("lies within a path of one that delegates to it", () => {
    const [one] = expectOnly(
      "GR228",
      (cluster) => {
        http(cluster, "web-routes")[0]!.match![0]!.uri = { prefix: "/other" };
      },
      exposed,
    );
    expect(one?.origin).to.deep.equal(["services", "web", "routes", 0]);
  });

  it("is no regular expression under a path", () => {
    expectOnly(
      "GR228",
      (cluster) => {
        http(cluster, "web-routes")[0]!.match![0]!.uri = { regex: "/shop/.*" };
      },
      exposed,
    );
  });

  it("may lie within one path of several, and may be for the mesh alone", () => {
    for (const match of [{ uri: { exact: "/" } }, { uri: { prefix: "/x" }, gateways: ["mesh"] }])
      expect(
        found(
          ({ clusters }) =>
            clusters.forEach((cluster) => (http(cluster, "web-routes")[0]!.match = [match])),
          exposed,
        ),
      ).to.deep.equal([]);
  });
});

describe("a Gateway", () => {
  it("has each port and host once", () => {
    const [one] = expectOnly("GR225", ({ gateways }) => {
      const { servers } = gateways[0]!.manifest.spec;
      servers!.push(structuredClone(servers![0]!));
    });
    expect(one?.origin).to.deep.equal(["gateway"]);
  });

  it("has no port for connections that requests come through", () => {
    expectOnly("GR225", ({ gateways }) => {
      gateways[0]!.manifest.spec.servers!.push({
        port: { number: 80, name: "tcp-80", protocol: "TCP" },
        hosts: ["ads.shop.svc.cluster.local"],
      });
    });
  });

  it("may share a port with one on other pods", () => {
    const mesh = found(({ clusters }) =>
      clusters.forEach(({ gateways }) => {
        const copy = copyOf(gateways[0]!, "inner");
        copy.manifest.spec.selector = { istio: "inner" };
        gateways.push(copy);
      }),
    );
    expect(mesh).to.deep.equal([]);
  });
});

describe("a service that is exposed under every host", () => {
  it("is not split inside the mesh, which is worth knowing where it has several versions", () => {
    const anyHost = { ...shop, gateway: {} };
    const findings = found(undefined, anyHost);
    expect(codesOf(findings)).to.deep.equal(["GR226", "GR252"]);
    expect(findings[0]?.origin).to.deep.equal(["services", "web", "expose"]);
    const delegating = found(undefined, { ...anyHost, gateway: { delegate: true } });
    expect(codesOf(delegating)).to.deep.equal(["GR252"]);
  });
});
