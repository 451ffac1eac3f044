import { expect } from "chai";
import { expectOnly, http, named } from "../mutated";

describe("a route", () => {
  it("names a subset that a DestinationRule has", () => {
    const [one] = expectOnly("GR201", (cluster) => {
      http(cluster, "web")[0]!.route![0]!.destination.subset = "v22";
    });
    expect(one).to.include({ fix: 'did you mean "v2"?' });
    expect(one?.origin).to.deep.equal(["services", "web", "routes", 0]);
  });

  it("copies to a subset that a DestinationRule has", () => {
    const [one] = expectOnly("GR201", (cluster) => {
      http(cluster, "cart")[0]!.mirror!.subset = "blue";
    });
    expect(one?.origin).to.deep.equal(["services", "cart", "mirror", "version"]);
  });

  it("copies to a subset that a DestinationRule has, in a list of mirrors", () => {
    expectOnly("GR201", (cluster) => {
      http(cluster, "web")[0]!.mirrors = [
        { destination: { host: "cart.shop.svc.cluster.local", subset: "blue" } },
      ];
    });
  });

  it("misses a subset whose DestinationRule is not in its own cluster", () => {
    const findings = expectOnly("GR201", (cluster) => {
      named(cluster.destinationRules, "cart-v2").manifest.spec.subsets![0]!.name = "green";
    });
    expect(findings.map(({ origin }) => origin)).to.deep.include([
      "services",
      "cart",
      "weights",
      "v2",
    ]);
  });

  it("names the host of a Service", () => {
    const [one] = expectOnly("GR202", (cluster) => {
      http(cluster, "web")[0]!.route![0]!.destination.host = "nobody";
    });
    expect(one?.given).to.include("nobody.shop.svc.cluster.local");
  });

  it("names a port of the Service", () => {
    expectOnly("GR203", (cluster) => {
      http(cluster, "web")[0]!.route![0]!.destination.port = { number: 81 };
    });
  });

  it("names a port where the Service has several", () => {
    expectOnly("GR203", (cluster) => {
      const { ports } = named(cluster.services, "web").manifest.spec;
      ports!.push({ ...ports![0]!, name: "http-admin", port: 5001 });
      delete http(cluster, "web")[0]!.route![0]!.destination.port;
    });
  });

  it("leads somewhere", () => {
    expectOnly("GR204", (cluster) => {
      http(cluster, "web")[0]!.route = [];
    });
  });
});
