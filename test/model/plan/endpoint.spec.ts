import { expect } from "chai";
import {
  entryOf,
  ingressAddress,
  ingressServiceOf,
  type Entry,
} from "../../../model/plan/endpoint";
import { resolveGateways } from "../../../model/plan/exposure";
import type { Cluster } from "../../../model/release/cluster";
import type { Release } from "../../../model/release/release";
import { release, service, west } from "../../support/releases";

const spec = {
  ports: [
    { port: 15021, nodePort: 30001 },
    { port: 80, nodePort: 30080 },
  ],
};
const balanced = (entry: object) => ({ spec, status: { loadBalancer: { ingress: [entry] } } });

const http = (port: number): Entry => ({ scheme: "http", port });

describe("the address of an ingress gateway", () => {
  it("is its load balancer's, by address or name", () => {
    expect(ingressAddress(balanced({ ip: "203.0.113.7" }), http(80), "api")).to.equal(
      "http://203.0.113.7",
    );
    expect(ingressAddress(balanced({ hostname: "lb.example" }), http(8080), "api")).to.equal(
      "http://lb.example:8080",
    );
    expect(ingressAddress(balanced({ ip: "2001:db8::7" }), http(80), "api")).to.equal(
      "http://[2001:db8::7]",
    );
  });

  it("is the node port on the API server's host where there is no load balancer", () => {
    expect(ingressAddress({ spec }, http(80), "127.0.0.1")).to.equal("http://127.0.0.1:30080");
    const pending = { spec, status: { loadBalancer: { ingress: [] } } };
    expect(ingressAddress(pending, http(80), "[::1]")).to.equal("http://[::1]:30080");
  });

  it("is none where there is neither", () => {
    expect(ingressAddress({ spec }, http(443), "127.0.0.1")).to.equal(undefined);
    expect(ingressAddress({}, http(80), "127.0.0.1")).to.equal(undefined);
  });

  it("tells the scheme, and the port where it is not the scheme's own", () => {
    const at = balanced({ ip: "203.0.113.7" });
    expect(ingressAddress(at, { scheme: "https", port: 443 }, "api")).to.equal(
      "https://203.0.113.7",
    );
    expect(ingressAddress(at, { scheme: "tcp", port: 31400 }, "api")).to.equal(
      "tcp://203.0.113.7:31400",
    );
  });
});

function ingressService(cluster: Cluster, given: Release): string | undefined {
  return ingressServiceOf(cluster, resolveGateways(given)[0]!);
}

function entry(given: Release): ReturnType<typeof entryOf> {
  return entryOf(given, resolveGateways(given)[0]!);
}

describe("the Service of an ingress gateway", () => {
  const standard = release({ gateway: {} });

  it("is istioctl's, in the namespace of the cluster's mesh", () => {
    expect(ingressService(west, standard)).to.equal("istio-system/istio-ingressgateway");
    const meshed = { ...west, meshNamespace: "istio-mesh" };
    expect(ingressService(meshed, standard)).to.equal("istio-mesh/istio-ingressgateway");
  });

  it("is what the cluster says, and unknown behind a selector of the release's own", () => {
    const named = { ...west, ingress: "edge/front" };
    expect(ingressService(named, standard)).to.equal("edge/front");
    const own = release({ gateway: { selector: { istio: "edge" } } });
    expect(ingressService(named, own)).to.equal("edge/front");
    expect(ingressService(west, own)).to.equal(undefined);
  });
});

describe("where a release is entered", () => {
  it("is the gateway's port, 443 with TLS", () => {
    expect(entry(release())).to.deep.equal(http(80));
    expect(entry(release({ gateway: { port: 8080 } }))).to.deep.equal(http(8080));
    const tls = { credentialName: "shop" };
    expect(entry(release({ gateway: { tls } }))).to.deep.equal({ scheme: "https", port: 443 });
  });

  it("is the port of its first TCP service where it lets in nothing else", () => {
    const queue = service({ protocol: "tcp", expose: { port: 31400 } });
    expect(entry(release({ services: { queue } }))).to.deep.equal({ scheme: "tcp", port: 31400 });
    const web = service({ expose: true });
    expect(entry(release({ services: { queue, web } }))).to.deep.equal(http(80));
  });
});
