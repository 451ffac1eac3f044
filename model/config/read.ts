// Reads clusters, release and overrides from a config; keeps the right parts if others are broken.
import { configKey } from "../project";
import type * as v from "valibot";
import type { LocatedCluster } from "../checks/locate";
import type { Cluster } from "../release/cluster";
import { formatPath, listed, show, type Path, type Problem } from "../problem";
import type { Release } from "../release/release";
import type { RolloutSpec } from "../rollout/spec";
import { bestEffort, bestEffortRollout, cutOut, isMapping } from "../schema/best-effort";
import { clusterSchema } from "../schema/cluster";
import { releaseSchema } from "../schema/release";
import { rolloutOrNone } from "../schema/rollout/rollout";
import { nearest, validateSchema } from "../schema/validate";
import { at } from "./path";
import type { ConfigContext, StackConfig } from "./settings";

/** A cluster, as far as it is readable. */
export interface ReadCluster extends LocatedCluster {
  /**
   * Whether the checks may look at its connection. False if the cluster has a mistake and no
   * readable context or kubeconfig: the mistake may hide them.
   */
  readonly connects: boolean;
}

/**
 * Reads each cluster on its own, so that a mistake in one cluster does not hide mistakes in others.
 */
export function readClusters(value: unknown, problems: Problem[]): ReadCluster[] {
  if (!Array.isArray(value) || value.length === 0) {
    problems.push({
      code: "GR007",
      path: formatPath(at("clusters")),
      given: show(value),
      allowed: "a list of at least one cluster, each with name, and context or kubeconfig",
      fix: `declare a cluster: pulumi config set --path '${configKey("clusters[0].name")}' <name>`,
    });
    return [];
  }
  return value.flatMap((element: unknown, i): ReadCluster[] => {
    const path = at("clusters", i);
    const shaped = validateSchema(clusterSchema, element, path);
    if ("value" in shaped) return [{ cluster: shaped.value, path, connects: true }];
    problems.push(...shaped.problems);
    const rest = cutOut(element, shaped.broken.map(wholeEntry)) as Cluster | null;
    // A name of the wrong form still counts, because other parts of the config refer to it; a long
    // text is no name.
    const name = (element as { name?: unknown } | null)?.name;
    const connects = (rest?.kubeconfig ?? rest?.context) !== undefined;
    return typeof name === "string" && name.length <= 63
      ? [{ cluster: { ...rest, name }, path, connects }]
      : [];
  });
}

/** Weights have a meaning only as a whole: one broken weight removes all weights of its service. */
function wholeEntry(path: Path): Path {
  return path[0] === "weights" ? path.slice(0, 2) : path;
}

/**
 * The release that a stack names or contains. If it has mistakes, the parts that checks can use.
 */
export function readRelease(
  value: unknown,
  presets: ConfigContext["presets"],
  problems: Problem[],
): Release | undefined {
  const known = Object.keys(presets);
  if (typeof value === "string" && !known.includes(value)) {
    const near = nearest(value, known);
    problems.push({
      code: "GR006",
      path: formatPath(at("release")),
      given: `an unknown preset ${show(value)}`,
      allowed: `${listed(known)}, or a whole release as an object`,
      fix: near ? `did you mean "${near}"?` : "name one of the presets, or declare a whole release",
    });
    return undefined;
  }
  const declared = typeof value === "string" ? presets[value] : value;
  const shaped = validateSchema(releaseSchema, declared, at("release"));
  if ("value" in shaped) return shaped.value;
  problems.push(...shaped.problems);
  return isMapping(declared) ? bestEffort(declared, shaped.broken) : undefined;
}

/**
 * Reads the rollout of a stack, as far as it is readable; `false` where the stack has none, though its
 * release may.
 */
export function readRollout(value: unknown, problems: Problem[]): RolloutSpec | false | undefined {
  if (value === undefined) return undefined;
  const shaped = validateSchema(rolloutOrNone, value, at("rollout"));
  if ("value" in shaped) return shaped.value;
  problems.push(...shaped.problems);
  return isMapping(value) && bestEffortRollout(value, shaped.broken);
}

/** Reads a mapping without its broken parts, so that one mistake does not hide the others. */
export function readEntries<T>(
  config: StackConfig,
  key: string,
  schema: v.GenericSchema<unknown, Record<string, T>>,
  problems: Problem[],
  widen: (broken: Path) => Path,
): Record<string, T> {
  const value = config[key];
  if (value === undefined) return {};
  const shaped = validateSchema(schema, value, at(key));
  if ("value" in shaped) return shaped.value;
  problems.push(...shaped.problems);
  if (!isMapping(value)) return {};
  return cutOut(value, shaped.broken.map(widen)) as Record<string, T>;
}
