import { expect } from "chai";
import { adopt } from "../../../../operations/adopt/decide/adoption";
import { byHand, obstacles } from "./hand-written";

describe("what a release can't say", () => {
  it("is told of a Deployment that selects otherwise", () => {
    expect(
      obstacles(({ deployment }) => {
        deployment.spec.selector = { matchLabels: { tier: "a" } };
      }),
    ).to.deep.equal([
      "west Deployment shop/cart-v1 spec.selector",
      "east Deployment shop/cart-v2 spec.selector",
    ]);
  });

  it("is told of a version whose containers have other names in another cluster", () => {
    expect(
      obstacles(({ deployment, cluster }) => {
        if (cluster === "east") deployment.spec.template.spec!.containers[0]!.name = "other";
        const labels = { app: "cart", version: "v1" };
        deployment.metadata.name = "cart-v1";
        deployment.spec.selector = { matchLabels: labels };
        deployment.spec.template.metadata!.labels = labels;
      }),
    ).to.include("east Deployment shop/cart-v1 spec.template.spec.containers[*].name");
  });

  it("is told of a port whose name says no protocol", () => {
    expect(obstacles(({ service }) => (service.spec.ports![0]!.name = "web"))).to.deep.equal([
      "west Service shop/cart spec.ports[8080]",
      "east Service shop/cart spec.ports[8080]",
    ]);
  });

  it("is told of routes that would do something else", () => {
    expect(
      obstacles(({ routes, cluster }) => {
        if (cluster === "west") routes.spec.hosts = ["shop.example.com"];
      }),
    ).to.deep.equal(["west VirtualService shop/cart-rules spec.hosts"]);
  });

  it("is told of pods without sidecars, whom callers with mutual TLS would not reach", () => {
    const live = byHand(({ all, cluster }) => {
      const metadata = { name: `cart-${cluster}`, namespace: "shop", labels: { app: "cart" } };
      const name = cluster === "west" ? "istio-proxy" : "cart";
      all.push({
        apiVersion: "v1",
        kind: "Pod",
        metadata,
        ...{ spec: { containers: [{ name }] } },
      });
    });
    expect(adopt("shop", live).obstacles.map(({ object }) => object)).to.deep.equal([
      "Pod shop/cart-east",
    ]);
  });

  it("is told of TLS that is not the mesh's own, and of subsets by other labels", () => {
    expect(
      obstacles(({ rules, cluster }) => {
        if (cluster !== "west") return;
        Object.assign(rules[0]!.spec.trafficPolicy!, { tls: { mode: "DISABLE" } });
        rules[1]!.spec.subsets![0]!.labels = { version: "v2", tier: "a" };
      }),
    ).to.include.members([
      "west DestinationRule shop/cart-v1 spec.trafficPolicy.tls.mode",
      "west DestinationRule shop/cart-v2 spec.subsets[v2]",
    ]);
  });

  it("is none of what an API server would fill in", () => {
    expect(
      obstacles(({ deployment, service }) => {
        delete (deployment.spec as { replicas?: number }).replicas;
        delete service.spec.ports![0]!.targetPort;
        delete service.spec.ports![0]!.protocol;
      }),
    ).to.deep.equal([]);
  });

  it("is told of a version that no release can have, which is left out", () => {
    expect(
      obstacles(({ deployment, cluster }) => {
        if (cluster === "west") deployment.spec.template.spec!.containers[0]!.image = "";
      }),
    ).to.include("The declaration services.cart.versions.v1");
  });
});
