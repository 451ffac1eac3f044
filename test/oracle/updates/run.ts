// Brings model clusters to a plan step by step, and collects what goes wrong meanwhile.
import { isPrimary } from "../../../model/release/cluster-role";
import type { Manifest } from "../../../model/manifests/metadata";
import { stageOf, type Stage } from "../../../model/kinds";
import { once } from "../../../model/once";
import { stageOrder } from "../../../model/plan/order";
import { manifests, type ReleasePlan } from "../../../model/plan/plan";
import type { Draw } from "../arbitraries/draw";
import { violations } from "./invariants";
import { keyOf, WorldCluster, type RouteObject } from "./world";

/** How an update goes about it. */
export interface UpdateOrder {
  readonly stages: readonly Stage[];
  /** Whether it waits for the proxies between two stages. @default true */
  readonly waits?: boolean;
  /**
   * Kinds, in the order in which their objects are deleted.
   *
   * @default the engine's, by dependencies
   */
  readonly deletions?: readonly string[];
  /** The stage before which it deletes. @default after all of them */
  readonly deletesBefore?: Stage;
}

const deletions = [
  "VirtualService",
  "DestinationRule",
  "PeerAuthentication",
  "Gateway",
  "Deployment",
];
const last = ["Service", "Namespace"];

/** The clusters of a plan, with nothing in them. */
export function emptyWorld(plan: ReleasePlan): WorldCluster[] {
  return plan.clusters.map(({ cluster }) => new WorldCluster(cluster.name, isPrimary(cluster)));
}

/**
 * Brings the clusters to a plan, in the order of the model unless another one is given. The draws
 * decide the order of the objects of one stage.
 *
 * @param stopAfter number of changes after which it breaks off
 * @returns what was wrong for some proxy meanwhile
 */
export function update(
  world: readonly WorldCluster[],
  plan: ReleasePlan,
  draw: Draw,
  order: UpdateOrder = { stages: stageOrder(plan.release) },
  stopAfter = Infinity,
): string[] {
  const wrong: string[] = [];
  let left = stopAfter;
  const wanted = new Map(
    plan.clusters.map((one) => [
      one.cluster.name,
      new Map(manifests(one).map((manifest) => [keyOf(manifest), manifest])),
    ]),
  );
  // Where nothing was written, and nobody learnt of anything, the same things are wrong as before.
  let [unchecked, unsettled] = [true, true];
  const touched = () => ([unchecked, unsettled] = [true, true]);
  const run = (changes: readonly (() => void)[]) => {
    for (const change of changes)
      if (left-- > 0) {
        change();
        touched();
      }
    if (unchecked) wrong.push(...violations(world));
    unchecked = false;
  };
  const wait = () => {
    if (!unsettled || left <= 0 || order.waits === false) return;
    for (const cluster of world) cluster.settle();
    [unchecked, unsettled] = [true, false];
  };
  const removeAll = () => {
    if (left > 0) {
      markLeaving(world, wanted);
      touched();
    }
    for (const kind of [...(order.deletions ?? deletions), ...last]) run(removals(kind));
  };
  const removals = (kind: string) =>
    shuffled(draw, world, (cluster) =>
      [...cluster.live.values()]
        .filter((one) => one.kind === kind && !wanted.get(cluster.name)?.has(keyOf(one)))
        .sort((a, b) => Number(delegates(b)) - Number(delegates(a)))
        .map((one) => () => cluster.remove(keyOf(one))),
    );
  for (const stage of order.stages) {
    if (stage === order.deletesBefore) removeAll();
    run(
      shuffled(draw, world, (cluster) =>
        mixed(draw, [...(wanted.get(cluster.name)?.values() ?? [])])
          .filter((one) => stageOf(one) === stage)
          .filter((one) => textOf(cluster.live.get(keyOf(one))) !== textOf(one))
          .sort((a, b) => Number(delegates(a)) - Number(delegates(b)))
          .map((one) => () => cluster.apply(one)),
      ),
    );
    wait();
  }
  if (!order.deletesBefore) removeAll();
  return [...new Set(wrong)];
}

/** Each object is written once, and compared with the next one of its name. */
const jsonOnce = once((manifest: Manifest) => JSON.stringify(manifest));

function textOf(manifest: Manifest | undefined): string | undefined {
  return manifest && jsonOnce(manifest);
}

/** Notes the hosts of Services that the new plan does not have. */
function markLeaving(
  world: readonly WorldCluster[],
  wanted: ReadonlyMap<string, ReadonlyMap<string, Manifest>>,
): void {
  for (const { name, live, leaving } of world)
    for (const [key, { kind, metadata }] of live)
      if (kind === "Service" && !wanted.get(name)?.has(key))
        leaving.add(`${metadata.name}.${metadata.namespace}.svc.cluster.local`);
}

function delegates(manifest: Manifest): boolean {
  if (manifest.kind !== "VirtualService") return false;
  return ((manifest as RouteObject).spec.http ?? []).some(({ delegate }) => delegate !== undefined);
}

/** The changes of all clusters, each cluster's in their order. */
function shuffled(
  draw: Draw,
  world: readonly WorldCluster[],
  changesOf: (cluster: WorldCluster) => readonly (() => void)[],
): (() => void)[] {
  const queues = world.map((cluster) => [...changesOf(cluster)]);
  const all: (() => void)[] = [];
  for (;;) {
    const waiting = queues.filter((queue) => queue.length > 0);
    if (waiting.length === 0) return all;
    const next = draw.one(waiting).shift();
    if (next) all.push(next);
  }
}

function mixed<T>(draw: Draw, values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, at: draw.whole(0, 1e6) }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
