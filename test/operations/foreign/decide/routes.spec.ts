import { expect } from "chai";
import { release, service } from "../../../support/releases";
import {
  codesOf,
  everything,
  findings,
  gateway,
  older,
  shop,
  virtualService,
  younger,
} from "../support";

const name = "VirtualService others/other";
const at = { hosts: ["shop.example"], gateways: ["gray-demo/edge"] };
const path = (uri: object, more: object = {}) => [{ match: [{ uri, ...more }], ...everything[0] }];
const host = "hello.gray-demo.svc.cluster.local";

describe("VirtualServices of other owners at the gateway of a release", () => {
  const at80 = (spec: object, meta = {}, more = {}) =>
    codesOf({ virtualServices: [virtualService({ ...at, ...spec }, meta)], ...more });

  it("are an error where their route for every path is tried first, and say why", () => {
    const [one, ...others] = findings({
      virtualServices: [virtualService({ ...at, http: everything })],
    });
    expect(others).to.deep.equal([]);
    expect(one).to.include({ code: "GR362", severity: "error", path: name });
    expect(one?.given).to.equal(
      "it has shop.example at gateway gray-demo/edge, too: Istio tries its routes first, so it takes requests that VirtualService gray-demo/hello should route",
    );
    expect(one?.fix).to.match(/^take the host out of VirtualService others\/other, .* --take-over/);
  });

  it("are a warning where those of the release are older and win", () => {
    expect(at80({ http: everything }, { created: younger }, { installed: true })).to.deep.equal([
      `GR363 ${name}`,
    ]);
    expect(at80({ http: everything }, { created: older }, { installed: true })).to.deep.equal([
      `GR362 ${name}`,
    ]);
  });

  it("are a warning where they take a path, whatever their age", () => {
    for (const created of [older, younger])
      expect(
        at80({ http: path({ prefix: "/admin" }) }, { created }, { installed: true }),
      ).to.deep.equal([`GR363 ${name}`]);
  });

  it("count as every path with the prefix / or the regex .*", () => {
    for (const uri of [{ prefix: "/" }, { regex: ".*" }])
      expect(at80({ http: path(uri) })).to.deep.equal([`GR362 ${name}`]);
    const headers = { "x-tester": { exact: "yes" } };
    expect(at80({ http: path({ prefix: "/" }, { headers }) })).to.deep.equal([`GR363 ${name}`]);
    const none = { headers: {} };
    expect(at80({ http: path({ prefix: "/" }, none) })).to.deep.equal([`GR362 ${name}`]);
  });

  it("are nothing where their paths and those of the release are apart", () => {
    const paths = (prefix: string) =>
      shop({
        services: { hello: service({ expose: { paths: [{ prefix }] } }) },
      });
    const with_ = (given: string, http: object[]) =>
      at80({ http }, {}, { release: paths(given) }).filter((one) => !one.startsWith("GR368"));
    expect(with_("/cart", path({ prefix: "/admin" }))).to.deep.equal([]);
    expect(with_("/cart", everything)).to.deep.equal([]);
    expect(with_("/cart", path({ prefix: "/cart/old" }))).to.deep.equal([`GR363 ${name}`]);
    expect(with_("/cart/new", path({ prefix: "/cart" }))).to.deep.equal([`GR362 ${name}`]);
  });

  it("count with the routes of their delegates", () => {
    const root = virtualService({ ...at, http: [{ delegate: { name: "part" } }] });
    const part = (http: object[]) => virtualService({ http }, { name: "part" });
    const of = (http: object[]) => codesOf({ virtualServices: [root, part(http)] });
    expect(of(everything)).to.deep.equal([`GR362 ${name}`]);
    expect(of(path({ prefix: "/admin" }))).to.deep.equal([`GR363 ${name}`]);
  });

  it("count before older ones where they are exported to the gateway's namespace alone", () => {
    const exported = { http: everything, exportTo: ["istio-system"] };
    expect(at80(exported, { created: younger }, { installed: true })).to.deep.equal([
      `GR362 ${name}`,
    ]);
    expect(at80({ http: everything, exportTo: ["."] })).to.deep.equal([]);
    expect(at80({ http: everything, exportTo: ["~"] })).to.deep.equal([]);
  });

  it("are a warning where another revision of Istio reads them", () => {
    expect(at80({ http: everything }, { labels: { "istio.io/rev": "old" } })).to.deep.equal([
      `GR363 ${name}`,
    ]);
  });

  it("are matched by the hosts that they serve at the gateway", () => {
    const other = (hosts: string[], gateways = at.gateways) =>
      codesOf({ virtualServices: [virtualService({ hosts, gateways, http: everything })] });
    expect(other(["SHOP.example"])).to.deep.equal([`GR362 ${name}`]);
    expect(other(["*"])).to.deep.equal([`GR362 ${name}`]);
    expect(other(["*.example"])).to.deep.equal([`GR362 ${name}`]);
    expect(other(["api.example"])).to.deep.equal([]);
    expect(other(["shop.example"], ["edge"])).to.deep.equal([]);
  });

  it("are found at a Gateway that the release only uses", () => {
    const used = { ...shop(), gateway: { name: "edge", hosts: ["shop.example"], create: false } };
    const spec = { servers: [{ port: { number: 80, protocol: "HTTP" }, hosts: ["*"] }] };
    const edge = gateway(spec, { name: "edge", namespace: "gray-demo" });
    for (const gateways of [[], [edge]])
      expect(
        codesOf({
          release: used,
          gateways,
          virtualServices: [virtualService({ ...at, http: everything })],
        }),
      ).to.deep.equal([`GR362 ${name}`]);
  });

  it("are found at another Gateway of plain HTTP with the same port and pods", () => {
    const other = (selector: object, port = 80, protocol = "HTTP") =>
      codesOf({
        gateways: [
          gateway({
            selector,
            servers: [{ port: { number: port, protocol }, hosts: ["*"] }],
          }),
        ],
        virtualServices: [virtualService({ ...at, gateways: ["other"], http: everything })],
      });
    expect(other({ istio: "ingressgateway" })).to.deep.equal([`GR362 ${name}`]);
    expect(other({ app: "istio-ingressgateway" })).to.deep.equal([`GR362 ${name}`]);
    expect(other({})).to.deep.equal([`GR362 ${name}`]);
    expect(other({ istio: "internal" })).to.deep.equal([]);
    expect(other({ istio: "ingressgateway" }, 8080)).to.deep.equal([]);
  });
});

describe("VirtualServices of other owners in the mesh", () => {
  const inside = release({ services: { hello: service({ port: 80 }) } });
  const of = (spec: object, meta = {}, more = {}) =>
    codesOf({
      release: inside,
      virtualServices: [virtualService({ http: everything, ...spec }, meta)],
      ...more,
    });

  it("are an error where they are older, and a warning where they are younger", () => {
    expect(of({ hosts: [host] })).to.deep.equal([`GR362 ${name}`]);
    const later = { created: younger };
    expect(of({ hosts: [host] }, later, { installed: true })).to.deep.equal([`GR363 ${name}`]);
  });

  it("take the whole host, however few paths they have", () => {
    expect(of({ hosts: [host], http: path({ exact: "/one" }) })).to.deep.equal([`GR362 ${name}`]);
  });

  it("are known by short names of their own namespace alone", () => {
    const own = { namespace: "gray-demo" };
    expect(of({ hosts: ["hello"] }, own)).to.deep.equal(["GR362 VirtualService gray-demo/other"]);
    expect(of({ hosts: ["hello"] })).to.deep.equal([]);
    expect(of({ hosts: ["hello.gray-demo"] })).to.deep.equal([`GR362 ${name}`]);
    expect(of({ hosts: ["*.gray-demo.svc.cluster.local"] })).to.deep.equal([]);
  });

  it("are known by names without a domain on port 80 alone", () => {
    const on5000 = release({ services: { hello: service() } });
    expect(of({ hosts: ["hello.gray-demo"] }, {}, { release: on5000 })).to.deep.equal([]);
  });

  it("are nothing where they act at a gateway, or on another port", () => {
    expect(of({ hosts: [host], gateways: ["edge"] })).to.deep.equal([]);
    const http = [{ match: [{ port: 9090 }], ...everything[0] }];
    expect(of({ hosts: [host], http })).to.deep.equal([]);
    expect(of({ hosts: [host], gateways: ["edge", "mesh"] })).to.deep.equal([`GR362 ${name}`]);
  });

  it("are an error at any age where they are exported to the release's namespace by name", () => {
    const later = { created: younger };
    const exported = { hosts: [host], exportTo: ["gray-demo"] };
    expect(of(exported, later, { installed: true })).to.deep.equal([`GR362 ${name}`]);
  });

  it("are a warning where callers of their own namespace alone see them", () => {
    const [one] = findings({
      release: inside,
      virtualServices: [virtualService({ hosts: [host], http: everything, exportTo: ["."] })],
    });
    expect(one?.code).to.equal("GR363");
    expect(one?.given).to.contain("sidecars of others see it alone");
    expect(of({ hosts: [host], exportTo: ["~"] })).to.deep.equal([]);
  });
});
