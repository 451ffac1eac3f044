// Plans the root VirtualServices, which hold hosts and delegate to the VirtualServices of services.
import type { DelegateArgs, RootRouteArgs } from "../manifests/root-route";
import { hostInName, meshRootName } from "../release/names";
import type { ExposedPath } from "../release/gateway";
import {
  gatewayReference,
  isEvery,
  isSameGateway,
  type Entrances,
  type Exposure,
  type ResolvedGateway,
  type ServiceEntrance,
} from "./exposure";

/**
 * One root VirtualService beside each Gateway for each set of hosts that lead to the same services,
 * and one for each delegated service's host inside the mesh.
 */
export function planRootRoutes({ namespace, gateways, services }: Entrances): RootRouteArgs[] {
  const delegated = services.filter((service) => service.delegated);
  return [
    ...gateways.flatMap((gateway) => gatewayEntries(namespace, gateway, delegated)),
    ...delegated.map((service) => meshEntry(namespace, service)),
  ];
}

function meshEntry(namespace: string, { name, host, routesName }: ServiceEntrance): RootRouteArgs {
  return {
    namespace,
    name: meshRootName(name),
    hosts: [host],
    delegates: [{ name: routesName, namespace }],
  };
}

function gatewayEntries(
  namespace: string,
  gateway: ResolvedGateway,
  delegated: readonly ServiceEntrance[],
): RootRouteArgs[] {
  const byDelegates = new Map<string, { hosts: string[]; delegates: DelegateArgs[] }>();
  const ways = delegated.flatMap(({ exposures, routesName }) =>
    exposures
      .filter(({ gateway: from }) => isSameGateway(from, gateway))
      .map((one) => ({ ...one, routesName })),
  );
  const hosts = new Set(ways.flatMap((one) => one.hosts));
  for (const host of hosts) {
    const delegates = delegatesOf(namespace, ways, host);
    const key = JSON.stringify(delegates);
    const group = byDelegates.get(key) ?? { hosts: [], delegates };
    group.hosts.push(host);
    byDelegates.set(key, group);
  }
  const groups = [...byDelegates.values()];
  const whole = wholeGroup(gateway, groups);
  return groups.map((group) => ({
    namespace: gateway.namespace,
    name: group === whole ? gateway.name : entryName(gateway, group.hosts),
    gateway: gatewayReference(gateway, gateway.namespace),
    ...group,
  }));
}

/**
 * The hosts that get the Gateway's name alone: all of them, or as many, such as one host under `*`.
 * Only one of several groups can have it.
 */
function wholeGroup<G extends { readonly hosts: readonly string[] }>(
  { hosts: all }: ResolvedGateway,
  groups: readonly G[],
): G | undefined {
  const asMany = groups.filter(({ hosts }) => hosts.length === all.length);
  return asMany.find(({ hosts }) => hosts.every((host) => all.includes(host))) ?? asMany[0];
}

/** The Gateway's name, followed by the first host: hosts of the Gateway lead to different services. */
function entryName({ name }: ResolvedGateway, hosts: readonly string[]): string {
  const [host = ""] = hosts;
  return `${name}-${hostInName(host)}`;
}

/**
 * The delegates of a host in the order of their paths: exact paths first, then prefixes from the
 * longest to the shortest, then the delegate for every other path. Of the same text, `pathPrefix` is
 * narrower than `prefix`, and wider than `prefix` with a `/` at its end.
 */
function delegatesOf(
  namespace: string,
  ways: readonly (Exposure & Pick<ServiceEntrance, "routesName">)[],
  host: string,
): DelegateArgs[] {
  return ways
    .flatMap(({ hosts, paths, routesName }) => {
      if (!hosts.includes(host)) return [];
      const to = { name: routesName, namespace };
      if (paths.length === 0) return [to];
      return paths.map((path) => (isEvery(path) ? to : { ...to, path }));
    })
    .sort((a: DelegateArgs, b: DelegateArgs) => rank(b.path) - rank(a.path));
}

function rank(path: ExposedPath | undefined): number {
  if (!path) return -1;
  if ("exact" in path) return Number.MAX_SAFE_INTEGER;
  return "prefix" in path ? path.prefix.length : path.pathPrefix.length + 0.5;
}
