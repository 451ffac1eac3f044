import { expect } from "chai";
import { replacedMark } from "../../../../operations/adopt/decide/replaced";
import { codesOf, everything, gateway, shop, virtualService } from "../support";

const at = { hosts: ["shop.example"], gateways: ["gray-demo/edge"] };
const to = (host: string) => [{ route: [{ destination: { host } }] }];
const manager = "gray-release";

describe("what an earlier update of a release made is not foreign", () => {
  it("as a VirtualService that leads to its services, and goes with this update", () => {
    const left = (http: object[], meta: object) =>
      codesOf({ virtualServices: [virtualService({ ...at, http }, { manager, ...meta })] });
    const inside = { namespace: "gray-demo" };
    expect(left(to("hello"), inside)).to.deep.equal([]);
    expect(left([{ redirect: { authority: "x.example" } }], inside)).to.deep.equal([]);
    expect(left(to("old.example.com"), inside)).to.deep.equal([]);
    expect(left([{ delegate: { name: "a-routes", namespace: "gray-demo" } }], {})).to.deep.equal(
      [],
    );
    // Another release of this project has the same host.
    expect(left(to("web.others.svc.cluster.local"), {})).to.deep.equal([
      "GR362 VirtualService others/other",
    ]);
  });

  it("as a Gateway that no VirtualService of others names, or that is in its namespace", () => {
    const spec = {
      selector: { istio: "ingressgateway" },
      servers: [{ port: { number: 80, protocol: "TCP" }, hosts: ["*"] }],
    };
    const foreign = ["GR364 Gateway others/other"];
    const gateways = [gateway(spec, { manager })];
    // Those of this release may name another one already, after an update that broke off.
    expect(codesOf({ gateways })).to.deep.equal([]);
    expect(codesOf({ gateways: [gateway(spec)] })).to.deep.equal(foreign);
    const hosts = ["x.example"];
    const routes = { hosts, gateways: ["other"], http: to("web.others.svc.cluster.local") };
    const virtualServices = [virtualService(routes, { manager })];
    expect(codesOf({ gateways, virtualServices })).to.deep.equal(foreign);
    const inside = { manager, namespace: "gray-demo" };
    expect(codesOf({ gateways: [gateway(spec, inside)] })).to.deep.equal([]);
  });
});

describe("what an adoption takes over is not foreign", () => {
  const http = everything;

  it("as an object of the release's own name, whoever wrote it", () => {
    const meta = { name: "hello", namespace: "gray-demo" };
    expect(codesOf({ virtualServices: [virtualService({ ...at, http }, meta)] })).to.deep.equal([]);
    const edge = gateway({ servers: [] }, { name: "edge", namespace: "gray-demo" });
    expect(codesOf({ gateways: [edge] })).to.deep.equal([]);
  });

  it("as an object that it marked for its last step", () => {
    const annotations = { [replacedMark]: "hello" };
    const marked = virtualService({ ...at, http }, { annotations });
    expect(codesOf({ release: shop(), virtualServices: [marked] })).to.deep.equal([]);
  });
});

describe("what is deleted already is not foreign", () => {
  it("as a VirtualService or a Gateway with a time of its deletion", () => {
    const gone = { deletionTimestamp: "2026-04-01T00:00:00Z" } as object;
    const servers = [{ port: { number: 80, protocol: "TCP" }, hosts: ["*"] }];
    expect(
      codesOf({
        virtualServices: [virtualService({ ...at, http: everything }, gone)],
        gateways: [gateway({ selector: {}, servers }, gone)],
      }),
    ).to.deep.equal([]);
  });
});
