import type { KubeObject } from "./kube-client";

/** Kinds without a namespace among those that the lab applies. */
const clusterScoped = new Set([
  "Namespace",
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
export function objectPath({ apiVersion, kind, metadata }: KubeObject): string {
  if (!apiVersion || !kind || !metadata?.name) {
    throw new TypeError("A Kubernetes object needs apiVersion, kind and metadata.name.");
  }
  const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const space = clusterScoped.has(kind) ? "" : `/namespaces/${metadata.namespace ?? "default"}`;
  return `${base}${space}/${plural(kind)}/${metadata.name}`;
}

/** English plural of a kind, in lower case, as the API's paths use it. */
function plural(kind: string): string {
  const word = kind.toLowerCase();
  if (word.endsWith("s") || word.endsWith("x") || word.endsWith("ch")) return `${word}es`;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return `${word}s`;
}
