import { serviceHost } from "../../names";
import type { DestinationRuleManifest } from "../../manifests/traffic-policy";
import type { RuleFinding } from "../finding";
import type { Planned, PlannedCluster, PlannedObjects } from "../planned-objects";
import { carries, deploymentsOf, podLabels } from "../pods";
import { fullHost, routesOf, targetsOf, type PlannedTarget } from "../routes";

type Subset = NonNullable<DestinationRuleManifest["spec"]["subsets"]>[number];

/** A subset, the rule that holds it, and its host in full. */
interface Owned {
  readonly of: Planned<DestinationRuleManifest>;
  readonly subset: Subset;
  readonly host: string;
}

/** Each subset stands once, chooses something by labels, and has pods where a route names it. */
export function subsets(mesh: PlannedObjects): RuleFinding[] {
  return mesh.clusters.flatMap((cluster) => {
    const owned = subsetsOf(cluster);
    const targets = cluster.virtualServices
      .flatMap(routesOf)
      .flatMap((route) => targetsOf(route, mesh.release));
    return [
      ...cluster.destinationRules.flatMap((of) => unknownHost(of, mesh)),
      ...duplicates(owned),
      ...owned.flatMap(unlabelled),
      ...owned.flatMap((one) => withoutPods(one, targets, mesh)),
    ];
  });
}

function subsetsOf({ destinationRules }: PlannedCluster): Owned[] {
  return destinationRules.flatMap((of) =>
    (of.manifest.spec.subsets ?? []).map((subset) => ({ of, subset, host: hostOf(of) })),
  );
}

function hostOf({ manifest }: Planned<DestinationRuleManifest>): string {
  return fullHost(manifest.spec.host ?? "", manifest.metadata.namespace);
}

function unknownHost(
  of: Planned<DestinationRuleManifest>,
  { clusters }: PlannedObjects,
): RuleFinding[] {
  const known = clusters
    .flatMap(({ services }) => services)
    .map(({ manifest: { metadata } }) =>
      serviceHost(metadata.name, metadata.namespace ?? "default"),
    );
  if (known.includes(hostOf(of))) return [];
  return [
    {
      code: "GR209",
      origin: of.origin,
      on: of,
      given: `the host ${hostOf(of)}, which is no Service of the release`,
      allowed: [...new Set(known)].join(", "),
      fix: "name a service of the release, or declare it",
    },
  ];
}

function duplicates(owned: readonly Owned[]): RuleFinding[] {
  const seen = new Map<string, Owned>();
  return owned.flatMap((one): RuleFinding[] => {
    const key = `${one.host}/${one.subset.name}`;
    const other = seen.get(key);
    seen.set(key, other ?? one);
    if (!other) return [];
    return [
      {
        code: "GR205",
        origin: one.of.origin,
        on: one.of,
        given: `the subset ${one.subset.name} of ${one.host}, which ${other.of.manifest.metadata.name} has too`,
        allowed: "each subset of a host once",
        fix: "rename one of the two versions",
      },
    ];
  });
}

function unlabelled({ of, subset }: Owned): RuleFinding[] {
  if (Object.keys(subset.labels ?? {}).length > 0) return [];
  return [
    {
      code: "GR206",
      origin: of.origin,
      on: of,
      given: `the subset ${subset.name} without labels`,
      allowed: "the labels of the version's pods",
      fix: "give it the label version",
    },
  ];
}

function withoutPods(
  { of, subset, host }: Owned,
  targets: readonly PlannedTarget[],
  mesh: PlannedObjects,
): RuleFinding[] {
  const service = mesh.clusters
    .flatMap(({ services }) => services)
    .map(({ manifest }) => manifest)
    .find(({ metadata }) => serviceHost(metadata.name, metadata.namespace ?? "default") === host);
  if (!service) return [];
  const pods = deploymentsOf(service, mesh).some(
    (one) => carries(podLabels(one), subset.labels ?? {}) && (one.manifest.spec.replicas ?? 1) > 0,
  );
  if (pods) return [];
  const naming = targets.filter(({ destination, route }) => {
    const { namespace } = route.of.manifest.metadata;
    return destination.subset === subset.name && fullHost(destination.host, namespace) === host;
  });
  const told = {
    allowed: "pods with its labels in some cluster",
    fix: "place the version in a cluster, with replicas of at least 1",
  };
  if (naming.length === 0)
    return [
      {
        ...told,
        code: "GR208",
        origin: of.origin,
        on: of,
        given: `the subset ${subset.name} without pods`,
      },
    ];
  return naming.map(({ route, origin }) => ({
    code: "GR207",
    origin,
    on: route.of,
    given: `${route.name} to the subset ${subset.name} of ${host}, which has no pods`,
    allowed: told.allowed,
    fix: `${told.fix}, or take it out of the route`,
  }));
}
