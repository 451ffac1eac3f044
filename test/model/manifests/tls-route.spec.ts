import { expect } from "chai";
import { gatewayManifest } from "../../../model/manifests/gateway";
import type { RouteArgs } from "../../../model/manifests/route-args";
import { virtualServiceManifest } from "../../../model/manifests/virtual-service";
import { abortRoutes } from "../../../operations/abort/routes";
import { stableTarget } from "../../../operations/abort/stable-target";
import { hasAll } from "../../../operations/stable/served";
import { cart } from "../../support/releases";

const host = "cart.shop.svc.cluster.local";
const gateway = { name: "front", hosts: ["*.example.com"], sni: true };
const to = (subset: string, weight?: number) => ({
  destination: { host, port: { number: 80 }, subset },
  ...(weight !== undefined && { weight }),
});

function written(changes: Partial<RouteArgs> = {}) {
  const weights = { v1: 90, v2: 10 };
  return virtualServiceManifest({ ...cart, protocol: "tcp", gateway, weights, ...changes });
}

describe("the VirtualService of a service whose TLS a gateway passes on", () => {
  it("splits by hosts at the gateway, and every connection inside the mesh, by the same weights", () => {
    const route = [to("v1", 90), to("v2", 10)];
    expect(written().spec).to.deep.equal({
      hosts: ["*.example.com", host],
      gateways: ["front", "mesh"],
      tcp: [{ match: [{ port: 80, gateways: ["mesh"] }], route }],
      tls: [{ match: [{ sniHosts: ["*.example.com"], gateways: ["front"] }], route }],
    });
  });

  it("has one TLS route, the first that takes connections of the gateway", () => {
    const routes = [
      { name: "inside", match: { from: "mesh" as const }, to: "v1" },
      { name: "outside", match: { from: "gateway" as const }, to: "v2" },
    ];
    const { tls = [], tcp = [] } = written({ routes }).spec;
    expect(tls.map(({ route }) => route)).to.deep.equal([[to("v2")]]);
    expect(tcp.map(({ match = [] }) => match.map(({ gateways }) => gateways))).to.deep.equal([
      [["mesh"]],
      [["mesh"]],
    ]);
  });

  it("goes back to one version as a whole, when an abort moves its weights", () => {
    const live = written();
    const { spec } = abortRoutes(live, {}, stableTarget(cart, "v1"));
    expect(spec.tls?.[0]?.route).to.deep.equal([to("v1")]);
    const v1 = { host, subset: "v1" };
    expect(hasAll(live.spec, v1)).to.equal(false);
    expect(hasAll(spec, v1)).to.equal(true);
    expect(hasAll({ tls: spec.tls }, v1)).to.equal(true);
  });
});

describe("the Gateway that passes TLS on", () => {
  it("has a server without a certificate, beside the redirect of plain HTTP", () => {
    const { servers } = gatewayManifest({
      namespace: "shop",
      gateway: { hosts: ["a.example.com"], tls: { mode: "PASSTHROUGH", redirect: true } },
    }).spec;
    expect(servers).to.deep.equal([
      {
        port: { number: 443, name: "tls-443", protocol: "TLS" },
        hosts: ["a.example.com"],
        tls: { mode: "PASSTHROUGH" },
      },
      {
        port: { number: 80, name: "http-80", protocol: "HTTP" },
        hosts: ["a.example.com"],
        tls: { httpsRedirect: true },
      },
    ]);
  });
});
