// Finds changes that lose requests in one update; the drift check then refuses the update.
import { isRouteKind } from "../kinds";
import { identity, objectName, type LiveObject } from "../live-object";
import { fieldManager } from "../manifests/ownership";
import type { DeploymentManifest } from "../manifests/deployment";
import type { DestinationRuleManifest } from "../manifests/traffic-policy";
import type { VirtualServiceManifest } from "../manifests/virtual-service";
import { manifests, type ClusterPlan } from "./plan";
import { namedSubsets } from "../routes/subsets";
import { hasSidecars } from "../release/sidecars";

/**
 * The changes that lose requests if one update makes them all, in words with the fix. An update
 * writes each object once, and deletes after all writes. So three changes need two updates: to
 * delete a VirtualService and a version that it routes to, to move or remove pods while other pods
 * of their service get or lose sidecars, and to let a subset select other pods.
 *
 * @param live every object of the plan's kinds in its namespaces
 */
export function notAtOnce(plan: ClusterPlan, live: readonly LiveObject[]): string[] {
  const planned = manifests(plan);
  const names = new Set(planned.map(identity));
  const leaving = live.filter((object) => !names.has(identity(object)) && isOurs(object));
  const rules = planned.filter(({ kind }) => kind === "DestinationRule");
  return [
    ...routesLeft(leaving, rules as DestinationRuleManifest[]),
    ...podsBetween(plan, leaving),
    ...otherPods(rules as DestinationRuleManifest[], live),
  ];
}

function isOurs({ metadata: { managedFields = [] } }: LiveObject): boolean {
  return managedFields.some(({ manager }) => manager === fieldManager);
}

/**
 * A VirtualService routes requests until the update deletes it, and the update deletes its subsets
 * at the same time.
 */
function routesLeft(
  leaving: readonly LiveObject[],
  rules: readonly DestinationRuleManifest[],
): string[] {
  const hosts = new Set(rules.map(({ spec }) => spec.host));
  const kept = new Set(
    rules.flatMap(({ spec }) => (spec.subsets ?? []).map(({ name }) => `${spec.host}/${name}`)),
  );
  return leaving
    .filter(({ kind }) => isRouteKind(kind))
    .flatMap((object) => {
      const lost = namedSubsets(object as unknown as VirtualServiceManifest)
        .filter((named) => !kept.has(named))
        .map((named) => named.split("/") as [string, string])
        .filter(([host]) => hosts.has(host))
        .map(([host, subset]) => `${subset} of ${host.split(".")[0]}`);
      if (lost.length === 0) return [];
      return [
        `the update removes or renames ${objectName(object)} together with versions to which it still routes: ${lost.join(", ")}. ` +
          "Change the routes first, and remove the version with the next update",
      ];
    });
}

/**
 * Callers use mutual TLS for all pods of a service or for none. The template of a pod says whether
 * the pod has a sidecar, because the namespace's label may be newer than the pods.
 */
function podsBetween(plan: ClusterPlan, leaving: readonly LiveObject[]): string[] {
  const wanted = hasSidecars(plan.namespace);
  const others = leaving
    .filter(({ kind }) => kind === "Deployment")
    .filter((object) => withSidecars(object as unknown as DeploymentManifest) !== wanted)
    .map(objectName);
  if (others.length === 0) return [];
  return [
    `pods ${wanted ? "get" : "lose"} their sidecars while the update removes other versions of their service: ${others.join(", ")}. ` +
      "Change the sidecars first, and move or remove the version with the next update",
  ];
}

function withSidecars({ spec }: DeploymentManifest): boolean {
  return spec.template.metadata?.labels?.["sidecar.istio.io/inject"] !== "false";
}

/**
 * A subset must keep its labels: else requests to the subset would reach other pods before the
 * routes change.
 */
function otherPods(
  rules: readonly DestinationRuleManifest[],
  live: readonly LiveObject[],
): string[] {
  return rules.flatMap((rule) => {
    const is = live.find((object) => identity(object) === identity(rule));
    const before = (is as unknown as DestinationRuleManifest | undefined)?.spec.subsets?.[0];
    const [after] = rule.spec.subsets ?? [];
    const [old, now] = [before?.labels?.version, after?.labels?.version];
    if (before?.name !== after?.name || old === undefined || old === now) return [];
    return [
      `the subset ${after?.name} in ${objectName(rule)} selects version ${old}, and would select ${now}. ` +
        "Give the new version a name that makes another subset",
    ];
  });
}
