// Records of rollouts that a real driver has driven, in a world of clusters in memory.
import type { RolloutRecord } from "../../../model/rollout/record";
import type { RolloutSpec } from "../../../model/rollout/spec";
import type { FleetWeights } from "../../../model/rollout/state";
import { begun } from "../../../operations/rollout/decide/transitions";
import { drive } from "../../../operations/rollout/drive";
import { World, type WorldCluster } from "../../operations/rollout/world/world";

/** A rollout of `shop` from v1 to v2, and what happens to it. */
export interface Driven {
  readonly spec: RolloutSpec;
  readonly primaries: readonly string[];
  /** How long it is driven at most, half a minute at a time. */
  readonly minutes: number;
  /** The share of v2's requests that are bad, by the minute. @default none */
  readonly bad?: (minute: number) => number;
  /** What a gate says. @default "pass" */
  readonly verdict?: "pass" | "fail";
  /** What happens before the driver comes in that minute. */
  readonly at?: (minute: number, world: World, by: { by: string; at: string }) => void;
  /** Sees each write of routes. */
  readonly onRoutes?: (cluster: WorldCluster, world: World) => void;
}

/** Each version has all traffic in all clusters. */
export const fleetOf = (primaries: readonly string[], version: "v1" | "v2"): FleetWeights =>
  Object.fromEntries(
    primaries.map((name) => [name, { services: { shop: { [version]: 100 } }, lanes: {} }]),
  );

/** Drives it until it ends or its time is over. */
export async function driven(about: Driven): Promise<RolloutRecord> {
  const { spec, primaries, minutes, bad = () => 0, verdict = "pass", at, onRoutes } = about;
  const [start, goal] = [fleetOf(primaries, "v1"), fleetOf(primaries, "v2")];
  const world = new World(primaries, start);
  const begin = world.nowMs;
  const mark = () => ({ by: "anna@example.com", at: new Date(world.nowMs).toISOString() });
  const about1 = { id: "k3f9", release: "shop", home: primaries[0]!, primaries, spec, start, goal };
  world.put(begun({ ...about1, templates: {}, pods: {} }, 1, mark()));
  if (onRoutes) world.onRoutes = (cluster) => onRoutes(cluster, world);
  const never = { dies: () => false, late: () => false, between: () => undefined };
  for (let half = 0; half < 2 * minutes; half += 1, world.nowMs += 30_000) {
    const minute = (world.nowMs - begin) / 60_000;
    at?.(minute, world, mark());
    world.bad = bad(minute);
    const chances = { ...never, verdict: () => verdict };
    const port = world.port(() => world.record!.home, chances);
    const end = await drive({ port, by: "driver in west", once: true });
    if (end.end === "ended") break;
  }
  return world.record!;
}
