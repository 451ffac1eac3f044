import { expect } from "chai";
import { copyOf, expectOnly, named, shop, type OpenCluster } from "../mutated";

function subset(cluster: OpenCluster, rule: string) {
  return named(cluster.destinationRules, rule).manifest.spec.subsets![0]!;
}

describe("a subset", () => {
  it("stands in one DestinationRule of its host", () => {
    const [one] = expectOnly("GR205", ({ destinationRules }) => {
      destinationRules.push(copyOf(named(destinationRules, "cart-v1"), "cart-again"));
    });
    expect(one?.given).to.include("which cart-v1 has too");
  });

  it("has labels", () => {
    expectOnly("GR206", (cluster) => {
      delete subset(cluster, "cart-v1").labels;
    });
  });

  it("has pods where a route names it, which replicas: 0 takes away", () => {
    const findings = expectOnly("GR207", ({ deployments }) => {
      named(deployments, "cart-v2").manifest.spec.replicas = 0;
    });
    expect(findings[0]?.origin).to.deep.equal(["services", "cart", "weights", "v2"]);
  });

  it("has pods where a route names it, which other labels take away", () => {
    expectOnly("GR207", (cluster) => {
      subset(cluster, "cart-v2").labels = { version: "v2", track: "gray" };
    });
  });

  it("has pods as long as one cluster runs them", () => {
    expect(() =>
      expectOnly("GR207", ({ name, deployments }) => {
        if (name === "east") named(deployments, "cart-v2").manifest.spec.replicas = 0;
      }),
    ).to.throw("expected [] to deeply equal");
  });

  it("without pods is worth knowing where no route names it", () => {
    const { cart, ...others } = shop.services;
    const quiet = { ...cart!, weights: { v1: 100 } };
    const { mirror: _mirror, ...unmirrored } = quiet;
    expectOnly(
      "GR208",
      ({ deployments }) => {
        named(deployments, "cart-v2").manifest.spec.replicas = 0;
      },
      { ...shop, services: { ...others, cart: unmirrored } },
    );
  });

  it("is one of a Service that there is", () => {
    expectOnly("GR209", ({ destinationRules }) => {
      const copy = copyOf(named(destinationRules, "cart-v1"), "nobody-v1");
      copy.manifest.spec.host = "nobody.shop.svc.cluster.local";
      destinationRules.push(copy);
    });
  });
});
