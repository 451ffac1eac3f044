// Finds changes that lose requests in one update; the drift check then refuses the update.
import { isRouteKind, outsideKey } from "../kinds";
import { identity, keyOf, objectName, type LiveObject } from "../live-object";
import { isOurs } from "../manifests/ownership";
import type { DeploymentManifest } from "../manifests/deployment";
import type { Manifest } from "../manifests/metadata";
import type { ServiceManifest } from "../manifests/service";
import type { ServiceEntryManifest } from "../manifests/outside/service-entry";
import type { DestinationRuleManifest } from "../manifests/traffic-policy";
import type { VirtualServiceManifest } from "../manifests/virtual-service";
import { changedTls } from "./changed-tls";
import { movedHosts } from "./moved-hosts";
import { movedPorts } from "./moved-ports";
import { manifests, type ClusterPlan } from "./plan";
import { carries, type Labels } from "../release/labels";
import { namedHosts, namedSubsets } from "../routes/subsets";
import { sidecarOff, type InjectedPod } from "../release/sidecars";

/**
 * The changes that lose requests if one update makes them all, in words with the fix. An update
 * writes each object once, and deletes after all writes. So some changes need two updates: to
 * delete a VirtualService and a version that it routes to, to move or remove pods while other pods
 * of their service get or lose sidecars, to let a subset select other pods, to take a port away
 * from under running pods or routes ({@link movedPorts}), and to move a host from one Gateway to
 * another ({@link movedHosts}). The labels by which Services and
 * Deployments select live pods can't change at all.
 *
 * @param live every object of the plan's kinds in its namespaces
 */
export function notAtOnce(plan: ClusterPlan, live: readonly LiveObject[]): string[] {
  const planned = manifests(plan);
  const names = new Set(planned.map(identity));
  const leaving = live.filter((object) => !names.has(identity(object)) && isOurs(object));
  const rules = ofKind<DestinationRuleManifest>(planned, "DestinationRule");
  return [
    ...routesLeft(leaving, rules),
    ...hostsLeft(leaving),
    ...podsBetween(plan, { rules, leaving, live }),
    ...otherSelectors(planned, live),
    ...otherPods(rules, planned, live),
    ...leftByService(planned, live),
    ...movedPorts(planned.filter(isService), live),
    ...movedHosts(plan.mesh?.gateways ?? [], live),
    ...changedTls(plan.mesh?.gateways ?? [], live),
    ...movedOutside(planned, live),
  ];
}

function isService(object: Manifest): object is ServiceManifest {
  return object.kind === "Service";
}

/** What an update of one cluster starts from, and the rules to which it leads. */
interface Change {
  /** The planned DestinationRules. */
  readonly rules: readonly DestinationRuleManifest[];
  /** What the update deletes. */
  readonly leaving: readonly LiveObject[];
  readonly live: readonly LiveObject[];
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

/** The same of hosts outside the mesh: the update deletes the name to which the routes lead. */
function hostsLeft(leaving: readonly LiveObject[]): string[] {
  const gone = new Set(
    ofKind<ServiceEntryManifest>(leaving as unknown as Manifest[], "ServiceEntry")
      .filter(({ metadata }) => metadata.annotations?.[outsideKey] !== undefined)
      .flatMap(({ spec }) => spec.hosts),
  );
  return leaving
    .filter(({ kind }) => isRouteKind(kind))
    .flatMap((object) => {
      const lost = namedHosts(object as unknown as VirtualServiceManifest).filter((host) =>
        gone.has(host),
      );
      if (lost.length === 0) return [];
      return [
        `the update removes or renames ${objectName(object)} together with hosts outside the mesh to which it still routes: ${lost.join(", ")}. ` +
          "Change the routes first, and remove the host with the next update",
      ];
    });
}

/**
 * Callers speak only mutual TLS to all pods of a service, or Istio chooses for each pod. istiod
 * merges the rules of a host, so a rule decides until the update deletes it. The template of a pod
 * says whether the pod has a sidecar, because the namespace's label may be newer than the pods.
 */
function podsBetween(plan: ClusterPlan, { rules, leaving, live }: Change): string[] {
  const routed = new Set(
    live
      .filter(({ kind }) => isRouteKind(kind))
      .flatMap((object) => namedSubsets(object as unknown as VirtualServiceManifest)),
  );
  const wanted = new Map(rules.map(({ spec }) => [spec.host ?? "", speaksMutualTls(spec)]));
  const old = ofKind<DestinationRuleManifest>(leaving, "DestinationRule").filter(({ spec }) => {
    const [before, after] = [speaksMutualTls(spec), wanted.get(spec.host ?? "")];
    if (after === undefined || before === after) return false;
    // What no route leads to may change its protocol before it goes.
    return before || (spec.subsets ?? []).some(({ name }) => routed.has(`${spec.host}/${name}`));
  });
  const pods = ofKind<DeploymentManifest>(leaving, "Deployment").filter(
    ({ metadata, spec }) =>
      plan.mutualTls.get(metadata.name) === true && sidecarOff(spec.template as InjectedPod),
  );
  const others = [
    ...old.map((rule) => [rule, wanted.get(rule.spec.host ?? "")] as const),
    ...pods.map((one) => [one, true] as const),
  ];
  return [true, false].flatMap((gets) => {
    const names = others.filter(([, after]) => after === gets).map(([one]) => objectName(one));
    if (names.length === 0) return [];
    return [
      `pods ${gets ? "get" : "lose"} their sidecars while the update removes other versions of their service: ${names.join(", ")}. ` +
        "Change the sidecars first, and move or remove the version with the next update",
    ];
  });
}

function speaksMutualTls({ trafficPolicy }: DestinationRuleManifest["spec"]): boolean {
  return trafficPolicy?.tls?.mode === "ISTIO_MUTUAL";
}

function ofKind<T extends Manifest>(objects: readonly Manifest[], kind: string): readonly T[] {
  return objects.filter((one) => one.kind === kind) as unknown as readonly T[];
}

/**
 * A subset must keep its labels: else requests to the subset would reach other pods before the
 * routes change. Where its Deployment can't change either, that alone is told.
 */
function otherPods(
  rules: readonly DestinationRuleManifest[],
  planned: readonly Manifest[],
  live: readonly LiveObject[],
): string[] {
  const told = new Set(changedSelectors(planned, live).map(({ object }) => keyOf(object)));
  return rules.flatMap((rule) => {
    if (told.has(keyOf(rule))) return [];
    const is = live.find((object) => identity(object) === identity(rule));
    const before = (is as unknown as DestinationRuleManifest | undefined)?.spec.subsets?.[0];
    const [after] = rule.spec.subsets ?? [];
    const [old, now] = [before?.labels, after?.labels];
    if (before?.name !== after?.name || !old || isSame(old, now)) return [];
    return [
      `the subset ${after?.name} in ${objectName(rule)} selects ${inText(old)}, and would select ${inText(now)}. ` +
        "Give the new version a name that makes another subset",
    ];
  });
}

/**
 * An API server refuses another selector of a Deployment, and the engine would delete it and make
 * another one, with no pods in between
 * (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates).
 */
function otherSelectors(planned: readonly Manifest[], live: readonly LiveObject[]): string[] {
  return changedSelectors(planned, live).map(
    ({ object, old, now }) =>
      `${objectName(object)} selects its pods by ${inText(old)}, which can't change to ${inText(now)}. ` +
      "Keep `selector` and `labels` for this version, and give the pods with other labels a new version name",
  );
}

/** The Deployments that would get another selector. */
function changedSelectors(planned: readonly Manifest[], live: readonly LiveObject[]) {
  return ofBoth<DeploymentManifest>("Deployment", planned, live)
    .map(({ object, is }) => ({
      object,
      old: is.spec.selector.matchLabels,
      now: object.spec.selector.matchLabels,
    }))
    .filter(({ old, now }) => !isSame(old, now));
}

/**
 * A host outside the mesh is two objects, which proxies take one after the other: while requests go
 * there, neither its ports nor TLS may change. Addresses may.
 */
function movedOutside(planned: readonly Manifest[], live: readonly LiveObject[]): string[] {
  const entries = ofBoth<ServiceEntryManifest>("ServiceEntry", planned, live);
  const rules = ofBoth<DestinationRuleManifest>("DestinationRule", planned, live);
  const routed = new Set(
    live
      .filter(({ kind }) => isRouteKind(kind))
      .flatMap((object) => namedHosts(object as unknown as VirtualServiceManifest)),
  );
  return entries.flatMap(({ object, is }) => {
    const { [outsideKey]: name } = object.metadata.annotations ?? {};
    const [host = ""] = object.spec.hosts;
    if (name === undefined || !routed.has(host)) return [];
    const rule = rules.find((one) => one.object.metadata.name === object.metadata.name);
    const ports = ({ spec: { ports = [], endpoints = [], resolution } }: ServiceEntryManifest) =>
      JSON.stringify([
        ports.map(({ number, protocol }) => [number, protocol]),
        Object.entries(endpoints[0]?.ports ?? {}).sort(),
        resolution === "DNS" ? endpoints[0]?.address : "",
      ]);
    const tls = (one: DestinationRuleManifest | undefined) =>
      JSON.stringify(Object.entries(one?.spec.trafficPolicy?.tls ?? {}).sort());
    if (ports(object) === ports(is) && tls(rule?.object) === tls(rule?.is)) return [];
    return [
      `requests go to ${name} (${objectName(object)}) while the update changes its host, its ports or TLS. ` +
        "Declare the changed one beside it under another name, move its share there, and remove the old one with the next update",
    ];
  });
}

/** A Service with another selector loses the running pods that lack its labels. */
function leftByService(planned: readonly Manifest[], live: readonly LiveObject[]): string[] {
  const deployments = live.filter(({ kind }) => kind === "Deployment") as unknown as Live[];
  return ofBoth<ServiceManifest>("Service", planned, live).flatMap(({ object, is }) => {
    const [old, now] = [is.spec.selector ?? {}, object.spec.selector ?? {}];
    if (isSame(old, now) || Object.keys(old).length === 0) return [];
    const left = deployments
      .filter(({ metadata }) => metadata.namespace === object.metadata.namespace)
      .filter(({ spec: { template } }) => {
        const labels = template.metadata?.labels ?? {};
        return carries(labels, old) && !carries(labels, now);
      });
    if (left.length === 0) return [];
    return [
      `${objectName(object)} selects ${inText(old)}, and with ${inText(now)} would lose the pods of ${left.map(objectName).join(", ")}. ` +
        "Keep `selector` for the life of the service, or declare another service beside it and move its callers",
    ];
  });
}

type Live = DeploymentManifest & LiveObject;

/** The planned objects of a kind that are live already, each with the live one. */
function ofBoth<T extends Manifest>(
  kind: string,
  planned: readonly Manifest[],
  live: readonly LiveObject[],
): { readonly object: T; readonly is: T }[] {
  const byName = new Map(live.map((object) => [identity(object), object]));
  return planned.flatMap((object) => {
    const is = object.kind === kind ? byName.get(identity(object)) : undefined;
    return is ? [{ object: object as T, is: is as unknown as T }] : [];
  });
}

function isSame(one: Labels = {}, other: Labels = {}): boolean {
  return carries(one, other) && carries(other, one);
}

function inText(labels: Labels = {}): string {
  const all = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return all.sort().join(",") || "no label";
}
