import {
  exposureOf,
  gatewayHosts,
  isDelegated,
  isEvery,
  routesName,
  type ExposedPath,
} from "./exposure";
import type { DelegateArgs, EntryArgs } from "../manifests/entry";
import {
  gatewayName,
  gatewayNamespace,
  gatewayReference,
  meshEntryName,
  serviceHost,
} from "../release/names";
import type { Release } from "../release/release";

/**
 * The VirtualServices that hold the hosts of delegated services: one for each set of hosts that lead to the same
 * services, where the Gateway is, and one for each service's host inside the mesh.
 */
export function planEntries(release: Release): EntryArgs[] {
  const delegated = Object.keys(release.services).filter((name) => isDelegated(release, name));
  return [
    ...gatewayEntries(release, delegated),
    ...delegated.map((name) => meshEntry(release, name)),
  ];
}

function meshEntry(release: Release, service: string): EntryArgs {
  const { namespace } = release;
  return {
    namespace,
    name: meshEntryName(service),
    hosts: [serviceHost(service, namespace)],
    delegates: [{ name: routesName(release, service), namespace }],
  };
}

function gatewayEntries(release: Release, delegated: readonly string[]): EntryArgs[] {
  const byDelegates = new Map<string, { hosts: string[]; delegates: DelegateArgs[] }>();
  const hosts = new Set(delegated.flatMap((name) => exposureOf(release, name)?.hosts ?? []));
  for (const host of hosts) {
    const delegates = delegatesOf(release, delegated, host);
    const key = JSON.stringify(delegates);
    const group = byDelegates.get(key) ?? { hosts: [], delegates };
    group.hosts.push(host);
    byDelegates.set(key, group);
  }
  const all = gatewayHosts(release);
  return [...byDelegates.values()].map((group) => ({
    namespace: gatewayNamespace(release),
    name: entryName(release, group.hosts, group.hosts.length === all.length),
    gateway: gatewayReference(release, gatewayNamespace(release)),
    ...group,
  }));
}

/** The Gateway's name, with the first host behind it where the Gateway's hosts lead to different services. */
function entryName(release: Release, [host = ""]: readonly string[], all: boolean): string {
  const name = gatewayName(release);
  return all ? name : `${name}-${host.replace("*", "any").replaceAll(".", "-")}`;
}

/** Who gets which paths of a host: exact paths first, then prefixes from the longest on, then every other path. */
function delegatesOf(release: Release, delegated: readonly string[], host: string): DelegateArgs[] {
  const { namespace } = release;
  return delegated
    .flatMap((service) => {
      const exposure = exposureOf(release, service);
      if (!exposure?.hosts.includes(host)) return [];
      const to = { name: routesName(release, service), namespace };
      const { paths } = exposure;
      if (paths.length === 0) return [to];
      return paths.map((path) => (isEvery(path) ? to : { ...to, path }));
    })
    .sort((a: DelegateArgs, b: DelegateArgs) => rank(b.path) - rank(a.path));
}

function rank(path: ExposedPath | undefined): number {
  if (!path) return -1;
  return "exact" in path ? Number.MAX_SAFE_INTEGER : path.prefix.length;
}
