import { findKind, pluralOf } from "../model/kinds";
import type { KubeObject } from "./client";

/** Kinds without a namespace that no release makes; the lab applies them. */
const clusterScoped = new Set([
  "Node",
  "CustomResourceDefinition",
  "ClusterRole",
  "ClusterRoleBinding",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
]);

/**
 * The REST path of an object.
 *
 * @throws TypeError when the object lacks its apiVersion, kind or name.
 */
export function objectPath(object: Pick<KubeObject, "apiVersion" | "kind" | "metadata">): string {
  if (!object.metadata?.name) throw incomplete();
  return `${listPath(object)}/${object.metadata.name}`;
}

/**
 * The REST path of all objects of a kind, in the namespace of the given one.
 *
 * @throws TypeError when the object lacks its apiVersion or kind.
 */
export function listPath({
  apiVersion,
  kind,
  metadata,
}: Omit<KubeObject, "metadata"> & { metadata: { namespace?: string } }): string {
  if (!apiVersion || !kind) throw incomplete();
  const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const facts = findKind(kind);
  const whole = facts?.clusterScoped ?? clusterScoped.has(kind);
  const space = whole ? "" : `/namespaces/${metadata.namespace ?? "default"}`;
  return `${base}${space}/${facts?.plural ?? pluralOf(kind)}`;
}

function incomplete(): TypeError {
  return new TypeError("A Kubernetes object needs apiVersion, kind and metadata.name.");
}
