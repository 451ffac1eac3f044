import { expect } from "chai";
import { resolveRelease } from "../../../model/plan/resolved-release";
import type { Release } from "../../../model/release/release";
import { east, outpost, release, service, west } from "../../support/releases";

const clusters = [west, east, outpost];
const image = "ghcr.io/acme/hello:1.0";
const resolve = (changes: Partial<Release>) => resolveRelease(release(changes), clusters);

describe("a resolved release", () => {
  it("has the names that the declaration leaves out", () => {
    const hello = service({ port: 8080, expose: true });
    const { gateways, services } = resolve({ gateway: {}, services: { hello } });
    expect(gateways[0]).to.deep.include({ name: "gray-demo-gateway", namespace: "gray-demo" });
    expect(gateways[0]).to.deep.include({ create: true, hosts: ["*"] });
    expect(services[0]).to.deep.include({
      name: "hello",
      host: "hello.gray-demo.svc.cluster.local",
      ports: [{ name: "http-8080", port: 8080, protocol: "http", targetPort: 8080 }],
      defaultRoute: "http-8080",
      routesName: "hello",
      delegated: false,
    });
  });

  it("keeps the names that the declaration gives", () => {
    const named = { portName: "http-api", targetPort: 9000, defaultRoute: "rest" };
    const gateway = { name: "edge", namespace: "ingress", create: false, hosts: ["a.example"] };
    const found = resolve({ gateway, services: { hello: service(named) } });
    expect(found.gateways).to.deep.equal([{ spec: gateway, place: ["gateway"], ...gateway }]);
    expect(found.services[0]?.ports[0]).to.include({ name: "http-api", targetPort: 9000 });
    expect(found.services[0]?.defaultRoute).to.equal("rest");
  });

  it("has no gateway and no exposure where the release has no gateway", () => {
    const found = resolve({ gateway: undefined, services: { hello: service({ expose: true }) } });
    expect(found.gateways).to.deep.equal([]);
    expect(found.services[0]?.exposures).to.deep.equal([]);
  });

  it("says where each version runs, and leaves versions without pods out of those that are placed", () => {
    const versions = {
      v1: { image },
      v2: { image, clusters: ["outpost", "west"] },
      v3: { image, replicas: 0 },
    };
    const [hello] = resolve({ services: { hello: service({ versions }) } }).services;
    expect(hello?.versions.map((version) => [version.name, ...version.clusters])).to.deep.equal([
      ["v1", "west", "east", outpost.name],
      ["v2", "west", ...(outpost.name === "outpost" ? ["outpost"] : [])],
      ["v3"],
    ]);
    expect(hello?.placed.map(({ name }) => name)).to.deep.equal(["v1", "v2"]);
  });

  it("has the weights of each cluster, its own before the service's", () => {
    const own = { ...east, weights: { hello: { v2: 100 } } };
    const services = { hello: service({ weights: { v1: 100 } }) };
    const [hello] = resolveRelease(release({ services }), [west, own]).services;
    expect([...(hello?.weights ?? [])]).to.deep.equal([
      ["west", { v1: 100 }],
      [own.name, { v2: 100 }],
    ]);
  });

  it("says what a lane comes to in each service: its version, the baseline, or the weights", () => {
    const versions = { v1: { image }, blue: { image } };
    const services = {
      front: service({ versions }),
      back: service({ versions: { v1: { image } } }),
      other: service({ versions: { v3: { image } }, weights: { v3: 100 } }),
      queue: service({ versions, protocol: "tcp" }),
    };
    const lanes = { header: "x-lane", baseline: "v1", lanes: [{ name: "blue", weight: 10 }] };
    const versionIn = resolve({ services, lanes }).services.map((one) => [
      one.name,
      one.lanes?.lanes.map(({ name, version, weight }) => [name, version, weight]),
    ]);
    expect(versionIn).to.deep.equal([
      ["front", [["blue", "blue", 10]]],
      ["back", [["blue", "v1", 10]]],
      ["other", [["blue", undefined, 10]]],
      ["queue", undefined],
    ]);
  });

  it("names of a followed service the versions that both have and that run here", () => {
    const both = { v1: { image }, v2: { image }, v3: { image, replicas: 0 } };
    const services = {
      front: service({ versions: both }),
      back: service({ versions: both, follows: ["front"] }),
    };
    const [, back] = resolve({ services }).services;
    expect(back?.follows).to.deep.equal([{ service: "front", versions: ["v1", "v2"] }]);
  });

  it("decides on sidecars and mutual TLS", () => {
    expect(resolve({})).to.include({ sidecars: true, mtls: "STRICT" });
    expect(resolve({ injection: "disabled" })).to.include({ sidecars: false, mtls: "PERMISSIVE" });
  });
});
