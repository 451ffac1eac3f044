/** Leaves out of a release in a Pulumi program the clusters that a user left out of this run. */
import * as pulumi from "@pulumi/pulumi";
import {
  firstVersions,
  namesOf,
  planWithout,
  withoutLines,
  withoutRefusal,
  type FirstVersion,
} from "../operations/without/decide";
import { ofRelease, type LeftOut } from "../operations/without/left-out";
import { readLeftOut } from "../operations/without/read";
import type { ReleasePlan } from "../model/plan/plan";
import type { ConnectedCluster } from "./connected-cluster";
import { asResourceError, resourceRefusal } from "./refusal";
import { pulumiReporter } from "./reporter";

/** A release as an update applies it. */
export interface Answering {
  /** What it declares for the clusters that are not left out. */
  readonly plan: ReleasePlan;
  /** Those clusters, in the order of the plan. */
  readonly clusters: readonly ConnectedCluster[];
  /** Versions whose pods must be available before routes lead to them; none in an ordinary run. */
  readonly firsts: readonly FirstVersion[];
  /** Since when each of the others is left out, as RFC 3339; empty where none is. */
  readonly leftOut: Readonly<Record<string, string>>;
}

/**
 * Takes the clusters out of a release that this run leaves out, and says so beside the component.
 *
 * @param name Pulumi's name of the component
 * @param plan of all clusters
 * @throws pulumi.ResourceError where the update would lose requests without them
 */
export function answering(
  name: string,
  plan: ReleasePlan,
  clusters: readonly ConnectedCluster[],
  component: pulumi.Resource,
): Answering {
  const told = toldOf(name, clusters, component);
  if (!told) return { plan, clusters, firsts: [], leftOut: {} };
  const refusal = withoutRefusal(plan, told);
  if (refusal !== undefined) throw resourceRefusal(refusal, component);
  const now = new Date().toISOString();
  const reporter = pulumiReporter(component);
  for (const line of withoutLines(plan, told, now)) reporter.warn(line);
  const names = namesOf(told);
  return {
    plan: planWithout(plan, names),
    clusters: clusters.filter(({ cluster }) => !names.has(cluster.name)),
    firsts: firstVersions(plan, told),
    leftOut: Object.fromEntries(told.clusters.map((one) => [one.name, one.since ?? now])),
  };
}

/** What this run leaves out of a release; undefined where that is nothing. */
function toldOf(
  name: string,
  clusters: readonly ConnectedCluster[],
  component: pulumi.Resource,
): LeftOut | undefined {
  try {
    const told = readLeftOut(pulumi.getStack());
    const own = new Set(clusters.map(({ cluster }) => cluster.name));
    const left = told?.clusters.filter((one) => own.has(one.name)) ?? [];
    return told && left.length > 0 ? { ...ofRelease(told, name), clusters: left } : undefined;
  } catch (error) {
    throw asResourceError(error, component);
  }
}
