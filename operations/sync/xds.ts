/**
 * The types of config that istiod sends to proxies, and which of them proxies must have taken of
 * what a release wrote. Pure.
 */
import { isInIstiod, stageOf, type Stage } from "../../model/kinds";
import type { Manifest } from "../../model/manifests/metadata";

/**
 * In the order in which istiod sends them to one proxy within a push (istio/istio,
 * pilot/pkg/xds/ads.go, PushOrder); other types come later. Each is the last part of a type URL.
 */
export const sentOrder = [
  "Cluster",
  "ClusterLoadAssignment",
  "Listener",
  "RouteConfiguration",
] as const;

/** A type of config that Envoy itself takes and acknowledges. */
export type XdsType = (typeof sentOrder)[number];

/** A type of which proxies must have taken the newest that a release wrote. */
export interface NeededType {
  readonly type: XdsType;
  /** Only gateways get it. */
  readonly gatewaysOnly?: boolean;
}

/**
 * The types that carry the objects of one stage, or of all stages. A version's new pods are in none
 * of them: config that names the pods reaches a proxy through the same stream as they do, and later,
 * and Envoy acknowledges a new subset only when it has the subset's pods.
 *
 * @param objects the planned objects of a primary cluster
 * @param stage left out: all stages
 */
export function neededTypes(objects: readonly Manifest[], stage?: Stage): NeededType[] {
  const needed = objects
    .filter((object) => isInIstiod(object) && (!stage || stageOf(object) === stage))
    .flatMap(typesOf);
  // What every proxy needs includes what gateways need.
  const all = new Set(needed.filter((one) => !one.gatewaysOnly).map(({ type }) => type));
  const some = new Set(needed.map(({ type }) => type).filter((type) => !all.has(type)));
  return [
    ...[...all].map((type) => ({ type })),
    ...[...some].map((type) => ({ type, gatewaysOnly: true })),
  ];
}

/**
 * Which kinds of objects reach proxies in which types (istio/istio, pilot/pkg/xds, the maps
 * `skipped…Configs` in cds.go, lds.go and rds.go).
 */
function typesOf(object: Manifest): NeededType[] {
  switch (object.kind) {
    case "DestinationRule":
    case "ServiceEntry":
      return [{ type: "Cluster" }];
    case "Gateway":
      return [
        { type: "Listener", gatewaysOnly: true },
        { type: "RouteConfiguration", gatewaysOnly: true },
      ];
    case "PeerAuthentication":
    case "AuthorizationPolicy":
      return [{ type: "Listener" }];
    case "VirtualService": {
      const { spec = {} } = object as { readonly spec?: Readonly<Record<string, unknown>> };
      const isTcp = "tcp" in spec || "tls" in spec;
      return [
        ...("http" in spec || !isTcp ? [{ type: "RouteConfiguration" as const }] : []),
        ...(isTcp ? [{ type: "Listener" as const }] : []),
      ];
    }
    default:
      return [];
  }
}

/** A nonce is `<time>/<number of the push><uuid>` (istio/istio, pilot/pkg/xds/discovery.go). */
const uuidLength = 36;

/**
 * The number of the push that a nonce is of. One istiod process counts its pushes, the same for all
 * proxies and types; numbers of two processes can't be compared.
 *
 * @returns 0 for no nonce, and for what a process sent before its first push
 */
export function pushOf(nonce: string | undefined): number {
  if (!nonce) return 0;
  const number = Number(nonce.slice(nonce.lastIndexOf("/") + 1, -uuidLength));
  return Number.isFinite(number) ? number : 0;
}
