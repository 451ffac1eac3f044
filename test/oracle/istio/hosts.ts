/*
 * Host names as Istio's Gateways and VirtualServices use them
 * (https://istio.io/latest/docs/reference/config/networking/gateway/#Server, pkg/config/host of
 * istiod).
 */

/** Whether every host that `narrow` means is meant by `wide`, too. */
function within(narrow: string, wide: string): boolean {
  if (!wide.startsWith("*")) return narrow === wide;
  const bare = narrow.startsWith("*") ? narrow.slice(1) : narrow;
  return bare.endsWith(wide.slice(1));
}

/** The hosts that both lists mean: of each pair that overlaps, the narrower one. */
export function intersection(left: readonly string[], right: readonly string[]): string[] {
  const both = left.flatMap((one) =>
    right.flatMap((other) => (within(one, other) ? [one] : within(other, one) ? [other] : [])),
  );
  return [...new Set(both)];
}

/** Whether two hosts, each with or without a wildcard, overlap. */
export function overlap(one: string, other: string): boolean {
  return within(one, other) || within(other, one);
}

/** Envoy's choice among domains: the exact one, else the longest wildcard that fits. */
export function bestDomain(domains: Iterable<string>, host: string): string | undefined {
  const fitting = [...domains].filter((domain) => within(host, domain));
  const exact = fitting.find((domain) => domain === host);
  return exact ?? fitting.sort((a, b) => b.length - a.length)[0];
}

/** The host without its port. */
export function withoutPort(host: string): string {
  return host.replace(/:\d+$/, "");
}

/**
 * Hosts of a Gateway's server that VirtualServices of a namespace may bind to
 * (`<namespace>/<host>`).
 */
export function hostsFor(hosts: readonly string[], own: string, namespace: string): string[] {
  return hosts.flatMap((host) => {
    const [first = "", second] = host.split("/");
    if (second === undefined) return [first];
    return first === "*" || (first === "." ? own : first) === namespace ? [second] : [];
  });
}

/** The host of a Gateway's server without the namespace that may bind to it. */
export function withoutScope(host: string): string {
  return host.split("/").at(-1) ?? host;
}

/** A host of a Service, in full: a name without dots is one of the object's own namespace. */
export function fullHost(host: string, namespace: string): string {
  return host.includes(".") || host.startsWith("*")
    ? host
    : `${host}.${namespace}.svc.cluster.local`;
}
