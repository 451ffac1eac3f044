// The public shops that are adopted, with what leads requests to them.
import {
  istioOf,
  namespaceOf,
  deploymentOf,
  env,
  serviceOf,
  type Full,
  type Shop,
} from "../../test/support/shops/parts";
import { bookinfo } from "../../test/support/shops/bookinfo";
import { boutique } from "../../test/support/shops/boutique";
import { podinfo } from "../../test/support/shops/podinfo";
import { sockShop } from "../../test/support/shops/sock-shop";

/** A shop, and the host under which the gateway leads to it. */
export interface ServedShop {
  readonly name: string;
  readonly shop: Shop;
  readonly host: string;
  readonly objects: readonly Full[];
}

/** The four public shops. BookInfo brings a Gateway of its own. */
export function shops(): ServedShop[] {
  const hostOf = (name: string) => `${name}.shops.example`;
  return [
    served("boutique", boutique(), hostOf("boutique"), true),
    served("podinfo", podinfo(), hostOf("podinfo"), true),
    served("sock-shop", sockShop(), hostOf("sock-shop"), true),
    served("bookinfo", bookinfo("bookinfo", hostOf("bookinfo")), hostOf("bookinfo"), false),
  ];
}

function served(name: string, shop: Shop, host: string, lacksEntry: boolean): ServedShop {
  return { name, shop, host, objects: [...shop.objects, ...(lacksEntry ? entry(shop, host) : [])] };
}

function entry({ namespace, entry }: Shop, host: string): Full[] {
  const destination = { host: entry.service, port: { number: entry.port } };
  return [
    gateway(namespace, host),
    istioOf(namespace, "VirtualService", `${entry.service}-front`, {
      hosts: [host],
      gateways: ["front"],
      http: [{ route: [{ destination }] }],
    }),
  ];
}

function gateway(namespace: string, host: string): Full {
  return istioOf(namespace, "Gateway", "front", {
    selector: { istio: "ingressgateway" },
    servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: [host] }],
  });
}

/** Ports of databases and queues, which do not answer HTTP requests. */
const connections = new Set([27017, 6379, 5672, 9090]);

/**
 * A service in a namespace of its own that calls every HTTP and gRPC service of a shop with each
 * request that it gets, so that its sidecar is a caller inside the mesh.
 */
export function callerOf({ name, shop }: ServedShop, host: string): Full[] {
  const namespace = `${name}-caller`;
  const urls = shop.objects.flatMap(({ kind, metadata, spec }) => {
    if (kind !== "Service") return [];
    const { ports } = spec as { ports: { port: number }[] };
    return ports
      .filter(({ port }) => !connections.has(port))
      .map(({ port }) => `http://${metadata.name}.${shop.namespace}:${port}/`);
  });
  const labels = { app: "caller", version: "v1" };
  return [
    namespaceOf(namespace),
    deploymentOf(namespace, "caller", {
      labels,
      containers: [
        {
          name: "caller",
          image: "example.com/caller:1",
          ports: [{ containerPort: 8080 }],
          env: env({ upstream_url: urls.join(" ") }),
        },
      ],
    }),
    serviceOf(namespace, "caller", { app: "caller" }, [{ name: "http", port: 8080 }]),
    gateway(namespace, host),
    istioOf(namespace, "VirtualService", "caller", {
      hosts: [host],
      gateways: ["front"],
      http: [{ route: [{ destination: { host: "caller", port: { number: 8080 } } }] }],
    }),
  ];
}
