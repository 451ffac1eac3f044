/** Tells objects that this release made, or replaces, from those of other owners. Pure. */
import type { LiveObject } from "../../../model/live-object";
import { fieldManager } from "../../../model/manifests/ownership";
import { fullGateway } from "../../../model/preflight/planned-routes";
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
  return object.kind !== "VirtualService" || leadsInto(object, namespace);
}

/** Whether a VirtualService leads to the Services or delegates of a namespace. */
function leadsInto({ metadata, spec = {} }: LiveVirtualService, namespace: string): boolean {
  const space = metadata.namespace ?? "";
  const suffix = `.${namespace}.svc.cluster.local`;
  const routes = [...(spec.http ?? []), ...(spec.tcp ?? []), ...(spec.tls ?? [])];
  const hosts = routes.flatMap(({ route = [] }) =>
    route.map(({ destination }) => fullHost(destination?.host ?? "", space)),
  );
  const delegates = (spec.http ?? []).flatMap(({ delegate }) => delegate ?? []);
  // Redirects and direct answers lead nowhere; then the namespace of the object decides.
  if (hosts.length + delegates.length === 0) return space === namespace;
  return (
    hosts.some((host) => host.endsWith(suffix)) ||
    delegates.some((one) => (one.namespace ?? space) === namespace)
  );
}

/** The full names of the gateways that VirtualServices of the release name. */
export function ownGateways(own: readonly LiveVirtualService[]): ReadonlySet<string> {
  return new Set(
    own.flatMap(({ metadata, spec }) =>
      (spec?.gateways ?? []).map((name) => fullGateway(name, metadata.namespace)),
    ),
  );
}
