// The rule on destinations of routes: their hosts, ports and subsets exist. GR201 to GR204.
import { serviceHost } from "../../release/names";
import { show } from "../../problem";
import { nearest } from "../../schema/validate";
import type { RuleFinding } from "../finding";
import { originOfWeights } from "../origin";
import type { PlannedCluster, PlannedObjects } from "../planned-objects";
import {
  fullHost,
  routesOf,
  targetsOf,
  type PlannedRoute,
  type PlannedTarget,
} from "../planned-routes";

/**
 * Checks that each host, port and subset that a route names exists. Services of all clusters count,
 * because each cluster's istiod knows all of them.
 */
export function destinations(mesh: PlannedObjects): RuleFinding[] {
  const ports = servicePorts(mesh);
  const foreign = new Set(mesh.foreignHosts);
  return mesh.clusters.flatMap((cluster) => {
    const subsets = subsetsByHost(cluster);
    return cluster.virtualServices.flatMap(routesOf).flatMap((route) => [
      ...leadsNowhere(route),
      ...targetsOf(route, mesh.release).flatMap((target) => {
        // Others make its ports and subsets.
        if (foreign.has(target.destination.host)) return [];
        const missing = missingHost(target, ports);
        // A missing host has no subsets either.
        return missing.length > 0 ? missing : missingSubset(target, subsets);
      }),
    ]);
  });
}

/** Names of the subsets of each host in a cluster, by the full host. */
export function subsetsByHost({ destinationRules }: PlannedCluster): Map<string, string[]> {
  const subsets = new Map<string, string[]>();
  for (const { manifest } of destinationRules) {
    const host = fullHost(manifest.spec.host ?? "", manifest.metadata.namespace);
    const names = (manifest.spec.subsets ?? []).map(({ name }) => name);
    subsets.set(host, [...(subsets.get(host) ?? []), ...names]);
  }
  return subsets;
}

/** Ports of each Service and of each external host, by the full host. */
function servicePorts({ clusters }: PlannedObjects): Map<string, Set<number>> {
  const hosts = new Map<string, Set<number>>();
  for (const { manifest } of clusters.flatMap(({ services }) => services)) {
    const { name, namespace = "default" } = manifest.metadata;
    const host = serviceHost(name, namespace);
    const ports = hosts.get(host) ?? new Set();
    for (const { port } of manifest.spec.ports ?? []) ports.add(port);
    hosts.set(host, ports);
  }
  for (const { manifest } of clusters.flatMap(({ serviceEntries }) => serviceEntries))
    for (const host of manifest.spec.hosts)
      hosts.set(host, new Set(manifest.spec.ports.map(({ number }) => number)));
  return hosts;
}

function leadsNowhere(route: PlannedRoute): RuleFinding[] {
  const { redirect, directResponse, delegate } = route.spec as Record<string, unknown>;
  if ((route.spec.route?.length ?? 0) > 0 || redirect || directResponse || delegate) return [];
  return [
    {
      code: "GR204",
      origin: originOfWeights(route.origin),
      on: route.of,
      given: `${route.name} without a destination`,
      allowed: "at least one version with a weight above 0",
      fix: "give weight to a version that is declared and runs somewhere",
    },
  ];
}

function missingHost(
  { route, origin, destination }: PlannedTarget,
  known: ReadonlyMap<string, ReadonlySet<number>>,
): RuleFinding[] {
  const host = fullHost(destination.host, route.of.manifest.metadata.namespace);
  const ports = known.get(host);
  const port = destination.port?.number;
  const about = { origin, on: route.of };
  if (!ports)
    return [
      {
        ...about,
        code: "GR202",
        given: `${route.name} to ${host}, which is no Service of the release`,
        allowed: [...known.keys()].join(", ") || "the host of a Service",
        fix: "name a service of the release, or declare it",
      },
    ];
  if (port === undefined ? ports.size <= 1 : ports.has(port)) return [];
  return [
    {
      ...about,
      code: "GR203",
      given: `${route.name} to ${port === undefined ? "no port" : `port ${port}`} of ${host}`,
      allowed: [...ports].join(", "),
      fix: "name one of the Service's ports",
    },
  ];
}

function missingSubset(
  { route, origin, destination }: PlannedTarget,
  known: ReadonlyMap<string, readonly string[]>,
): RuleFinding[] {
  const { subset } = destination;
  const host = fullHost(destination.host, route.of.manifest.metadata.namespace);
  const names = known.get(host) ?? [];
  if (subset === undefined || names.includes(subset)) return [];
  const near = nearest(subset, names);
  return [
    {
      code: "GR201",
      origin,
      on: route.of,
      given: `${route.name} to the subset ${show(subset)} of ${host}, which no DestinationRule has`,
      allowed: names.join(", ") || "a version that runs somewhere",
      fix: near
        ? `did you mean "${near}"?`
        : `declare the version and place it in a cluster, or remove it from the route`,
    },
  ];
}
