/** Opens the rollout of a stack: its plan, its clusters, and where its record is. */
import { limitContext, type LimitContext } from "../../model/limits/limit";
import { planRelease, type ReleasePlan } from "../../model/plan/plan";
import { isPrimary } from "../../model/release/cluster-role";
import type { StackSettings } from "../../model/config/settings";
import type { RolloutRecord } from "../../model/rollout/record";
import type { RolloutSpec } from "../../model/rollout/spec";
import {
  recordPlace,
  type RecordCluster,
  type RecordPlace,
} from "../../operations/rollout/record/copy";
import type { RecordHome } from "../../operations/rollout/record/save";
import type { LaneCluster } from "../../operations/rollout/routes/port";
import { openClusters } from "../stack/clusters";

/** A stack as the commands of rollouts see it. */
export interface OpenRollout {
  readonly stack: string;
  readonly settings: StackSettings;
  /** What the stack declares. */
  readonly plan: ReleasePlan;
  /** The limits of the stack. @default it has none */
  readonly limits?: LimitContext;
  readonly place: RecordPlace;
  /** All clusters, in their order; one that is left out has no client. */
  readonly clusters: readonly LaneCluster[];
  readonly primaries: readonly LaneCluster[];
  /** The primary clusters, for reading and writing the record. */
  readonly records: readonly RecordCluster[];
  readonly close: () => void;
}

/**
 * Opens it; clusters are connected side by side, in the background.
 *
 * @param without names of the clusters that are left out
 * @throws Error with every mistake of the stack file
 */
export function openRollout(stack: string, without: readonly string[] = []): OpenRollout {
  const { settings, clusters, close } = openClusters(stack, without);
  const { release } = settings;
  const plan = planRelease(release, settings.clusters);
  const primaries = clusters.filter(({ cluster }) => isPrimary(cluster));
  return {
    ...{ stack, settings, plan, clusters, primaries, close },
    ...(settings.limits && { limits: limitContext(plan, settings.limits, settings.places) }),
    place: recordPlace(release),
    records: primaries.map(({ cluster, client }) => ({ cluster: cluster.name, client })),
  };
}

/** @throws Error where the stack declares no rollout */
export function specOf({ plan, stack }: Pick<OpenRollout, "plan" | "stack">): RolloutSpec {
  const { rollout } = plan.release;
  if (rollout) return rollout;
  throw new Error(
    `stack ${stack} declares no rollout. Fix: write its steps under the key \`rollout\` of the release or of the stack`,
  );
}

/**
 * The home of a record, or where a first one would be: the first primary cluster.
 *
 * @throws Error that says why it can't be reached
 */
export async function homeOf(
  { stack, place, primaries }: Pick<OpenRollout, "stack" | "place" | "primaries">,
  record: Pick<RolloutRecord, "home"> | undefined,
): Promise<RecordHome> {
  const [first] = primaries;
  const home = record ? primaries.find(({ cluster }) => cluster.name === record.home) : first;
  const name = record?.home ?? first?.cluster.name ?? "";
  if (!home)
    throw new Error(`the home of the rollout, ${name}, is no primary cluster of the stack`);
  const client = await home.client;
  if (!client.ok)
    throw new Error(
      `home, ${name}, can't be reached: ${client.failure}. Fix: wait for it, or let another cluster be the home: npx gray rollout run -s ${stack} --home <cluster>`,
    );
  return { place, cluster: name, api: client.value };
}
