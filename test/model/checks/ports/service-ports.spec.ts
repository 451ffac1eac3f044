import { expect } from "chai";
import { checkRelease } from "../../../../model/checks/release";
import type { Release, ServiceSpec } from "../../../../model/release/release";
import { told } from "../../../support/problems";
import { east, release, service, west } from "../../../support/releases";

const { port: _port, ...withoutPort } = service();
const several = (...names: (string | NonNullable<ServiceSpec["ports"]>[number])[]) =>
  names.map((one, i) => (typeof one === "string" ? { name: one, port: 8000 + i } : one));
const problems = (changes: Partial<ServiceSpec>, others: Partial<Release> = {}) =>
  checkRelease(release({ services: { hello: { ...withoutPort, ...changes } }, ...others }), [
    west,
    east,
  ]);
const check = (...given: Parameters<typeof problems>) => told(problems(...given));

describe("the ports of a service", () => {
  it("are in one of two forms", () => {
    expect(check({ port: 80 })).to.deep.equal([]);
    expect(check({ ports: several("http", "grpc") })).to.deep.equal([]);
    expect(check({})).to.deep.equal([["GR170", "port", "neither port nor ports"]]);
    expect(
      check({ ports: several("http"), port: 80, protocol: "http", portName: "http" }),
    ).to.deep.equal([
      ["GR170", "port", "port, beside ports"],
      ["GR170", "protocol", "protocol, beside ports"],
      ["GR170", "portName", "portName, beside ports"],
    ]);
  });

  it("have names and numbers of their own", () => {
    const ports = several("http", { name: "http", port: 1 }, { name: "grpc", port: 8000 });
    expect(check({ ports })).to.deep.equal([
      ["GR171", "ports[1].name", '"http", the name of an earlier port too'],
      ["GR171", "ports[2].port", "8000, the number of an earlier port too"],
    ]);
  });

  it("have names that say their protocol, or none", () => {
    const named = (name: string, protocol?: ServiceSpec["protocol"]) =>
      check({ ports: [{ name, port: 1, ...(protocol && { protocol }) }] });
    for (const name of ["metrics", "http-a", "mongo", "grpc-web"])
      expect(named(name)).to.deep.equal([]);
    expect(named("metrics", "grpc")).to.deep.equal([]);
    expect(named("https", "tcp"), "TLS of the application").to.deep.equal([]);
    expect(named("grpc", "http")).to.deep.equal([
      ["GR111", "ports[0].name", '"grpc", for the protocol http'],
    ]);
    expect(named("http", "http2")).to.have.length(1);
    expect(named("redis", "http")).to.have.length(1);
    for (const name of ["https", "tls-a"]) {
      const [found] = problems({ ports: [{ name, port: 1 }] });
      expect(found?.code).to.equal("GR111");
      expect(found?.fix).to.match(/^add `protocol: tcp`/);
    }
    expect(named("udp", "tcp")[0]?.[0]).to.equal("GR111");
  });
});

describe("who names a port", () => {
  const ports = several("http", "grpc");

  it("names one that the service has", () => {
    const route = { name: "r", match: { port: "grpc", method: { exact: "GET" } }, to: "v1" };
    expect(check({ ports, routes: [route] })).to.deep.equal([]);
    expect(check({ ports, routes: [{ ...route, match: { port: "gprc" } }] })).to.deep.equal([
      ["GR172", "routes[0].match.port", 'an unknown port "gprc"'],
    ]);
    expect(check({ ports, expose: { servicePort: "admin" } })).to.deep.equal([
      ["GR172", "expose.servicePort", 'an unknown port "admin"'],
    ]);
    expect(check({ port: 80, routes: [route] })).to.deep.equal([
      ["GR172", "routes[0].match.port", 'an unknown port "grpc"'],
    ]);
  });

  it("asks for no port at the gateway to which the gateway does not lead", () => {
    const routes = [{ name: "r", match: { port: "grpc", from: "gateway" as const }, to: "v1" }];
    expect(check({ ports, expose: true, routes })).to.deep.equal([
      ["GR123", "routes[0].match.port", '"grpc", for requests that come through the gateway'],
    ]);
    expect(check({ ports, expose: { servicePort: "grpc" }, routes })).to.deep.equal([]);
  });

  it("does not ask for it in a lane, which leads through several services", () => {
    const lanes = {
      header: "x-lane",
      lanes: [{ name: "v1", version: "v1", match: { port: "grpc", method: { exact: "GET" } } }],
    };
    expect(check({ ports, expose: true }, { lanes })).to.deep.include([
      "GR135",
      "lanes.lanes[0].match.port",
      "a port of one service, for a lane through several",
    ]);
  });
});

describe("a service with ports for requests and for connections", () => {
  const ports = several("http", "redis");

  it("may have what only requests can have", () => {
    expect(check({ ports, timeout: "2s", sticky: {} })).to.deep.equal([]);
  });

  it("has none of it on a route to the port for connections", () => {
    const routes = [
      { name: "r", match: { port: "redis", method: { exact: "GET" } }, to: "v1", timeout: "2s" },
    ];
    expect(check({ ports, routes }).map(([code, path]) => `${code} ${path}`)).to.deep.equal([
      "GR112 routes[0].timeout",
      "GR112 routes[0].match.method",
    ]);
  });

  it("is exposed under hosts of its own, because no root delegates connections", () => {
    const gateway = { hosts: ["a.example.com"] };
    expect(check({ ports, expose: true }, { gateway })).to.deep.equal([]);
    for (const [expose, given] of [
      [true, {}],
      [{ paths: [{ prefix: "/a" }] }, gateway],
    ] as const)
      expect(check({ ports, expose }, { gateway: given })[0]?.slice(0, 2)).to.deep.equal([
        "GR175",
        "expose",
      ]);
  });

  it("needs a port of the gateway if the gateway leads to connections", () => {
    const expose = { servicePort: "redis" };
    expect(check({ ports, expose })[0]?.[0]).to.equal("GR144");
    expect(check({ ports, expose: { ...expose, port: 31400 } })).to.deep.equal([]);
    expect(check({ ports, expose: { ...expose, port: 31400, hosts: ["*"] } })).to.deep.equal([
      ["GR112", "expose.hosts", "hosts, on a service of the protocol tcp"],
    ]);
  });
});
