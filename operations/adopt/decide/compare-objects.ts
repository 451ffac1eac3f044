/** Tells what a first update would write into live objects that stay. Pure. */
import type { ServicePort } from "kubernetes-types/core/v1";
import { identity, objectName, type LiveObject } from "../../../model/live-object";
import type { Manifest } from "../../../model/manifests/metadata";
import { mergeKeys } from "../../../model/manifests/strategic-merge";
import { manifests, planRelease } from "../../../model/plan/plan";
import { show } from "../../../model/problem";
import type { Cluster } from "../../../model/release/cluster";
import type { Release } from "../../../model/release/release";
import { isMapping } from "../../../model/schema/best-effort";
import type { Change } from "./changes";
import type { LiveCluster, Told } from "./live";
import { same } from "./pod-difference";

/**
 * Reports each field that a first update would give another value, as a server-side apply does it:
 * fields that the release does not declare stay as they are.
 */
export function compareObjects(
  release: Release,
  clusters: readonly Cluster[],
  all: readonly LiveCluster[],
  { obstacle, change }: Pick<Told, "obstacle" | "change">,
): void {
  for (const plan of planRelease(release, clusters).clusters) {
    const live = all.find(({ cluster }) => cluster.name === plan.cluster.name);
    if (!live) continue;
    const there = new Map(
      [
        ...[...live.services, ...live.deployments, ...live.gateways],
        ...[...live.autoscalers, ...live.disruptionBudgets],
      ].map((one) => [identity(one), one] as const),
    );
    for (const planned of manifests(plan)) {
      const found = there.get(identity(planned));
      if (!found) continue;
      for (const one of overwritten(declared(planned), filled(found))) {
        const tell = isNoticed(planned.kind, one.path) ? obstacle : change;
        tell({
          cluster: plan.cluster.name,
          object: objectName(found),
          field: one.path,
          why: effectOf(one),
        });
      }
    }
  }
}

/**
 * With what an API server fills in where an object does not say it (k8s.io/kubernetes:
 * pkg/apis/apps/v1/defaults.go, pkg/apis/core/v1/defaults.go): objects from files lack it.
 */
function filled(live: LiveObject): LiveObject {
  const { spec } = live as LiveObject & { readonly spec?: Readonly<Record<string, unknown>> };
  if (live.kind === "Deployment")
    return { ...live, spec: { ...spec, replicas: spec?.replicas ?? 1 } } as LiveObject;
  if (live.kind !== "Service" || !Array.isArray(spec?.ports)) return live;
  const ports = (spec.ports as readonly ServicePort[]).map((port) => ({
    ...port,
    targetPort: port.targetPort ?? port.port,
    protocol: port.protocol ?? "TCP",
  }));
  return { ...live, spec: { ...spec, ports } } as LiveObject;
}

/**
 * Not labels and annotations of the object itself, nor the way of a later rollout. A Gateway that the
 * release takes over serves the same, in another form.
 */
function isNoticed(kind: string, path: string): boolean {
  return kind !== "Gateway" && !path.startsWith("metadata.") && !path.startsWith("spec.strategy");
}

function effectOf({ path, from, to }: Change): string {
  const pods = path.startsWith("spec.template") ? ", which would replace its pods" : "";
  return `an update would change it from ${show(from)} to ${show(to)}${pods}`;
}

function declared({ metadata, ...rest }: Manifest): object {
  const { labels, annotations } = metadata;
  const { apiVersion: _version, kind: _kind, ...content } = rest;
  return { metadata: { labels, annotations }, ...content };
}

/**
 * The declared parts that are others in a live object. Lists with keys are compared item by item, as
 * server-side apply merges them, and other lists as a whole.
 */
export function overwritten(
  wanted: unknown,
  live: unknown,
  path = "",
  field = "",
): readonly Change[] {
  if (wanted === undefined || same(wanted, live) || (isNothing(wanted) && isNothing(live)))
    return [];
  if (
    isMapping(wanted) &&
    (isMapping(live) || live === undefined) &&
    Object.keys(wanted).length > 0
  )
    return Object.entries(wanted).flatMap(([name, value]) =>
      overwritten(value, live?.[name], join(path, name), name),
    );
  const key = path === "spec.ports" ? "port" : mergeKeys[field];
  if (key !== undefined && Array.isArray(wanted) && Array.isArray(live))
    return wanted.flatMap((item) => {
      const name = keyOf(item, key);
      const found = (live as readonly unknown[]).find((one) => keyOf(one, key) === name);
      const place = `${path}[${String(name)}]`;
      return found === undefined
        ? [{ path: place, from: undefined, to: item as unknown }]
        : overwritten(item, found, place);
    });
  return [{ path, from: live, to: wanted }];
}

function keyOf(item: unknown, key: string): unknown {
  return isMapping(item) ? item[key] : undefined;
}

/** An API server may leave out what is empty. */
function isNothing(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === "";
}

function join(path: string, name: string): string {
  if (/[./]/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === "" ? name : `${path}.${name}`;
}
