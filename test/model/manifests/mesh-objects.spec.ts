import { expect } from "chai";
import { gatewayManifest } from "../../../model/manifests/gateway";
import { namespaceManifest } from "../../../model/manifests/namespace";
import { serviceManifest } from "../../../model/manifests/service";
import {
  destinationRuleManifest,
  peerAuthenticationManifest,
} from "../../../model/manifests/traffic-policy";

describe("the namespace", () => {
  it("asks for a revision's sidecars where a revision is named, and for no others", () => {
    const { metadata } = namespaceManifest({
      namespace: "shop",
      injection: { revision: "1-29" },
    });
    expect(metadata.labels).to.deep.equal({ "istio.io/rev": "1-29" });
  });
});

describe("the Service", () => {
  it("leads from its port to the container's", () => {
    const { spec } = serviceManifest({
      namespace: "shop",
      service: "cart",
      port: 80,
      targetPort: 8080,
      portName: "http",
    });
    expect(spec).to.deep.equal({
      selector: { app: "cart" },
      ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "TCP" }],
    });
  });

  it("has the type, labels, annotations and selector of the service, and no address", () => {
    const selector = { "app.kubernetes.io/name": "cart" };
    const { metadata, spec } = serviceManifest({
      ...{ namespace: "shop", service: "cart", port: 80, targetPort: 80, portName: "http" },
      ...{ selector, type: "LoadBalancer" },
      ...{ labels: { team: "shop" }, annotations: { "networking.istio.io/exportTo": "." } },
    });
    expect(metadata.labels).to.deep.equal({ app: "cart", team: "shop" });
    expect(metadata.annotations).to.deep.equal({ "networking.istio.io/exportTo": "." });
    expect(spec.selector).to.deep.equal(selector);
    expect(spec.type).to.equal("LoadBalancer");
    expect(spec).not.to.have.property("clusterIP");
  });
});

describe("the DestinationRule of a version", () => {
  it("has a subset whose name is a DNS label and whose label is the version as written", () => {
    const args = { namespace: "shop", service: "cart", version: "1.2_RC" };
    const { metadata, spec } = destinationRuleManifest(args);
    expect(metadata).to.deep.equal({ name: "cart-1-2-rc", namespace: "shop" });
    expect(spec.subsets).to.deep.equal([
      {
        name: "1-2-rc",
        labels: { version: "1.2_RC" },
        trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } },
      },
    ]);
  });
});

describe("a subset", () => {
  const args = { namespace: "shop", service: "cart", version: "v2" };
  const labels = (given?: Record<string, string>) =>
    destinationRuleManifest({ ...args, ...(given && { labels: given }) }).spec.subsets?.[0]?.labels;

  it("selects by the labels of its version, and by the label version where there are none", () => {
    expect(labels({ track: "canary" })).to.deep.equal({ track: "canary" });
    expect(labels({})).to.deep.equal({ version: "v2" });
  });
});

describe("the policy of a DestinationRule", () => {
  const args = { namespace: "shop", service: "cart", version: "v2" };
  const tls = { mode: "ISTIO_MUTUAL" };

  it("is the service's at the top, and the version's parts take their place in its subset", () => {
    const pool = { tcp: { maxConnections: 10 } };
    const { spec } = destinationRuleManifest({
      ...args,
      policy: { loadBalancer: "ROUND_ROBIN", connectionPool: pool },
      versionPolicy: { loadBalancer: "RANDOM", outlierDetection: { consecutive5xxErrors: 3 } },
    });
    expect(spec.trafficPolicy).to.deep.equal({
      tls,
      loadBalancer: { simple: "ROUND_ROBIN" },
      connectionPool: pool,
    });
    expect(spec.subsets?.[0]?.trafficPolicy).to.deep.equal({
      tls,
      loadBalancer: { simple: "RANDOM", localityLbSetting: { enabled: false } },
      connectionPool: pool,
      outlierDetection: { consecutive5xxErrors: 3 },
    });
  });

  it("keeps like requests on one pod where that is asked for", () => {
    const consistentHash = { httpCookie: { name: "user", ttl: "1h" } };
    const { spec } = destinationRuleManifest({
      ...args,
      policy: { loadBalancer: { consistentHash } },
    });
    expect(spec.trafficPolicy?.loadBalancer).to.deep.equal({ consistentHash });
  });
});

describe("the DestinationRule of a service that has pods without a sidecar", () => {
  it("leaves the protocol to Istio, for all versions, and says which of them have none", () => {
    const loadBalancer = "RANDOM" as const;
    const { metadata, spec } = destinationRuleManifest({
      ...{ namespace: "shop", service: "cart", version: "v2", policy: { loadBalancer } },
      withoutSidecar: ["v1", "v3"],
    });
    expect(metadata.annotations).to.deep.equal({ "gray-release/without-sidecar": "v1,v3" });
    const trafficPolicy = { loadBalancer: { simple: "RANDOM" } };
    expect(spec.trafficPolicy).to.deep.equal(trafficPolicy);
    expect(spec.subsets?.[0]?.trafficPolicy).to.deep.equal(trafficPolicy);
  });
});

describe("the PeerAuthentication", () => {
  it("lets plain text in where the release says PERMISSIVE", () => {
    const { spec } = peerAuthenticationManifest({ namespace: "shop", mtls: "PERMISSIVE" });
    expect(spec).to.deep.equal({ mtls: { mode: "PERMISSIVE" } });
  });
});

describe("the Gateway", () => {
  it("takes name, hosts, port and selector from the release", () => {
    const { metadata, spec } = gatewayManifest({
      namespace: "shop",
      gateway: {
        name: "front",
        hosts: ["shop.example.com", "*.example.org"],
        port: 8080,
        selector: { gw: "edge" },
      },
    });
    expect(metadata).to.deep.equal({ name: "front", namespace: "shop" });
    expect(spec).to.deep.equal({
      selector: { gw: "edge" },
      servers: [
        {
          port: { number: 8080, name: "http-8080", protocol: "HTTP" },
          hosts: ["shop.example.com", "*.example.org"],
        },
      ],
    });
  });

  it("is named after the namespace where the release gives it no name", () => {
    const { metadata } = gatewayManifest({ namespace: "shop", gateway: {} });
    expect(metadata.name).to.equal("shop-gateway");
  });

  it("serves TLS with the certificate of a named Secret, and redirects plain HTTP on request", () => {
    const tls = { credentialName: "shop-tls", redirect: true };
    const { spec } = gatewayManifest({ namespace: "shop", gateway: { tls, hosts: ["a.example"] } });
    expect(spec.servers).to.deep.equal([
      {
        port: { number: 443, name: "https-443", protocol: "HTTPS" },
        hosts: ["a.example"],
        tls: { mode: "SIMPLE", credentialName: "shop-tls", minProtocolVersion: "TLSV1_2" },
      },
      {
        port: { number: 80, name: "http-80", protocol: "HTTP" },
        hosts: ["a.example"],
        tls: { httpsRedirect: true },
      },
    ]);
  });

  it("takes TLS 1.3 alone where the release says so", () => {
    const tls = { credentialName: "shop-tls", minVersion: "1.3" as const };
    const [server] = gatewayManifest({ namespace: "shop", gateway: { tls } }).spec.servers ?? [];
    expect(server?.tls?.minProtocolVersion).to.equal("TLSV1_3");
  });

  it("hands its hosts to VirtualServices of some namespaces only, where it is told which", () => {
    const { spec } = gatewayManifest({
      namespace: "shop",
      gateway: { hosts: ["a.example"] },
      bindable: ["shop", "istio-system"],
      tcp: [{ port: 31400, hosts: ["queue.shop.svc.cluster.local"] }],
    });
    expect(spec.servers?.map(({ hosts }) => hosts)).to.deep.equal([
      ["shop/a.example", "istio-system/a.example"],
      ["shop/queue.shop.svc.cluster.local", "istio-system/queue.shop.svc.cluster.local"],
    ]);
  });

  it("lives in another namespace where the release says so, and listens for TCP services", () => {
    const host = "queue.shop.svc.cluster.local";
    const { metadata, spec } = gatewayManifest({
      namespace: "shop",
      gateway: { name: "edge", namespace: "istio-system" },
      http: false,
      tcp: [{ port: 31400, hosts: [host] }],
    });
    expect(metadata).to.deep.equal({ name: "edge", namespace: "istio-system" });
    expect(spec.servers).to.deep.equal([
      { port: { number: 31400, name: "tcp-31400", protocol: "TCP" }, hosts: [host] },
    ]);
  });
});
