import { expect } from "chai";
import { checkRelease } from "../../../model/checks/release";
import type { ExposeSpec, GatewaySpec } from "../../../model/release/gateway";
import type { ServiceSpec } from "../../../model/release/release";
import { told } from "../../support/problems";
import { east, release, service, west } from "../../support/releases";

/** What is wrong with services `a`, `b`, … that are exposed so. */
function check(
  exposed: readonly (boolean | ExposeSpec)[],
  gateway: GatewaySpec = {},
  changes: Partial<ServiceSpec> = {},
) {
  const services = Object.fromEntries(
    exposed.map((expose, i) => ["abc"[i] ?? "", service({ expose, ...changes })]),
  );
  return told(checkRelease(release({ gateway, services }), [west, east])).map(
    ([code, path, given]) => [code, path.replace(/^release\./, ""), given],
  );
}

describe("the host of an exposed service", () => {
  it("is one of the gateway's, or falls under a wildcard of them", () => {
    const hosts = ["shop.example.com", "*.example.org"];
    const fine = ["shop.example.com", "a.example.org", "a.b.example.org", "*.example.org"];
    for (const host of fine) {
      expect(check([{ hosts: [host] }], { hosts })).to.deep.equal([]);
      expect(check([{ hosts: [host] }], {})).to.deep.equal([]);
    }
    const wrong = ["example.org", "example.net", "a.example.com"];
    expect(check([{ hosts: wrong }], { hosts })).to.deep.equal(
      wrong.map((host, i) => [
        "GR141",
        `services.a.expose.hosts[${i}]`,
        `${JSON.stringify(host)}, which the gateway does not serve`,
      ]),
    );
  });
});

describe("two exposed services", () => {
  const paths = (...prefixes: string[]) => ({ paths: prefixes.map((prefix) => ({ prefix })) });

  it("have hosts or paths of their own, and one of them may have all other paths", () => {
    expect(check([paths("/a"), paths("/b"), true])).to.deep.equal([]);
    expect(check([paths("/a"), paths("/a/b"), { paths: [{ exact: "/a" }] }])).to.deep.equal([]);
    const hosts = ["a.example.com", "b.example.com"];
    expect(
      check([{ hosts: ["a.example.com"] }, { hosts: ["b.example.com"] }], { hosts }),
    ).to.deep.equal([]);
  });

  it("do not both have all paths of a host", () => {
    expect(check([true, { paths: [{ prefix: "/" }] }])).to.deep.equal([
      ["GR142", "services.b.expose", 'every path of *, where the release exposes "a", too'],
    ]);
  });

  it("do not have the same path of a host", () => {
    expect(check([paths("/a", "/b"), paths("/b")])).to.deep.equal([
      ["GR142", "services.b.expose", '{"prefix":"/b"} of *, where the release exposes "a", too'],
    ]);
  });
});

describe("the ports of a gateway", () => {
  const tcp = { protocol: "tcp" } as const;

  it("are one for each TCP service, and one for all others", () => {
    expect(check([{ port: 9000 }, { port: 9001 }], {}, tcp)).to.deep.equal([]);
    expect(check([true, { port: 9000 }, { port: 9000 }], {}, tcp)).to.deep.equal([
      ["GR144", "services.a.expose", "no port, for a TCP service"],
      ["GR145", "services.c.expose.port", '9000, the port of the service "b" too'],
    ]);
    expect(check([{ port: 9000 }])).to.deep.equal([
      ["GR144", "services.a.expose.port", "9000, for a service that speaks HTTP"],
    ]);
  });

  it("of TCP services are none on which HTTP comes in", () => {
    const tls = { credentialName: "cert", redirect: true };
    const taken = (port: number, gateway: GatewaySpec) =>
      check([{ port }], gateway, tcp).map(([, , given]) => given);
    expect(taken(80, {})).to.deep.equal(["80, the port of HTTP at the gateway too"]);
    expect(taken(443, { tls })).to.deep.equal(["443, the port of HTTP at the gateway too"]);
    expect(taken(80, { tls })).to.deep.equal(["80, the port of the redirect to https too"]);
    expect(taken(80, { tls: { credentialName: "cert" } })).to.deep.equal([]);
  });

  it("leave 80 to the redirect to https", () => {
    const tls = { credentialName: "cert", redirect: true };
    expect(check([true], { port: 80, tls })).to.deep.equal([
      ["GR145", "gateway.port", "80, on which tls.redirect sends callers to https"],
    ]);
    expect(check([true], { port: 443, tls })).to.deep.equal([]);
  });
});

describe("a gateway that the release does not make", () => {
  it("has nothing that only a made one has", () => {
    const gateway = { create: false, name: "shared", namespace: "infra", port: 8080, hosts: ["*"] };
    expect(check([true], gateway)).to.deep.equal([]);
    const more = { selector: { istio: "shared" }, tls: { credentialName: "cert" } };
    expect(check([true], { ...gateway, ...more })).to.deep.equal([
      ["GR147", "gateway.selector", "selector, of a gateway that the release does not make"],
      ["GR147", "gateway.tls", "tls, of a gateway that the release does not make"],
    ]);
  });
});

describe("the names of VirtualServices", () => {
  const names = (virtualService: string, gateway: GatewaySpec = { delegate: true }) => {
    const services = { a: service({ expose: true }), b: service({ virtualService }) };
    return checkRelease(release({ gateway, services }), [west, east]).map(
      ({ code, path, given }) => [code, path, given],
    );
  };
  const taken = (name: string, owner: string) => [
    ["GR146", "release.services.b.virtualService", `"${name}", the name of ${owner} too`],
  ];

  it("are none that a delegated service has", () => {
    expect(names("a")).to.deep.equal([]);
    expect(names("a-routes")).to.deep.equal(taken("a-routes", 'the VirtualService of "a"'));
    expect(names("a-mesh")).to.deep.equal(
      taken("a-mesh", "a VirtualService that holds a host in the mesh"),
    );
  });

  it("are not the gateway's, where it is in the same namespace", () => {
    const owner = "the VirtualService that holds the gateway's hosts";
    const name = "gray-demo-gateway";
    expect(names(name)).to.deep.equal(taken(name, owner));
    expect(names(name, { delegate: true, namespace: "infra" })).to.deep.equal([]);
    expect(names(name, {})).to.deep.equal([]);
  });
});

describe("the hosts of one service", () => {
  it("do not fall under each other, which Istio refuses", () => {
    expect(check([true, true], { hosts: ["*.example.com", "a.example.com"] })).to.deep.include([
      "GR148",
      "gateway.hosts[1]",
      '"a.example.com", which is part of "*.example.com"',
    ]);
    // One certificate is for a host of its own, the other for all that are left.
    const tls = [{ credentialName: "rest" }, { credentialName: "own", hosts: ["a.example.com"] }];
    expect(check([true, true], { tls })).to.deep.include([
      "GR148",
      "gateway.tls[1].hosts[0]",
      '"a.example.com", which is part of "*"',
    ]);
    const hosts = ["b.example.com", "*"];
    expect(check([{ hosts }], {})).to.deep.equal([
      ["GR148", "services.a.expose.hosts[0]", '"b.example.com", which is part of "*"'],
    ]);
  });

  it("may fall under those of another service", () => {
    const hosts = ["*.example.com", "a.example.com"];
    expect(check([{ hosts: [hosts[0]!] }, { hosts: [hosts[1]!] }], { hosts })).to.deep.equal([]);
  });
});
