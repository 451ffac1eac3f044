import { expect } from "chai";
import { reported, resourcesOf, type PackConfig } from "./support";

describe("the policies about objects of other programs", () => {
  const messages = (object: object, config: PackConfig = {}) =>
    reported(
      resourcesOf([{ metadata: { name: "own", namespace: "shop" }, ...object }]),
      config,
    ).map(({ message }) => message.split("  [")[0]);
  const istio = (kind: string, spec: object) => ({
    apiVersion: `${kind === "PeerAuthentication" ? "security" : "networking"}.istio.io/v1beta1`,
    kind,
    spec,
  });

  it("know namespaces before host names of a Gateway", () => {
    const servers = [{ hosts: ["shop/a.example.com", "*/*.example.org"] }];
    const config = { "allowed-hosts": { hosts: ["a.example.com", "*.example.org"] } };
    expect(messages(istio("Gateway", { servers }), config)).to.deep.equal([
      "Gateway shop/own: spec.servers[0].hosts[1]",
    ]);
  });

  it("leave names of Services, and routes in the mesh alone, to their owners", () => {
    const config = { "allowed-hosts": { hosts: ["a.example.com"] } };
    const hosts = ["web", "web.shop.svc.cluster.local", "web.shop.svc"];
    const mesh = istio("VirtualService", { hosts: ["b.example.com"] });
    expect(messages(istio("VirtualService", { hosts, gateways: ["gw"] }), config)).to.deep.equal(
      [],
    );
    expect(messages(mesh, config)).to.deep.equal([]);
  });

  it("leave a Gateway of the Gateway API alone", () => {
    const object = {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      spec: { servers: [{ hosts: ["*"] }] },
    };
    expect(messages(object)).to.deep.equal([]);
  });

  it("let Istio choose the image of a gateway's proxy", () => {
    const template = { spec: { containers: [{ name: "istio-proxy", image: "auto" }] } };
    const object = { apiVersion: "apps/v1", kind: "Deployment", spec: { template } };
    expect(messages(object, { "allowed-registries": { registries: ["a.example"] } })).to.deep.equal(
      [],
    );
  });

  it("stop pods whose sidecar does not take a port", () => {
    const annotations = { "traffic.sidecar.istio.io/excludeInboundPorts": "80" };
    const pods = (containerPort: number) => ({
      apiVersion: "apps/v1",
      kind: "Deployment",
      spec: {
        template: {
          metadata: { annotations },
          spec: { containers: [{ ports: [{ containerPort }] }] },
        },
      },
    });
    expect(messages(pods(80))).to.deep.equal(["Deployment shop/own"]);
    expect(messages(pods(9090))).to.deep.equal([]);
  });

  it("stop plain text by one port, by a mode that is left out, and by callers in the mesh", () => {
    const peer = { mtls: { mode: "STRICT" }, portLevelMtls: { 80: { mode: "DISABLE" } } };
    expect(messages(istio("PeerAuthentication", peer))).to.deep.equal([
      "PeerAuthentication shop/own: spec.portLevelMtls.80.mode",
    ]);
    expect(messages(istio("PeerAuthentication", {}))).to.deep.equal([
      "PeerAuthentication shop/own: spec.mtls.mode",
    ]);
    const plain = { tls: { mode: "DISABLE" } };
    const rule = {
      host: "web",
      trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" }, portLevelSettings: [plain] },
      subsets: [{ name: "v1", trafficPolicy: plain }],
    };
    expect(messages(istio("DestinationRule", rule))).to.deep.equal([
      "DestinationRule shop/own: spec.trafficPolicy.portLevelSettings[0].tls.mode",
      "DestinationRule shop/own: spec.subsets[0].trafficPolicy.tls.mode",
    ]);
    const outside = { host: "api.example.org", trafficPolicy: { tls: { mode: "SIMPLE" } } };
    expect(messages(istio("DestinationRule", outside))).to.deep.equal([]);
  });
});
