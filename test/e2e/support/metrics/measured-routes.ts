// Where the requests of the spec of metrics go.
import { type Manifest, protocolPorts } from "../lab-parts";

/** Namespace of the spec. */
export const space = "lab-metrics-spec";

/** Host by which the gateway knows its routes. */
export const host = "metrics.lab.example";

const service = `hello.${space}.svc.cluster.local`;

/** Services, routes and subsets: `/none` goes to a version without pods, `/deaf` to a port on which nobody listens. */
export function routes(): Manifest[] {
  const metadata = { name: "hello", namespace: space };
  const mesh = "networking.istio.io/v1";
  const to = (destination: object) => [{ destination }];
  return [
    {
      apiVersion: mesh,
      kind: "Gateway",
      metadata,
      spec: {
        selector: { istio: "ingressgateway" },
        servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: [host] }],
      },
    },
    {
      apiVersion: mesh,
      kind: "DestinationRule",
      metadata,
      spec: { host: service, subsets: [{ name: "none", labels: { version: "v9" } }] },
    },
    {
      apiVersion: mesh,
      kind: "VirtualService",
      metadata,
      spec: {
        hosts: [host],
        gateways: ["hello"],
        http: [
          {
            match: [{ uri: { prefix: "/none" } }],
            route: to({ host: service, subset: "none", port: { number: 5000 } }),
          },
          {
            match: [{ uri: { prefix: "/deaf" } }],
            route: to({ host: `deaf.${space}.svc.cluster.local`, port: { number: 80 } }),
          },
          {
            match: [{ uri: { prefix: "/grpc" } }],
            route: to({ host: service, port: { number: 5001 } }),
          },
          { route: to({ host: service, port: { number: 5000 } }) },
        ],
      },
    },
  ];
}

/** The Services that routes name. */
export function services(): Manifest[] {
  const made = (name: string, selector: object, ports: object): Manifest => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: space },
    spec: { selector, ports },
  });
  return [
    made("hello", { app: "hello" }, protocolPorts.slice(0, 2)),
    made("deaf", { app: "deaf" }, [{ name: "http", port: 80, targetPort: 5999 }]),
  ];
}

/** A pod outside of the mesh: its callers' proxies open connections to its ports themselves. */
export function deaf(): Manifest {
  const pod = { app: "deaf", version: "v1", "sidecar.istio.io/inject": "false" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "deaf", namespace: space },
    spec: {
      selector: { matchLabels: { app: "deaf" } },
      template: {
        metadata: { labels: pod },
        spec: { containers: [{ name: "deaf", image: "example.com/deaf:1" }] },
      },
    },
  };
}
