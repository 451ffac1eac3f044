import { expect } from "chai";
import { service } from "../../../support/releases";
import { codesOf, findings, httpRoute, shop } from "../support";

const name = "HTTPRoute others/other";
const parentRefs = [{ name: "public" }];
const hostnames = ["shop.example"];

describe("routes of the Gateway API beside a release", () => {
  const of = (spec: object, meta = {}, more = {}) =>
    codesOf({ gatewayRoutes: [httpRoute(spec, meta)], ...more });

  it("are a warning where another gateway serves a host of the release", () => {
    const [one] = findings({ gatewayRoutes: [httpRoute({ parentRefs, hostnames })] });
    expect(one).to.include({ code: "GR367", severity: "warning", path: name });
    expect(one?.given).to.equal(
      "it has shop.example at Gateway public of the Gateway API: requests that enter there don't follow the release's routes",
    );
    expect(of({ parentRefs, hostnames: ["*.example"] })).to.deep.equal([`GR367 ${name}`]);
    expect(of({ parentRefs, hostnames: ["api.example"] })).to.deep.equal([]);
    expect(of({ parentRefs })).to.deep.equal([]);
  });

  it("are an error at the pods of the release's own Gateway", () => {
    const selector = { "gateway.networking.k8s.io/gateway-name": "public" };
    const release = shop({ gateway: { name: "edge", hosts: hostnames, selector } });
    expect(of({ parentRefs, hostnames }, {}, { release })).to.deep.equal([`GR366 ${name}`]);
  });

  it("are an error for a Service of the release in its own namespace", () => {
    const parent = (more: object) => [{ kind: "Service", group: "", name: "hello", ...more }];
    expect(of({ parentRefs: parent({}) }, { namespace: "gray-demo" })).to.deep.equal([
      "GR366 HTTPRoute gray-demo/other",
    ]);
    expect(of({ parentRefs: parent({ name: "db" }) }, { namespace: "gray-demo" })).to.deep.equal(
      [],
    );
    // Callers of one namespace route themselves there.
    expect(of({ parentRefs: parent({ namespace: "gray-demo" }) })).to.deep.equal([`GR367 ${name}`]);
    expect(of({ parentRefs: parent({}) })).to.deep.equal([]);
  });

  it("are a warning where they lead to a service with several versions", () => {
    const rules = [{ backendRefs: [{ name: "hello", namespace: "gray-demo", port: 5000 }] }];
    expect(of({ parentRefs, rules })).to.deep.equal([`GR367 ${name}`]);
    const versions = { v1: { image: "hello:1" } };
    const release = shop({ services: { hello: service({ expose: true, versions }) } });
    expect(of({ parentRefs, rules }, {}, { release })).to.deep.equal([]);
  });
});
