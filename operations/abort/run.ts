/** Brings all services of all primary clusters back: each cluster on its own, side by side. */
import { planRelease } from "../../model/plan/plan";
import { isPrimary } from "../../model/release/cluster-role";
import type { ClusterApi } from "../cluster-api";
import { systemClock, type Clock } from "../clock";
import type { Result } from "../result";
import { planAborted, type AbortSettings } from "./aborted";
import { abortCluster, type AbortOutcome } from "./cluster";
import { ReadyPods } from "./ready-pods";
import { clusterTargets } from "./targets";
import type { Wanted } from "./wanted";

/** What an abort acts on. */
export interface Abort {
  /** The config before the abort. */
  readonly settings: AbortSettings;
  /**
   * For each cluster of the settings, in their order, a client as soon as there is one, or why
   * there is none.
   */
  readonly clients: readonly Promise<Result<ClusterApi>>[];
  /** Names of the clusters that a user left out: their routes stay. @default none */
  readonly leftOut?: ReadonlySet<string>;
  /** The versions that a user asks for. */
  readonly wanted: Wanted;
  /** Go on where no pod of a version that traffic goes back to is known to be ready. */
  readonly force: boolean;
  /** Gets what became of a cluster, as soon as that is known. @default nothing does */
  readonly onOutcome?: (outcome: AbortOutcome) => void;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/**
 * Writes the routes of all primary clusters, under the program's own field manager. A cluster is
 * written as soon as it has answered itself: one that is slow, frozen or can't be reached delays no
 * other. A service that can't go back, in one cluster or in all, keeps no other service from it.
 *
 * @returns what became of each primary cluster, in their order; the last one is known after the
 * deadlines of opening, reading and writing it
 */
export function abort({
  settings,
  clients,
  leftOut = new Set(),
  wanted,
  force,
  onOutcome,
  clock = systemClock,
}: Abort): Promise<AbortOutcome[]> {
  const { release, clusters } = settings;
  const plans = planRelease(release, clusters).clusters;
  const question = { release, clusters, wanted };
  const planned = planAborted(settings);
  const pods = force ? undefined : new ReadyPods(settings, plans, clients, clock);
  const outcomes = plans.map(async (before, i) => {
    if (!isPrimary(before.cluster) || leftOut.has(before.cluster.name)) return [];
    const outcome = await abortCluster({
      ...{ before, clock, client: clients[i]! },
      after: (versions) => planned(versions)[i]!,
      targetsBy: (routes) => clusterTargets(question, before, routes),
      ...(release.rollout && { rollout: release.rollout }),
      readiness: (version) => pods?.of(version) ?? Promise.resolve({ known: "ready" }),
    });
    onOutcome?.(outcome);
    return [outcome];
  });
  return Promise.all(outcomes).then((all) => all.flat());
}
