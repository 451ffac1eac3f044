// The rule on subsets: each has a Service, labels and pods, and exists once. GR205 to GR209.
import { carries } from "../../release/labels";
import { serviceHost } from "../../release/names";
import type { ServiceManifest } from "../../manifests/service";
import type { DestinationRuleManifest } from "../../manifests/traffic-policy";
import type { RuleFinding } from "../finding";
import type { Planned, PlannedCluster, PlannedObjects } from "../planned-objects";
import { isIn, podsOf, type Pods } from "../pods";
import { fullHost, routesOf, targetsOf, type PlannedTarget } from "../planned-routes";

type Subset = NonNullable<DestinationRuleManifest["spec"]["subsets"]>[number];

/** A subset, its DestinationRule, and its full host. */
interface Owned {
  readonly of: Planned<DestinationRuleManifest>;
  readonly subset: Subset;
  readonly host: string;
}

/**
 * Whether some cluster has pods with these labels in the Service of a host; undefined if there is
 * no such Service.
 */
type HasPods = (host: string, labels: Subset["labels"]) => boolean | undefined;

/** The facts with which the rule compares the subsets of one cluster. */
interface Context {
  readonly hasPods: HasPods;
  /** The destinations that name a subset, by `<host>/<subset>`. */
  readonly targets: ReadonlyMap<string, readonly PlannedTarget[]>;
}

/**
 * Checks that each DestinationRule has a Service, and that each subset exists once, has labels, and
 * has pods.
 */
export function subsets(mesh: PlannedObjects): RuleFinding[] {
  const services = servicesByHost(mesh);
  const hasPods = lookForPods(services, podsOf(mesh));
  return mesh.clusters.flatMap((cluster) => {
    const owned = subsetsOf(cluster);
    const context: Context = { hasPods, targets: targetsBySubset(cluster, mesh) };
    return [
      ...cluster.destinationRules
        .filter((of) => !isExternal(hostOf(of), cluster))
        .flatMap((of) => unknownHost(of, services)),
      ...duplicates(owned),
      ...owned.flatMap(unlabelled),
      ...owned.flatMap((one) => withoutPods(one, context)),
    ];
  });
}

/** Looks for the pods of each subset only once, although every primary cluster has the subset. */
function lookForPods(
  services: ReadonlyMap<string, ServiceManifest>,
  pods: readonly Pods[],
): HasPods {
  const known = new Map<string, boolean | undefined>();
  return (host, labels = {}) => {
    const key = `${host} ${JSON.stringify(labels)}`;
    if (!known.has(key)) {
      const service = services.get(host);
      const has = (one: Pods) =>
        service && one.exist && carries(one.labels, labels) && isIn(service, one);
      known.set(key, service && pods.some(has));
    }
    return known.get(key);
  };
}

function servicesByHost({ clusters }: PlannedObjects): Map<string, ServiceManifest> {
  const all = clusters.flatMap(({ services }) => services).map(({ manifest }) => manifest);
  return new Map(
    all.map((one) => [serviceHost(one.metadata.name, one.metadata.namespace ?? "default"), one]),
  );
}

function targetsBySubset(
  { virtualServices }: PlannedCluster,
  { release }: PlannedObjects,
): Map<string, PlannedTarget[]> {
  const targets = new Map<string, PlannedTarget[]>();
  for (const route of virtualServices.flatMap(routesOf))
    for (const target of targetsOf(route, release)) {
      const { host, subset } = target.destination;
      const key = `${fullHost(host, route.of.manifest.metadata.namespace)}/${subset}`;
      targets.set(key, [...(targets.get(key) ?? []), target]);
    }
  return targets;
}

function subsetsOf({ destinationRules }: PlannedCluster): Owned[] {
  return destinationRules.flatMap((of) =>
    (of.manifest.spec.subsets ?? []).map((subset) => ({ of, subset, host: hostOf(of) })),
  );
}

function hostOf({ manifest }: Planned<DestinationRuleManifest>): string {
  return fullHost(manifest.spec.host ?? "", manifest.metadata.namespace);
}

/** Whether a host stands for one outside the mesh. */
function isExternal(host: string, { serviceEntries }: PlannedCluster): boolean {
  return serviceEntries.some(({ manifest }) => manifest.spec.hosts.includes(host));
}

function unknownHost(
  of: Planned<DestinationRuleManifest>,
  known: ReadonlyMap<string, ServiceManifest>,
): RuleFinding[] {
  if (known.has(hostOf(of))) return [];
  return [
    {
      code: "GR209",
      origin: of.origin,
      on: of,
      given: `the host ${hostOf(of)}, which is no Service of the release`,
      allowed: [...known.keys()].join(", "),
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
      fix: "give the subset the label version",
    },
  ];
}

function withoutPods({ of, subset, host }: Owned, { hasPods, targets }: Context): RuleFinding[] {
  if (hasPods(host, subset.labels) ?? true) return [];
  const allowed = "pods with its labels in some cluster";
  const fix = "place the version in a cluster, with replicas of at least 1";
  const naming = targets.get(`${host}/${subset.name}`) ?? [];
  if (naming.length === 0) {
    const given = `the subset ${subset.name} without pods`;
    return [{ code: "GR208", origin: of.origin, on: of, given, allowed, fix }];
  }
  return naming.map(({ route, origin }) => ({
    code: "GR207",
    origin,
    on: route.of,
    given: `${route.name} to the subset ${subset.name} of ${host}, which has no pods`,
    allowed,
    fix: `${fix}, or remove it from the route`,
  }));
}
