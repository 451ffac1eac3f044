/** What an abort changes in a stack's file. Pure. */
import type { StackConfig } from "../../model/config/settings";
import { formatPath, type Path } from "../../model/problem";
import { lanePercent } from "../../model/release/lane-version";
import type { ServiceWeights } from "../../model/release/routing";
import { soleVersion, weightsIn } from "../../model/release/weights";
import { isMapping } from "../../model/schema/best-effort";
import type { AbortSettings } from "./aborted";
import { allOn, type ClusterTargets } from "./targets";

/** A value to set in a stack's config, or to remove. */
export interface ConfigChange {
  /** Below `config`, the first step without the project's name. */
  readonly path: Path;
  /** Left out: the value at the path is removed. */
  readonly value?: unknown;
}

/** What was decided for one primary cluster. */
export type Decided = ClusterTargets & { readonly cluster: string };

/**
 * The changes of a stack's config after which it says what the clusters have: the weights of the
 * services that went back to a version; weights of single clusters, where clusters went back to
 * different versions or a service was refused; and the percentages that enter lanes at the gateway,
 * which become 0.
 *
 * @param config the stack's config as its file has it, before any change
 */
export function abortChanges(
  config: StackConfig,
  settings: AbortSettings,
  decided: readonly Decided[],
): ConfigChange[] {
  const services = new Set(decided.flatMap(({ targets }) => targets.map(({ service }) => service)));
  return [
    ...[...services].flatMap((service) => ofService(service, config, settings, decided)),
    ...ofLanes(settings),
  ];
}

/** The percentages by which requests enter lanes: those of the release, and of single clusters. */
function ofLanes({ release, clusters }: AbortSettings): ConfigChange[] {
  const all = (release.lanes?.lanes ?? []).filter((lane) => lanePercent({}, lane) > 0);
  return [
    ...all.map(({ name }) => ({ path: ["lanes", name], value: 0 })),
    ...clusters.flatMap(({ lanes = {} }, i) =>
      Object.entries(lanes)
        .filter(([, percent]) => percent > 0)
        .map(([lane]) => ({ path: ["clusters", i, "lanes", lane], value: 0 })),
    ),
  ];
}

function ofService(
  service: string,
  config: StackConfig,
  { release, clusters }: AbortSettings,
  decided: readonly Decided[],
): ConfigChange[] {
  const spec = release.services[service]!;
  const versions = new Map(
    decided.flatMap(({ cluster, targets, settled }): [string, string][] => {
      const target = targets.find((one) => one.service === service);
      const version = target?.version ?? settled.get(service);
      return version === undefined ? [] : [[cluster, version]];
    }),
  );
  const refused = new Set(
    decided
      .filter((one) => one.refused.some((other) => other.service === service))
      .map(({ cluster }) => cluster),
  );
  const common = mostFrequent([...versions.values()]);
  const of = (version: string) => allOn(version, spec.weights);
  const base: ConfigChange[] =
    soleVersion(spec.weights) === common
      ? []
      : [{ path: weightsPath(config, service), value: of(common) }];
  const own = clusters.flatMap((cluster, i): ConfigChange[] => {
    const path = ["clusters", i, "weights", service];
    const has = cluster.weights?.[service] !== undefined;
    const change = (value: ServiceWeights): ConfigChange[] => [{ path, value }];
    // A refused service keeps its traffic in this cluster, whatever the others went back to.
    if (refused.has(cluster.name)) return has ? [] : change(weightsIn(cluster, service, spec));
    const version = versions.get(cluster.name) ?? common;
    if (version !== common) return change(of(version));
    return has ? [{ path }] : [];
  });
  return [...base, ...own];
}

/** The text that most of them are, and the first of those that are as frequent. */
function mostFrequent(all: readonly string[]): string {
  const count = (one: string) => all.filter((other) => other === one).length;
  return all.reduce((best, one) => (count(one) > count(best) ? one : best));
}

/**
 * The path of a service's weights: in the stack's own key, or in a release that the stack holds
 * whole.
 */
function weightsPath(config: StackConfig, service: string): Path {
  const own = isMapping(config.weights) && service in config.weights;
  return own || !isMapping(config.release)
    ? ["weights", service]
    : ["release", "services", service, "weights"];
}

/**
 * Whether a stack's config holds the value that a change replaces. A program that declares its
 * release itself may read the config or not: where the config has the value, the program reads it.
 */
export function isHeld(config: StackConfig, { path: [key, ...inside] }: ConfigChange): boolean {
  const of = (values: unknown, name: unknown) => isMapping(values) && String(name) in values;
  if (key !== "clusters") return of(config[String(key)], inside[0]);
  const [index, own, name] = inside;
  const cluster: unknown = Array.isArray(config.clusters) ? config.clusters[Number(index)] : {};
  const held = isMapping(cluster) && of(cluster[String(own)], name);
  return held || (own === "weights" && of(config.weights, name));
}

/** What a user has to change in the module of a release, in words. */
export function codeAdvice(
  module: string,
  changes: readonly ConfigChange[],
  stack: string,
): string {
  const lines = changes.map(({ path, value }) => {
    const [key, ...inside] = path;
    const [what, name] = key === "clusters" ? inside.slice(1) : [key, inside[0]];
    const where =
      key === "clusters" ? `, in ${formatPath(["clusters", ...inside.slice(0, 1)])}` : "";
    if (what === "lanes") return `  the weight of lane ${name}${where}: 0`;
    return `  the weights of ${name}${where}: ${value === undefined ? "none" : JSON.stringify(value)}`;
  });
  return [
    `${module} declares weights itself, which gray abort can't change. Set in it:`,
    ...lines,
    `Then run \`pulumi up -s ${stack}\`. The state was not updated: an update before that moves the traffic back.`,
  ].join("\n");
}
