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
});
