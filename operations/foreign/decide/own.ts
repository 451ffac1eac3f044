/** Tells objects that this release made, or replaces, from those of other owners. Pure. */
import type { LiveObject } from "../../../model/live-object";
import { fieldManager } from "../../../model/manifests/ownership";
import { fullGateway } from "../../../model/release/names";
import { replacedMark } from "../../adopt/decide/replaced";
import { fullHost } from "../../adopt/decide/hosts";
import type { LiveVirtualService } from "../live";

/**
 * Whether an object that the plan does not name belongs to the release nevertheless: an earlier
 * update made it, and the engine deletes it at the end of this one; or an adoption marked it, and
 * removes it. A VirtualService of the project's field manager that leads to another namespace is
 * one of another release.
 */
export function isOwn(object: LiveObject, namespace: string): boolean {
  const { annotations = {}, managedFields = [] } = object.metadata;
  if (annotations[replacedMark] !== undefined) return true;
  if (!managedFields.some(({ manager }) => manager === fieldManager)) return false;
  return object.kind !== "VirtualService" || belongsTo(object, namespace);
}

/** Whether a VirtualService is in a namespace, or leads to its Services or delegates. */
function belongsTo({ metadata, spec = {} }: LiveVirtualService, namespace: string): boolean {
  const space = metadata.namespace ?? "";
  // One of the namespace may lead outside alone, or answer by itself.
  if (space === namespace) return true;
  const suffix = `.${namespace}.svc.cluster.local`;
  const routes = [...(spec.http ?? []), ...(spec.tcp ?? []), ...(spec.tls ?? [])];
  return (
    routes.some(({ route = [] }) =>
      route.some(({ destination }) => fullHost(destination?.host ?? "", space).endsWith(suffix)),
    ) ||
    (spec.http ?? []).some(
      ({ delegate }) => delegate && (delegate.namespace ?? space) === namespace,
    )
  );
}

/**
 * The full names of the gateways that some VirtualServices name. A Gateway says nothing of its
 * release: one of the project's field manager is this release's own, unless VirtualServices of others
 * name it. Those of this release may not name it any more, if an update broke off.
 */
export function namedGateways(routes: readonly LiveVirtualService[]): ReadonlySet<string> {
  return new Set(
    routes.flatMap(({ metadata, spec }) =>
      (spec?.gateways ?? []).map((name) => fullGateway(name, metadata.namespace)),
    ),
  );
}
