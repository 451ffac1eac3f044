import { expect } from "chai";
import { checkRelease } from "../../../model/checks/release";
import type { Release, ServiceSpec } from "../../../model/release/release";
import { told } from "../../support/problems";
import { east, release, service, west } from "../../support/releases";

const image = "a:1";
const check = (changes: Partial<ServiceSpec>, others: Release["services"] = {}) =>
  told(checkRelease(release({ services: { hello: service(changes), ...others } }), [west, east]));

describe("the name of a port", () => {
  it("begins with the protocol, or is it", () => {
    expect(check({ portName: "http-web" })).to.deep.equal([]);
    expect(check({ portName: "grpc", protocol: "grpc" })).to.deep.equal([]);
    expect(check({ portName: "grpc-web" })).to.deep.equal([
      ["GR111", "portName", '"grpc-web", for the protocol http'],
    ]);
    expect(check({ portName: "http2", protocol: "http" })).to.deep.equal([
      ["GR111", "portName", '"http2", for the protocol http'],
    ]);
  });
});

describe("the stable version of a service", () => {
  const versions = {
    v1: { image },
    v2: { image, clusters: [] },
    v3: { image, replicas: 0 },
    v4: { image, clusters: ["west"] },
  };

  it("is declared, and has pods in some cluster", () => {
    expect(check({ versions, stable: "v1" })).to.deep.equal([]);
    expect(check({ versions, stable: "v4" })).to.deep.equal([]);
    expect(check({ versions, stable: "v5" })).to.deep.equal([
      ["GR107", "stable", 'an unknown version "v5"'],
    ]);
    for (const stable of ["v2", "v3"])
      expect(check({ versions, stable })).to.deep.equal([
        ["GR118", "stable", `"${stable}", which has no pods in any cluster`],
      ]);
  });

  it("is no other version where it was removed: an abort would lead to the canary", () => {
    const services = { hello: service({ versions: { v2: { image } }, stable: "v1" }) };
    const found = checkRelease(release({ services }), [west, east]);
    const problem = found.find(({ path }) => path.endsWith("stable"));
    expect(problem?.fix).to.match(
      /^an abort leads back to the stable version\. If "v1" was removed/,
    );
    expect(problem?.fix).not.to.contain("did you mean");
  });

  it("is allowed to be any of those that run, which its message names", () => {
    const services = { hello: service({ versions, stable: "v3" }) };
    const [problem] = checkRelease(release({ services }), [west, east]);
    expect(problem?.allowed).to.equal("a version that runs somewhere: v1, v4");
  });
});

describe("a service that follows another", () => {
  it("names another service of the release, once", () => {
    const others = { cart: service() };
    expect(check({ follows: ["cart"] }, others)).to.deep.equal([]);
    expect(check({ follows: ["cart", "hello", "crt", "cart"] }, others)).to.deep.equal([
      ["GR113", "follows[1]", '"hello", the service itself'],
      ["GR010", "follows[2]", 'an unknown service "crt"'],
      ["GR113", "follows[3]", '"cart" a second time'],
    ]);
    expect(check({ follows: ["constructor"] }, others)).to.deep.equal([
      ["GR010", "follows[0]", 'an unknown service "constructor"'],
    ]);
  });

  it("has a version in common with it", () => {
    const cart = service({ versions: { a: { image }, b: { image } }, weights: { a: 100 } });
    expect(check({ follows: ["cart"] }, { cart })).to.deep.equal([
      ["GR113", "follows[0]", '"cart", whose versions are a, b'],
    ]);
  });

  it("has pods of a version of which the other has some", () => {
    const versions = { v1: { image }, v2: { image, replicas: 0 } };
    expect(check({ versions, follows: ["cart"] }, { cart: service() })).to.deep.equal([
      ["GR109", "follows[0]", "traffic for v2, which has replicas: 0"],
    ]);
    expect(check({ versions, follows: ["cart"] }, { cart: service({ versions }) })).to.deep.equal(
      [],
    );
  });
});

describe("a TCP service", () => {
  const tcp = (changes: Partial<ServiceSpec>) =>
    check({ protocol: "tcp", ...changes }).map(([code, path]) => `${code} ${path}`);

  it("can be split, routed by origin and caller, followed and balanced", () => {
    expect(
      tcp({
        weights: { gateway: { v1: 90, v2: 10 }, mesh: { v1: 100 } },
        expose: { port: 9000 },
        routes: [
          { name: "a", match: { from: "gateway" }, to: "v2" },
          { name: "b", match: { sourceLabels: { app: "a" } }, to: "v2" },
        ],
        loadBalancer: { consistentHash: { useSourceIp: true } },
        connectionPool: { tcp: { maxConnections: 10 } },
        outlierDetection: {},
      }),
    ).to.deep.equal([]);
  });

  it("has nothing that only requests have", () => {
    const changes: Partial<ServiceSpec> = {
      timeout: "1s",
      retries: { attempts: 1 },
      rewrite: { uri: "/" },
      cors: { allowOrigins: [{ exact: "a" }] },
      headers: { request: { remove: ["a"] } },
      sticky: {},
      mirror: { version: "v2" },
    };
    expect(tcp(changes)).to.deep.equal(Object.keys(changes).map((key) => `GR112 ${key}`));
  });

  it("has no routes by what only requests have", () => {
    const some = { a: { exact: "b" } };
    const one = { exact: "/" };
    const match = {
      headers: some,
      withoutHeaders: { c: { exact: "b" } },
      cookies: some,
      query: some,
      uri: one,
      method: one,
      authority: one,
    };
    const fault = { abort: { status: 500 } };
    const mirror = { version: "v2" };
    const routes = [{ name: "a", match, to: "v1", fault, mirror, timeout: "1s" }];
    expect(tcp({ routes })).to.deep.equal([
      "GR112 routes[0].fault",
      "GR112 routes[0].mirror",
      "GR112 routes[0].timeout",
      ...Object.keys(match).map((key) => `GR112 routes[0].match.${key}`),
    ]);
  });

  it("has no policy towards pods that only requests have, in any version", () => {
    const hash = { consistentHash: { httpHeaderName: "a" } };
    const versions = {
      v1: { image, loadBalancer: hash },
      v2: { image, connectionPool: { http: { maxRetries: 1 } } },
    };
    expect(tcp({ loadBalancer: hash, versions })).to.deep.equal([
      "GR112 loadBalancer.consistentHash.httpHeaderName",
      "GR112 versions.v1.loadBalancer.consistentHash.httpHeaderName",
      "GR112 versions.v2.connectionPool.http",
    ]);
  });

  it("is not exposed by host or path", () => {
    const expose = { port: 9000, hosts: ["a.example.com"], paths: [{ prefix: "/" }] };
    expect(tcp({ expose })).to.deep.equal(["GR112 expose.hosts", "GR112 expose.paths"]);
  });
});
