/** The order in which istiod takes objects for one host: the first one counts. Pure. */
import type { Manifest } from "../../../model/manifests/metadata";
import type { KnownGateway } from "./gateway";
import type { Around, RoutesAt } from "./around";

/**
 * Compares two objects as istiod sorts them: the older one first; of two that were made in one
 * second, the one whose name comes first, then its namespace (`configCompareByCreationTime` in
 * Istio's pilot/pkg/model/config.go).
 */
export function byAge(one: Aged, other: Aged): number {
  return (
    compare(one.created ?? "9", other.created ?? "9") ||
    compare(one.name, other.name) ||
    compare(one.namespace, other.namespace)
  );
}

/** An object by its age and name. */
export interface Aged {
  /** RFC 3339; left out for one that does not exist yet. */
  readonly created?: string;
  readonly name: string;
  readonly namespace: string;
}

/** A Gateway by its age and name. */
export function agedGateway({ key, created }: KnownGateway): Aged {
  const [namespace = "", name = ""] = key.split("/");
  return { namespace, name, ...(created !== undefined && { created }) };
}

function agedRoutes({ object, created }: RoutesAt): Aged {
  const { name, namespace = "" } = object.metadata;
  return { name, namespace, ...(created !== undefined && { created }) };
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** Who sees a VirtualService at a place. */
export type Reach = "none" | "exported" | "public";

/**
 * Whether proxies of some namespaces see a VirtualService. Those that name the namespace come before
 * all public ones, whatever their age (`VirtualServicesForGateway` in Istio's
 * pilot/pkg/model/push_context.go). Without `exportTo` it counts as public, which is the mesh's
 * default, too.
 */
export function reachOf({ object }: RoutesAt, spaces: readonly string[]): Reach {
  const { exportTo = [] } = object.spec ?? {};
  const { namespace } = object.metadata;
  if (exportTo.length === 0 || exportTo.includes("*")) return "public";
  const named = exportTo.map((one) => (one === "." ? namespace : one));
  return spaces.some((one) => named.includes(one)) ? "exported" : "none";
}

/** Whether the VirtualService of another owner comes before one of the release, at one gateway or in the mesh. */
export function comesFirst(foreign: RoutesAt, own: RoutesAt, spaces: readonly string[]): boolean {
  if (reachOf(foreign, spaces) === "exported") return true;
  return byAge(agedRoutes(foreign), agedRoutes(own)) < 0;
}

/**
 * Whether another istiod than the release's may be the one that reads an object: it has the label of
 * another revision (`LabelsInRevision` in Istio's pkg/config/model.go).
 */
export function mayNotCount({ metadata }: Manifest, { plan }: Pick<Around, "plan">): boolean {
  const revision = metadata.labels?.["istio.io/rev"];
  if (revision === undefined) return false;
  const { injection = "enabled" } = plan.namespace;
  return revision !== (typeof injection === "string" ? "default" : injection.revision);
}
