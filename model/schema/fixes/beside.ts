// Keys of what a release does not run as a version, which users look for in a service or a version, and the fix.

/** What a release does not make, by the keys of Kubernetes, in lower case, with which users ask for it. */
const asks: Readonly<Record<string, readonly string[]>> = {
  "a headless Service": ["headless", "clusterip", "publishnotreadyaddresses"],
  "a StatefulSet": ["statefulset", "volumeclaimtemplates", "podmanagementpolicy", "servicename"],
  "another kind of workload": ["kind", "daemonset", "workload"],
};

/**
 * The fix for a key by which a user asks for a headless Service, a StatefulSet or another kind of
 * workload; undefined for any other key. The pods of a StatefulSet have names of their own, by which
 * callers choose one: so no proxy can split their calls by weight
 * (https://kubernetes.io/docs/concepts/services-networking/service/#headless-services).
 *
 * @param known the keys of the mapping in which it stands
 */
export function besideFix(key: string, known: readonly string[]): string | undefined {
  // The keys that tell a service and a version from all other mappings.
  if (!known.includes("versions") && !known.includes("image")) return undefined;
  const [what] = Object.entries(asks).find(([, keys]) => keys.includes(key.toLowerCase())) ?? [];
  if (what === undefined) return undefined;
  return (
    `remove it: a release splits calls among Deployments behind one ordinary Service, and makes no headless Service and no StatefulSet. ` +
    `Make ${what} beside the release, in \`manifests\` under a name of its own; callers reach its pods without weights`
  );
}

/** Keys by which other tools name a host in place of pods, in lower case. */
const hostKeys = ["host", "hosts", "hostname", "externalname", "address", "url"];

/**
 * The fix for a key by which a user makes a version of a Service of others or of a host outside the
 * mesh; undefined for any other key.
 *
 * @param known the keys of the mapping in which it stands
 */
export function outsideFix(key: string, known: readonly string[]): string | undefined {
  if (!known.includes("image") || !hostKeys.includes(key.toLowerCase())) return undefined;
  return "a version has pods of the release. Move what has a host into `outside` of the service, beside versions: `outside: { <name>: { host: … } }`";
}
