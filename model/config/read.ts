import type * as v from "valibot";
import type { Cluster } from "../cluster";
import { formatPath, type Problem } from "../problem";
import type { Release } from "../release";
import { salvage } from "../salvage";
import { clusterSchema, releaseSchema } from "../schema";
import { nearest, shape } from "../shape";
import { at } from "./path";
import type { ConfigContext, StackConfig } from "./settings";

/** The clusters; each is read on its own, so that a mistake in one does not hide those in the others. */
export function readClusters(value: unknown, problems: Problem[]): Cluster[] {
  if (!Array.isArray(value) || value.length === 0) {
    problems.push({
      path: formatPath(at("clusters")),
      given: value === undefined ? "nothing" : JSON.stringify(value),
      allowed: "a list of at least one cluster, each with name, and context or kubeconfig",
      fix: "for example: pulumi config set --path 'gray-release:clusters[0].name' west",
    });
    return [];
  }
  return value.flatMap((element: unknown, i): Cluster[] => {
    const shaped = shape(clusterSchema, element, at("clusters", i));
    if ("value" in shaped) return [shaped.value];
    problems.push(...shaped.problems);
    // Its name still counts: other parts of the config refer to it.
    const name = (element as { name?: unknown } | null)?.name;
    return typeof name === "string" ? [{ name, context: "" }] : [];
  });
}

export function readRelease(
  value: unknown,
  blueprints: ConfigContext["blueprints"],
  problems: Problem[],
): Release | undefined {
  if (typeof value === "string") {
    const blueprint = blueprints[value];
    if (blueprint) return blueprint;
    const known = Object.keys(blueprints);
    const near = nearest(value, known);
    problems.push({
      path: formatPath(at("release")),
      given: `an unknown blueprint "${value}"`,
      allowed: `${known.join(", ")}, or a whole release as an object`,
      fix: near ? `did you mean "${near}"?` : `pulumi config set gray-release:release ${known[0]}`,
    });
    return undefined;
  }
  const shaped = shape(releaseSchema, value, at("release"));
  if ("value" in shaped) return shaped.value;
  problems.push(...shaped.problems);
  return value === undefined ? undefined : salvage(value, shaped.broken);
}

/** The well-formed entries of a mapping by service, so that one bad entry does not hide the others. */
export function readEntries<T>(
  config: StackConfig,
  key: string,
  schema: v.GenericSchema<unknown, Record<string, T>>,
  problems: Problem[],
): Record<string, T> {
  const value = config[key];
  if (value === undefined) return {};
  const shaped = shape(schema, value, at(key));
  if ("value" in shaped) return shaped.value;
  problems.push(...shaped.problems);
  if (typeof value !== "object" || value === null) return {};
  const whole = Object.entries(value).filter(
    ([name, entry]) => "value" in shape(schema, { [name]: entry as unknown }, []),
  );
  return Object.fromEntries(whole);
}
