/** Looks in all clusters for what stands in the way of a release, before anything is applied. */
import { systemClock, type Clock } from "../clock";
import type { ReachedCluster } from "../clusters/reached";
import { inTime } from "../deadline";
import type { Reporter } from "../reporter";
import { foreignFindings } from "./decide/decide";
import { accepting, lineOf, overClusters, refusalText } from "./decide/finding";
import type { Surroundings } from "./live";
import { readSurroundings } from "./read";

/**
 * Milliseconds in which a cluster must answer: as many as it gets to list what drifts, which goes on
 * beside this.
 */
const lookLimitMs = 10_000;

/** How the look tells what it found. */
export interface ForeignOptions {
  readonly reporter: Reporter;
  /**
   * Objects that may stand in the way, as refusals name them: `VirtualService team-b/shop`. Errors
   * about them are warnings.
   *
   * @default none
   */
  readonly accept?: readonly string[];
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/**
 * Looks beside the release in all clusters at once, and tells warnings and notes. It never fails: a
 * cluster that does not answer is a note.
 *
 * @returns why the update must not begin, in words; undefined where nothing stands in its way
 */
export async function foreignRefusal(
  reached: readonly ReachedCluster[],
  { reporter, accept = [], clock = systemClock }: ForeignOptions,
): Promise<string | undefined> {
  const looks = reached.map(async (one) => {
    const live = await lookAt(one, clock);
    return [one.cluster.name, foreignFindings(one.plan, one.objects, live)] as const;
  });
  const found = accepting(overClusters(new Map(await Promise.all(looks))), accept);
  for (const one of found) {
    if (one.severity === "warning") reporter.warn(lineOf(one));
    if (one.severity === "info") reporter.info(lineOf(one));
  }
  const errors = found.filter(({ severity }) => severity === "error");
  return errors.length > 0 ? refusalText(errors) : undefined;
}

async function lookAt(one: ReachedCluster, clock: Clock): Promise<Surroundings> {
  const nothing = { virtualServices: [], gateways: [], gatewayRoutes: [] };
  if (!one.client) return { ...nothing, unseen: [`anything (${one.noClient ?? "no client"})`] };
  try {
    return await inTime(readSurroundings(one, one.client), { limitMs: lookLimitMs, clock });
  } catch (error) {
    return { ...nothing, unseen: [`anything (${(error as Error).message})`] };
  }
}
