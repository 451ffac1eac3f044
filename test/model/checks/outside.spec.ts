import { expect } from "chai";
import { checkRelease } from "../../../model/checks/release";
import type { Release, ServiceSpec } from "../../../model/release/release";
import { ownRelease, problemsOf } from "../../support/config";
import { told } from "../../support/problems";
import { east, release, service, west } from "../../support/releases";

/** What is wrong with a service `hello` that has destinations outside of the release. */
const problems = (changes: Partial<ServiceSpec>, more: Partial<Release> = {}) =>
  checkRelease(release({ services: { hello: service(changes) }, ...more }), [west, east]);
const check = (...of: Parameters<typeof problems>) =>
  told(problems(...of)).map(([code, path]) => [code, path]);
const legacy = { host: "api.legacy.svc.cluster.local" };
const old = { host: "old.example.com", external: true };

describe("a destination outside of the release", () => {
  it("counts as a version in weights, routes, mirror and stable", () => {
    const routes = [
      { name: "a", match: { uri: { exact: "/a" } }, to: { v1: 99.5, monolith: 0.5 } },
    ];
    const outside = { monolith: legacy, old };
    const weights = { v1: 10, monolith: 80, old: 10 };
    const mirror = { version: "monolith" };
    expect(check({ outside, weights, routes, mirror, stable: "monolith" })).to.deep.equal([]);
    expect(check({ outside, weights: { monolit: 100 } })).to.deep.equal([
      ["GR107", "weights.monolit"],
    ]);
  });

  it("has a name that no version and no other destination has, as a subset spells it", () => {
    const at = (outside: ServiceSpec["outside"]) => check({ outside });
    expect(at({ v1: legacy })).to.deep.equal([["GR340", "outside.v1"]]);
    expect(at({ V2: legacy })).to.deep.equal([["GR340", "outside.V2"]]);
    expect(at({ "a.b": legacy, "a-b": old })).to.deep.equal([["GR340", `outside["a.b"]`]]);
    const { hello } = { hello: service({ outside: { "b-c": old } }) };
    const services = {
      hello,
      "hello-b": service({ versions: { c: { image: "a:1" } }, weights: { c: 100 } }),
    };
    expect(check({}, { services })).to.deep.equal([["GR340", "outside.b-c"]]);
  });

  it("has the full name of a Service that the release has not, or says that it is external", () => {
    const of = (host: string, more: object = {}, beside: Partial<Release> = {}) =>
      check({ outside: { monolith: { host, ...more } } }, beside);
    for (const host of ["api", "api.legacy", "api.legacy.svc", "old.example.com"])
      expect(of(host), host).to.deep.equal([["GR341", "outside.monolith.host"]]);
    expect(of("hello.gray-demo.svc.cluster.local")).to.deep.equal([
      ["GR341", "outside.monolith.host"],
    ]);
    expect(of(legacy.host, { external: true })).to.deep.equal([["GR341", "outside.monolith.host"]]);
    expect(of(legacy.host, { external: true, tls: true })).to.deep.equal([]);
    expect(of("old.example.com", { external: false })).to.deep.equal([]);
    const manifests = [
      {
        apiVersion: "networking.istio.io/v1",
        kind: "ServiceEntry",
        metadata: { name: "old" },
        spec: { hosts: ["old.example.com"] },
      },
    ];
    expect(of("old.example.com", {}, { manifests })).to.deep.equal([]);
    const [short] = problems({ outside: { monolith: { host: "api.legacy" } } });
    expect(short?.fix).to.include("host: api.legacy.svc.cluster.local");
  });

  it("has the settings of its kind alone, and says whether port 443 speaks TLS", () => {
    const of = (spec: object, more: Partial<ServiceSpec> = {}) =>
      check({ outside: { monolith: spec as typeof old }, ...more });
    const at = (key: string) => [["GR342", `outside.monolith.${key}`]];
    expect(of({ ...legacy, tls: true })).to.deep.equal(at("tls"));
    expect(of({ ...legacy, addresses: ["10.0.0.1"] })).to.deep.equal(at("addresses"));
    expect(of({ ...old, subset: "v1" })).to.deep.equal(at("subset"));
    expect(of({ ...old, port: 443 })).to.deep.equal(at("tls"));
    for (const tls of [true, false]) expect(of({ ...old, port: 443, tls })).to.deep.equal([]);
    const skip = { insecureSkipVerify: true };
    expect(of({ ...old, tls: { ...skip, sni: "a.example.com" } })).to.deep.equal([]);
    expect(of({ ...old, tls: { ...skip, caCertificates: "/etc/ca.pem" } })).to.deep.equal(
      at("tls.caCertificates"),
    );
    const { port: _port, ...several } = service({
      ports: [
        { name: "http", port: 80 },
        { name: "grpc", port: 81 },
      ],
      outside: { monolith: { ...legacy, port: 8080 } },
    });
    expect(check({}, { services: { hello: several } })).to.deep.equal(at("port"));
    expect(of(old, { protocol: "tcp" })).to.deep.equal(at("external"));
    expect(of(legacy, { protocol: "tcp" })).to.deep.equal([]);
  });

  it("gets no copies where its requests get another host header", () => {
    const mirrors = (outside: ServiceSpec["outside"]) =>
      check({ outside, mirror: { version: "old" } });
    expect(mirrors({ old })).to.deep.equal([["GR343", "mirror.version"]]);
    expect(mirrors({ old: { ...old, keepHost: true } })).to.deep.equal([]);
    expect(mirrors({ old: { ...legacy, keepHost: false } })).to.deep.equal([
      ["GR343", "mirror.version"],
    ]);
  });

  it("is told alone where something of it is broken, and not what names it", () => {
    const of = (spec: object) => {
      const outside = { monolith: { host: "old.example.com", external: true, ...spec } };
      const weights = { v1: 50, monolith: 50 };
      return problemsOf(ownRelease({ outside, weights, stable: "monolith" }));
    };
    const at = (key: string) => `gray-release:release.services.web.outside.monolith.${key}`;
    for (const [key, value, code] of [
      ["host", "https://old.example.com", "GR001"],
      ["port", "8080", "GR001"],
      ["external", "yes", "GR001"],
      ["tls", "yes", "GR001"],
      ["subset", "v1", "GR342"],
    ] as const)
      expect(
        of({ [key]: value, ...(key === "tls" && { port: 443 }) }).map((one) => [
          one.code,
          one.path,
        ]),
        key,
      ).to.deep.equal([[code, at(key)]]);
  });
});
