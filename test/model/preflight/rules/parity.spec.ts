import { expect } from "chai";
import { east, outpost, west } from "../../../support/releases";
import { codesOf, expectOnly, expectOnlyInEast, found, http, named, shop } from "../mutated";

describe("the primary clusters", () => {
  it("have the same DestinationRules", () => {
    const [one] = expectOnlyInEast("GR240", ({ destinationRules }) => {
      named(destinationRules, "cart-v1").manifest.spec.trafficPolicy!.outlierDetection = {
        consecutive5xxErrors: 3,
      };
    });
    expect(one?.given).to.equal("other contents than in west");
    expect(one?.on.cluster).to.equal("east");
  });

  it("have the same PeerAuthentication", () => {
    expectOnlyInEast("GR240", ({ peerAuthentications }) => {
      peerAuthentications[0]!.manifest.spec.mtls!.mode = "PERMISSIVE";
    });
  });

  it("have the same Gateway", () => {
    expectOnlyInEast("GR240", ({ gateways }) => {
      gateways[0]!.manifest.spec.servers![0]!.hosts.push("more.example");
    });
  });

  it("have the same VirtualServices that delegate", () => {
    const release = { ...shop, gateway: { hosts: ["shop.example"], delegate: true } };
    expectOnly(
      "GR240",
      (cluster) => {
        if (cluster.name === "east") http(cluster, "web-mesh")[0]!.timeout = "1s";
      },
      release,
    );
  });

  it("have no object that another one has not, on either side", () => {
    for (const cluster of ["west", "east"]) {
      const findings = found(({ clusters }) => {
        const one = clusters.find(({ name }) => name === cluster)!;
        one.peerAuthentications = [];
      });
      expect(codesOf(findings)).to.deep.equal(["GR240"]);
      expect(findings[0]?.given).to.equal(`an object that ${cluster} does not have`);
    }
  });

  it("have the same routes", () => {
    expectOnlyInEast("GR241", (cluster) => (http(cluster, "web")[0]!.timeout = "1s"));
  });

  it("have the same order of routes and the same settings on the weights", () => {
    expectOnlyInEast("GR241", (cluster) => (http(cluster, "web")[1]!.timeout = "1s"));
  });

  it("have the same hosts", () => {
    expectOnlyInEast("GR241", ({ virtualServices }) => {
      named(virtualServices, "cart").manifest.spec.exportTo = ["."];
    });
  });

  it("may have weights of their own, which is what a wave looks like", () => {
    const first = { ...east, weights: { web: { v1: 0, v2: 100 }, cart: { v2: 100 } } };
    const findings = found(undefined, shop, [west, first]);
    expect(codesOf(findings)).to.deep.equal(["GR242"]);
    expect(findings.map(({ origin }) => origin)).to.deep.equal([
      ["clusters", "east", "weights", "cart"],
      ["clusters", "east", "weights", "web"],
    ]);
  });

  it("may have percentages of lanes of their own, told at their place", () => {
    const { ads: _ads, ...services } = shop.services;
    const lanes = { header: "x-lane", lanes: [{ name: "blue", version: "v2", weight: 5 }] };
    const laned = { ...shop, services, lanes };
    for (const clusters of [
      [west, { ...east, lanes: { blue: 50 } }],
      [west, { ...east, lanes: { blue: 0 } }],
    ]) {
      const findings = found(undefined, laned, clusters);
      expect(codesOf(findings)).to.deep.equal(["GR242"]);
    }
    const [one] = found(undefined, laned, [west, { ...east, lanes: { blue: 50 } }]);
    expect(one?.origin).to.deep.equal(["clusters", "east", "lanes"]);
  });

  it("may have weights of their own with sticky users and with lanes", () => {
    const { ads: _ads, web, ...services } = shop.services;
    const sticky = { ...shop, services: { ...services, web: { ...web!, sticky: {} } } };
    const lanes = { header: "x-lane", lanes: [{ name: "blue", version: "v2", weight: 5 }] };
    const first = { ...east, weights: { web: { v2: 100 } } };
    expect(codesOf(found(undefined, { ...sticky, lanes }, [west, first]))).to.deep.equal(["GR242"]);
  });

  it("are not compared with a remote one", () => {
    expect(found(undefined, shop, [west, outpost])).to.deep.equal([]);
  });
});

describe("planned objects", () => {
  it("have names of their own", () => {
    const [one] = expectOnly("GR243", ({ peerAuthentications }) => {
      peerAuthentications.push(peerAuthentications[0]!);
    });
    expect(one?.given).to.equal("a second PeerAuthentication shop/default");
  });
});
