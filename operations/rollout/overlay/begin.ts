/** Begins an update beside a rollout: reads where it stands, and says what that means. */
import { isRouteKind } from "../../../model/kinds";
import { objectName } from "../../../model/live-object";
import { lives } from "../../../model/rollout/record";
import type { ReachedCluster } from "../../clusters/reached";
import { compare } from "../../drift/decide";
import type { Reporter } from "../../reporter";
import { BesideRollout } from "./beside";
import { standingText } from "./messages";
import { readOverlay, type Overlaid, type RolloutUpdate } from "./read";

/** An update of a release with a rollout that begins. */
export interface RolloutBegin extends Omit<RolloutUpdate, "touched"> {
  readonly reporter: Reporter;
  /** Whether it is a preview. */
  readonly preview: boolean;
}

/** What an update applies beside a rollout. */
export interface BegunBeside extends Overlaid {
  readonly beside: BesideRollout;
  /** Names of the clusters whose weights the record holds. */
  readonly held: ReadonlySet<string>;
}

/**
 * Reads records and live weights, and lays them over the plan.
 *
 * @throws RefusalError with every reason for which the update must not begin
 */
export async function beginBeside(
  reached: readonly ReachedCluster[],
  about: RolloutBegin,
): Promise<BegunBeside> {
  const { reporter, preview } = about;
  const first = await readOverlay(reached, about);
  const told = standingText(first.overlay, about);
  if (told !== undefined) reporter.info(told);
  const unrecorded = preview ? alreadyLive(first) : [];
  if (unrecorded.length > 0)
    reporter.info(
      "The rollout has written these routes already. Where this preview shows an update of one, it " +
        `only records what the cluster has: ${unrecorded.join(", ")}.`,
    );
  const { record, orphaned } = first.overlay;
  const held = !record || orphaned ? [] : lives(record) ? record.primaries : record.owed;
  return { ...first, beside: new BesideRollout(first, reached, about), held: new Set(held) };
}

/** The routes that a rollout wrote beside the engine, as they are planned. */
function alreadyLive({ overlay: { record }, reached, live }: Overlaid): string[] {
  if (!record || (!lives(record) && record.recorded)) return [];
  return reached.flatMap(({ cluster: { name }, objects }) => {
    const found = live.get(name) ?? [];
    return compare(
      objects.filter(({ kind }) => isRouteKind(kind)),
      found,
    ).flatMap((one) =>
      one.found && one.differences.length === 0 ? [`${objectName(one.object)} in ${name}`] : [],
    );
  });
}
