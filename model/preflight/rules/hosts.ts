// The rule on hosts: Gateways serve them, and each has one VirtualService. GR220 to GR224.
import { serves } from "../../plan/exposure";
import type { Path } from "../../problem";
import type { RuleFinding } from "../finding";
import type { PlannedCluster, PlannedObjects, PlannedRoutes } from "../planned-objects";
import { fullGateway, isServiceHost } from "../../release/names";
import { fullHost, gatewaysOf } from "../planned-routes";

/**
 * Checks that the Gateways that VirtualServices name exist and serve their hosts, and that no two
 * VirtualServices have one host at a gateway.
 */
export function hosts(mesh: PlannedObjects): RuleFinding[] {
  return mesh.clusters.flatMap((cluster) => [
    ...cluster.virtualServices.flatMap((of) => namedGateways(of, cluster, mesh.foreignGateways)),
    ...mesh.foreignGateways.flatMap((name) => foreignGateway(name, cluster)),
    ...sharedHosts(cluster),
  ]);
}

function namedGateways(
  of: PlannedRoutes,
  cluster: PlannedCluster,
  foreign: readonly string[],
): RuleFinding[] {
  const names = gatewaysOf(of).filter((name) => name !== "mesh");
  const served = names.map((name) => ({
    name,
    hosts: servedHosts(cluster, name, of.manifest.metadata.namespace ?? "default"),
  }));
  const known = served.flatMap(({ name, hosts }) => (hosts ? [{ name, hosts }] : []));
  // Nothing is known of what a Gateway of others serves.
  const told = known.length === names.length ? unserved(of, known) : [];
  return [
    ...told,
    ...served.flatMap(({ name, hosts }): RuleFinding[] => {
      if (hosts || foreign.includes(name)) return [];
      return [
        {
          code: "GR220",
          origin: ["gateway"],
          on: of,
          given: `the Gateway ${name}, which does not exist`,
          allowed: "the Gateway of the release",
          fix: "leave gateway.create out, so that the release makes it",
        },
      ];
    }),
  ];
}

/** The Gateway that another owner must make so that requests reach the routes. */
function foreignGateway(name: string, { virtualServices }: PlannedCluster): RuleFinding[] {
  const named = virtualServices.filter((of) => gatewaysOf(of).includes(name));
  const [first] = named;
  if (!first) return [];
  const needed = new Set(named.flatMap(gatewayHosts));
  return [
    {
      code: "GR221",
      origin: ["gateway"],
      on: first,
      given: `the Gateway ${name}, which belongs to another owner`,
      allowed: "a Gateway that serves the hosts",
      fix: `make sure that ${name} exists in every primary cluster and serves ${[...needed].join(", ")}`,
    },
  ];
}

/** The hosts of a VirtualService at its gateways, without the host of calls inside the mesh. */
function gatewayHosts({ manifest }: PlannedRoutes): string[] {
  const { hosts = [], gateways = [] } = manifest.spec;
  if (!gateways.includes("mesh") || hosts.length === 1) return hosts;
  return hosts.filter((host) => !isServiceHost(host));
}

/** Each host must be one of some Gateway; of several Gateways each takes those that it serves. */
function unserved(
  of: PlannedRoutes,
  gateways: readonly { readonly name: string; readonly hosts: readonly string[] }[],
): RuleFinding[] {
  if (gateways.length === 0) return [];
  const { namespace } = of.manifest.metadata;
  const served = [...new Set(gateways.flatMap(({ hosts }) => hosts))];
  const names = gateways.map(({ name }) => name);
  const none =
    names.length > 1
      ? `none of the Gateways ${names.join(", ")} serves`
      : `the Gateway ${names.join()} does not serve`;
  return gatewayHosts(of)
    .filter((host) => !served.some((wide) => serves(wide, fullHost(host, namespace))))
    .map((host) => ({
      code: "GR222",
      origin: exposure(of),
      on: of,
      given: `the host ${host}, which ${none}`,
      allowed: served.join(", "),
      fix: `add ${host} to gateway.hosts, or remove it from expose.hosts`,
    }));
}

/** The place where the user sets the hosts of an exposed service. */
function exposure({ origin, routes }: PlannedRoutes): Path {
  return origin[0] === "services" ? [...origin, "expose"] : (routes[0] ?? origin);
}

/**
 * Hosts that a Gateway serves for VirtualServices of a namespace; undefined if there is no such
 * Gateway.
 */
function servedHosts(
  { gateways }: PlannedCluster,
  name: string,
  namespace: string,
): string[] | undefined {
  const found = gateways.find(
    ({ manifest: { metadata } }) => fullGateway(metadata.name, metadata.namespace) === name,
  );
  const own = found?.manifest.metadata.namespace;
  return found?.manifest.spec.servers?.flatMap(({ hosts }) =>
    hosts.flatMap((host) => {
      const [scope = "", bare] = host.split("/");
      if (bare === undefined) return [host];
      return scope === "*" || (scope === "." ? own : scope) === namespace ? [bare] : [];
    }),
  );
}

function sharedHosts(cluster: PlannedCluster): RuleFinding[] {
  const owners = new Map<string, PlannedRoutes>();
  return cluster.virtualServices.flatMap((of) =>
    gatewaysOf(of).flatMap((gateway) =>
      (of.manifest.spec.hosts ?? []).flatMap((host): RuleFinding[] => {
        const key = `${gateway} ${fullHost(host, of.manifest.metadata.namespace)}`;
        const owner = owners.get(key);
        owners.set(key, owner ?? of);
        if (!owner || owner === of) return [];
        const { name, namespace } = owner.manifest.metadata;
        return [
          {
            code: gateway === "mesh" ? "GR223" : "GR224",
            origin: of.origin,
            on: of,
            given: `the host ${host}, which the VirtualService ${namespace}/${name} has too`,
            allowed: `each host in one VirtualService ${gateway === "mesh" ? "of the mesh" : "of a Gateway"}`,
            fix: "expose the services under hosts of their own, or set gateway.delegate",
          },
        ];
      }),
    ),
  );
}
