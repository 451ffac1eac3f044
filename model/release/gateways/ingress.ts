// What a cluster says of the ways to the gateways of a release.
import type { Cluster } from "../cluster";
import type { DeclaredGateway } from "./declared";

/** What a cluster's key `ingress` says of a gateway; undefined: nothing. */
export function ingressOf(
  { ingress }: Pick<Cluster, "ingress">,
  { key }: Pick<DeclaredGateway, "key">,
): string | undefined {
  // A text is the way to the only gateway (GR306).
  if (typeof ingress !== "object") return ingress;
  return key !== undefined && Object.hasOwn(ingress, key) ? ingress[key] : undefined;
}

/** Whether a way to a gateway is an address, and not a Service. */
export function isAddress(way: string): boolean {
  return /^https?:/.test(way);
}
