// The objects that expose the app `hello` over every protocol.
import type { ServerCertificate } from "../../support/certificate";
import { type Manifest, protocolPorts, strictTls } from "./lab-parts";

/** The Secret that holds the certificate of `everyProtocol`. */
export const shopSecret = "/api/v1/namespaces/istio-system/secrets/lab-spec-shop";

/**
 * The app `hello` over every protocol and under STRICT mTLS: a Service `every`, and through the
 * gateway gRPC for the host grpc.example.com, TCP, and TLS with the certificate of a Secret for
 * shop.example.com, which goes on as HTTP/2.
 */
export function everyProtocol(space: string, { certificate, key }: ServerCertificate): Manifest[] {
  const named = (name: string) => ({ name: `every-${name}`, namespace: space });
  const istio = (kind: string, name: string, spec: object): Manifest => ({
    apiVersion: "networking.istio.io/v1",
    kind,
    metadata: named(name),
    spec,
  });
  const to = (port: number) => ({
    route: [{ destination: { host: `every.${space}.svc.cluster.local`, port: { number: port } } }],
  });
  const secret = shopSecret.slice(shopSecret.lastIndexOf("/") + 1);
  const tls = { mode: "SIMPLE", credentialName: secret };
  const shop = ["shop.example.com"];
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/tls",
      metadata: { name: secret, namespace: "istio-system" },
      stringData: { "tls.crt": certificate, "tls.key": key },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "every", namespace: space },
      spec: { selector: { app: "hello" }, ports: protocolPorts },
    },
    strictTls(space),
    istio("Gateway", "gateway", {
      selector: { istio: "ingressgateway" },
      servers: [
        { port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["grpc.example.com"] },
        { port: { number: 443, name: "https", protocol: "HTTPS" }, tls, hosts: shop },
        { port: { number: 31400, name: "tcp", protocol: "TCP" }, hosts: ["*"] },
      ],
    }),
    istio("VirtualService", "grpc", {
      hosts: ["grpc.example.com"],
      gateways: ["every-gateway"],
      http: [to(5001)],
    }),
    istio("VirtualService", "tcp", {
      hosts: ["*"],
      gateways: ["every-gateway"],
      tcp: [{ match: [{ port: 31400 }], ...to(5002) }],
    }),
    istio("VirtualService", "tls", { hosts: shop, gateways: ["every-gateway"], http: [to(5003)] }),
  ];
}
