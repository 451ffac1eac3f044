/** Writes the routes of a step, or those to which traffic goes back, in one cluster. */
import { isDeepStrictEqual } from "node:util";
import { KubeError } from "../../../kubernetes/client";
import { readLive } from "../../../kubernetes/live-objects";
import { objectPath } from "../../../kubernetes/object-path";
import { objectName, type LiveObject } from "../../../model/live-object";
import type { Manifest } from "../../../model/manifests/metadata";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import { written } from "../../../model/manifests/ownership";
import type { ClusterApi } from "../../cluster-api";
import { markRoutes } from "../../abort/mark";
import type { Clock } from "../../clock";
import { inTime } from "../../deadline";
import type { Drift } from "../../drift/decide";
import { judgeRoutes, routesOf, type JudgedRoute } from "./judge";
import { movedBack } from "./moved-back";
import type { RouteChange, RouteOutcome, RouteTrouble } from "./port";

/** Milliseconds in which an API server must list its VirtualServices. */
const readLimitMs = 5000;

/** Milliseconds in which an API server must take a VirtualService. */
const writeLimitMs = 10_000;

/** How often routes are read and judged again that another client writes at the same time. */
const attempts = 5;

/**
 * What is done with routes that are not as a plan has them:
 * - `step`: where one of them is `other`, no route of the cluster is written
 * - `back`: their weights move, and the rest of them stays; one that another run of this program wrote
 *   stays as it is, because it may be that of an abort
 */
export type WriteMode = "step" | "back";

/**
 * Brings the routes of a cluster to its next plan: reads and judges them, then writes those that
 * differ, all at once, with the resourceVersion that was read. A server-side apply with one is
 * refused where the object changed since
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions).
 *
 * @returns what became of the cluster; it never throws
 */
export async function writeRoutes(
  change: RouteChange,
  mode: WriteMode,
  clock: Clock,
): Promise<RouteOutcome> {
  const { cluster, next } = change;
  const done = new Set<string>();
  const outcome = (trouble?: RouteTrouble): RouteOutcome => ({
    cluster: cluster.name,
    written: [...done],
    ...(trouble && { trouble }),
  });
  const client = await change.client;
  if (!client.ok) return outcome({ kind: "failed", failure: client.failure });
  for (let attempt = 1; ; attempt += 1)
    try {
      const reading = readLive(client.value, routesOf(next));
      const judged = judgeRoutes(change, await inTime(reading, { limitMs: readLimitMs, clock }));
      const trouble = troubleOf(judged);
      if (trouble && mode === "step") return outcome(trouble);
      const ended = mode === "step" ? await change.mayWrite?.() : undefined;
      if (ended !== undefined) return outcome({ kind: "ended", why: ended });
      const objects = judged.flatMap((one) => objectFor(one, mode) ?? []);
      const [failures, unmarked] = await Promise.all([
        writeAll(client.value, objects, { clock, done }),
        mode === "back" ? markRoutes(client.value, leftAsTheyAre(judged), clock) : undefined,
      ]);
      if (unmarked !== undefined) return outcome({ kind: "failed", failure: unmarked });
      const refused = failures.filter((one) => !isConflict(one));
      if (refused.length > 0) return outcome(failed(refused));
      if (failures.length === 0) return outcome(trouble);
      if (attempt === attempts) return outcome(failed(failures));
    } catch (error) {
      return outcome(failed([error as Error]));
    }
}

/**
 * Routes that need no write. They are marked, so that a driver which read them before, and was slow
 * since, can't write its step any more.
 */
function leftAsTheyAre(judged: readonly JudgedRoute[]): LiveObject[] {
  return judged.flatMap((one) => {
    const { live, verdict } = one;
    const isOfOtherRun = verdict.kind === "other" && !verdict.foreign;
    return live && !isOfOtherRun && !objectFor(one, "back") ? [live] : [];
  });
}

/** Another field manager's routes are told first, then those of other runs of this program. */
function troubleOf(judged: readonly JudgedRoute[]): RouteTrouble | undefined {
  const others = judged.flatMap(({ verdict }) => (verdict.kind === "other" ? [verdict] : []));
  const [first, ...drift] = others
    .sort((one, other) => Number(other.foreign) - Number(one.foreign))
    .flatMap((one): readonly Drift[] => one.drift);
  if (first) return { kind: "other", drift: [first, ...drift] };
  const missing = judged.flatMap(({ verdict, next }) =>
    verdict.kind === "missing" ? [objectName(next)] : [],
  );
  return missing.length > 0 ? { kind: "missing", routes: missing } : undefined;
}

/** @returns why objects were not written; those that were are added to `done` */
async function writeAll(
  client: Pick<ClusterApi, "apply">,
  objects: readonly Manifest[],
  { clock, done }: { readonly clock: Clock; readonly done: Set<string> },
): Promise<Error[]> {
  const outcomes = await Promise.all(
    objects.map(async (object) => {
      try {
        const applied = client.apply(objectPath(object), object);
        await inTime(applied, { limitMs: writeLimitMs, clock });
        done.add(objectName(object));
        return [];
      } catch (error) {
        return [error as Error];
      }
    }),
  );
  return outcomes.flat();
}

/** What is written in place of a live VirtualService; undefined where it stays. */
function objectFor(one: JudgedRoute, mode: WriteMode): Manifest | undefined {
  const { next, live, verdict } = one;
  if (!live || verdict.kind === "at") return undefined;
  if (verdict.kind === "before" || mode === "step") return basedOn(live, next);
  if (verdict.kind === "other" && !verdict.foreign) return undefined;
  const moved: VirtualServiceManifest = { ...next, spec: movedBack(live.spec, one) };
  return isDeepStrictEqual(moved.spec, live.spec) ? undefined : basedOn(live, moved);
}

/**
 * An object that the API server takes only in place of the one that was read. Where that is gone, an
 * apply of any version would make it anew; one with its uid is refused.
 */
function basedOn({ metadata: { resourceVersion, uid } }: LiveObject, object: Manifest): Manifest {
  const { metadata, ...rest } = written(object);
  return { ...rest, metadata: { ...metadata, resourceVersion, uid } } as Manifest;
}

function isConflict(error: Error): boolean {
  return error instanceof KubeError && error.status === 409;
}

function failed(failures: readonly Error[]): RouteTrouble {
  return { kind: "failed", failure: [...new Set(failures.map((one) => one.message))].join("; ") };
}
