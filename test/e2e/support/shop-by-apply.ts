// A public shop on the lab, as a client-side `kubectl apply` makes it.
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import type { LabCluster } from "../../../lab/lab";
import { objectPath } from "../../../kubernetes/object-path";
import { asApplied } from "../../support/shops/adopted";
import { istioOf, type Full, type Shop } from "../../support/shops/parts";

/** A Gateway, and a VirtualService that leads from it to a shop under a host. */
export function entryOf({ namespace, entry }: Shop, host: string): Full[] {
  const destination = { host: entry.service, port: { number: entry.port } };
  return [
    istioOf(namespace, "Gateway", "front", {
      selector: { istio: "ingressgateway" },
      servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: [host] }],
    }),
    istioOf(namespace, "VirtualService", `${entry.service}-front`, {
      hosts: [host],
      gateways: ["front"],
      http: [{ route: [{ destination }] }],
    }),
  ];
}

/** Applies objects as `kubectl apply` without `--server-side` does. */
export async function applyByHand(
  { kubeconfig }: Pick<LabCluster, "kubeconfig">,
  objects: readonly Full[],
): Promise<void> {
  const client = clientOf(kubeconfig);
  for (const object of objects) {
    const path = objectPath(object);
    await client.create(
      `${path.slice(0, path.lastIndexOf("/"))}?fieldManager=kubectl-client-side-apply`,
      asApplied(object),
    );
  }
}
