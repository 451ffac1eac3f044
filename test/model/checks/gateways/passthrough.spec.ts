import { expect } from "chai";
import { checkRelease } from "../../../../model/checks/release";
import type { GatewaySpec } from "../../../../model/release/gateway";
import type { ServiceSpec } from "../../../../model/release/release";
import { told } from "../../../support/problems";
import { east, release, service, west } from "../../../support/releases";

const passing: GatewaySpec = { hosts: ["*.example.com"], tls: { mode: "PASSTHROUGH" } };
const tcp = { protocol: "tcp" } as const;

/** Codes and paths of what is wrong with the service `hello` behind a gateway, beside others. */
function check(
  hello: Partial<ServiceSpec>,
  gateway: GatewaySpec = passing,
  more: Record<string, Partial<ServiceSpec>> = {},
) {
  const others = Object.entries(more).map(([name, spec]) => [name, service(spec)] as const);
  const services = { hello: service({ expose: true, ...hello }), ...Object.fromEntries(others) };
  return told(checkRelease(release({ gateway, services }), [west, east])).map(
    ([code, path]) => `${code} ${path}`,
  );
}

describe("TLS that a gateway passes on", () => {
  it("leads by its hosts to services of connections, which need no port then", () => {
    expect(check(tcp)).to.deep.equal([]);
    expect(check({ ...tcp, expose: { hosts: ["shop.example.com"] } })).to.deep.equal([]);
    expect(check(tcp, { ...passing, create: false })).to.deep.equal([]);
    const simple: GatewaySpec = { ...passing, tls: { credentialName: "cert" } };
    expect(check(tcp, simple)).to.deep.equal(["GR144 expose"]);
  });

  it("has no certificate at the gateway, and TLS that ends there has one", () => {
    const tls = { mode: "PASSTHROUGH", credentialName: "cert", minVersion: "1.3" } as const;
    expect(check(tcp, { ...passing, tls })).to.deep.equal([
      "GR314 gateway.tls.credentialName",
      "GR314 gateway.tls.minVersion",
    ]);
    expect(check({}, { ...passing, tls: { redirect: true } })).to.deep.equal([
      "GR314 gateway.tls.credentialName",
    ]);
  });

  it("leads to no service of requests, whose headers nothing could see", () => {
    expect(check({})).to.deep.equal(["GR315 expose"]);
    expect(check({ expose: { hosts: ["a.example.com"] } })).to.deep.equal([
      "GR315 expose.hosts[0]",
    ]);
  });

  it("may be that of one of several gateways, to which services of requests are not exposed", () => {
    const gateways = { open: { hosts: ["a.example.com"], selector: { istio: "b" } }, passing };
    const services = {
      hello: service({ expose: true }),
      named: service({ expose: { gateways: ["passing"] } }),
      vault: service({ ...tcp, expose: { gateways: ["passing"] } }),
    };
    const problems = checkRelease(release({ gateway: undefined, gateways, services }), [
      west,
      east,
    ]);
    expect(problems.map(({ code, path }) => [code, path])).to.deep.equal([
      ["GR315", "release.services.named.expose"],
    ]);
  });

  it("may be that of some hosts, beside hosts with certificates", () => {
    const gateway: GatewaySpec = {
      tls: [
        { hosts: ["*.example.com"], credentialName: "cert" },
        { hosts: ["own.example.com"], mode: "PASSTHROUGH" },
      ],
    };
    const own = { ...tcp, expose: { hosts: ["own.example.com"] } };
    expect(check({}, gateway, { own })).to.deep.equal([]);
    expect(check({ ...tcp, expose: { hosts: ["a.example.com"] } }, gateway)).to.deep.equal([
      "GR315 expose.hosts[0]",
    ]);
    expect(check({ expose: { hosts: ["own.example.com"] } }, gateway)).to.deep.equal([
      "GR315 expose.hosts[0]",
    ]);
  });

  it("names its hosts, each for one service", () => {
    expect(check(tcp, { tls: { mode: "PASSTHROUGH" } })).to.deep.equal(["GR316 expose"]);
    const both = { hosts: ["*.example.com", "a.example.com"] };
    expect(check({ ...tcp, expose: both })).to.deep.equal(["GR148 expose.hosts[1]"]);
    expect(check(tcp, passing, { other: { ...tcp, expose: true } })).to.deep.equal([
      "GR142 services.other.expose",
    ]);
  });

  it("lets routes look at nothing but the origin of a connection", () => {
    const routes = [
      { name: "testers", match: { headers: { a: { exact: "b" } } }, to: "v2" },
      { name: "mesh", match: { from: "mesh" as const }, to: "v1" },
    ];
    const paths = [{ prefix: "/a" }];
    const refused = check({ ...tcp, routes, sticky: {}, expose: { paths } });
    expect(refused).to.have.members([
      "GR112 sticky",
      "GR112 routes[0].match.headers",
      "GR112 expose.paths",
    ]);
  });
});
