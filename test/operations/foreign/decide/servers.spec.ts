import { expect } from "chai";
import type { Release } from "../../../../model/release/release";
import { codesOf, findings, gateway, shop, younger } from "../support";

const selector = { istio: "ingressgateway" };
const name = "Gateway others/other";

interface Server {
  readonly number?: number;
  readonly protocol?: string;
  readonly hosts?: readonly string[];
  readonly tls?: object;
  readonly bind?: string;
}

const other = ({
  number = 443,
  protocol = "HTTPS",
  hosts = ["shop.example"],
  ...more
}: Server) => ({
  selector,
  servers: [{ port: { number, protocol, name: "x" }, hosts, ...more }],
});
const tls = { credentialName: "shop", redirect: true };
const secure = shop({ gateway: { name: "edge", hosts: ["shop.example", "api.example"], tls } });

describe("Gateways of other owners on the pods of a release's Gateway", () => {
  const of = (server: Server, meta = {}, release: Release = secure, installed = false) =>
    codesOf({ release, gateways: [gateway(other(server), meta)], installed });

  it("are an error with one TLS host where they are older: the server goes with all its hosts", () => {
    const [one, ...more] = findings({ release: secure, gateways: [gateway(other({}))] });
    expect(more).to.deep.equal([]);
    expect(one).to.include({ code: "GR364", severity: "error", path: name });
    expect(one?.given).to.equal(
      "it serves shop.example on port 443, too, and is the older one: Istio skips the server of Gateway gray-demo/edge, with all its hosts (shop.example, api.example)",
    );
  });

  it("are a warning where they are younger", () => {
    expect(of({}, { created: younger }, secure, true)).to.deep.equal([`GR365 ${name}`]);
    expect(of({}, {}, secure, true)).to.deep.equal([`GR364 ${name}`]);
  });

  it("are nothing with other TLS hosts, another port, or an address of their own", () => {
    expect(of({ hosts: ["other.example"] })).to.deep.equal([]);
    expect(of({ hosts: ["*.example"] })).to.deep.equal([]);
    expect(of({ number: 8443 })).to.deep.equal([]);
    expect(of({ bind: "10.0.0.1" })).to.deep.equal([]);
  });

  it("are matched by the host behind a namespace", () => {
    for (const host of ["*/shop.example", "./shop.example", "gray-demo/SHOP.example"])
      expect(of({ hosts: [host] })).to.deep.equal([`GR364 ${name}`]);
  });

  it("are an error with another protocol on the port, whatever their hosts", () => {
    const hosts = ["other.example"];
    expect(of({ protocol: "TCP", hosts })).to.deep.equal([`GR364 ${name}`]);
    expect(of({ protocol: "HTTP", hosts })).to.deep.equal([`GR364 ${name}`]);
    expect(of({ number: 80, protocol: "MONGO", hosts }, {}, shop())).to.deep.equal([
      `GR364 ${name}`,
    ]);
  });

  it("are merged where both serve plain HTTP, unless one of them redirects", () => {
    const hosts = ["shop.example"];
    const http = { number: 80, protocol: "HTTP", hosts };
    expect(of(http, {}, shop())).to.deep.equal([]);
    const redirect = { ...http, tls: { httpsRedirect: true } };
    expect(of(redirect, { created: younger }, shop(), true)).to.deep.equal([`GR364 ${name}`]);
    expect(of({ ...redirect, hosts: ["*"] }, {}, shop())).to.deep.equal([]);
    expect(of(http)).to.deep.equal([`GR365 ${name}`]);
    expect(of(redirect)).to.deep.equal([]);
  });

  it("are nothing on other pods", () => {
    const gateways = [gateway({ ...other({}), selector: { istio: "internal" } })];
    expect(codesOf({ release: secure, gateways })).to.deep.equal([]);
  });

  it("are a warning where another revision of Istio reads them", () => {
    expect(of({}, { labels: { "istio.io/rev": "old" } })).to.deep.equal([`GR365 ${name}`]);
  });
});
