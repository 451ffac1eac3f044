/** Polls the istiods of all primary clusters until their proxies are synced. */
import { isInIstiod } from "../../model/kinds";
import type { Manifest } from "../../model/manifests/metadata";
import { listPath } from "../../kubernetes/object-path";
import type { Clock } from "../clock";
import type { ClusterApi } from "../cluster-api";
import { awaitPush, isOver, judgeAnswer, type IstiodAnswer } from "./decide";
import type { Istiod } from "./istiod";
import type { EndpointSlice, StoredConfig } from "./istiod-state";
import { staleConfigs, staleEndpoints, type Collection } from "./stale";

/** Milliseconds between two questions to an istiod. */
const pauseMs = 40;

/** A primary cluster with all ready replicas of its istiod. */
export interface AskedCluster {
  readonly name: string;
  readonly client: Pick<ClusterApi, "list">;
  readonly istiods: readonly Pick<
    Istiod,
    "configs" | "endpoints" | "proxies" | "inboundUpdates" | "close"
  >[];
}

type AskedIstiod = AskedCluster["istiods"][number];

/** What proxies must have. */
export interface SyncScope {
  readonly namespace: string;
  /** Names of the Services whose endpoints count. */
  readonly services: readonly string[];
  /** The objects of the release in a primary cluster; their kinds and namespaces are compared. */
  readonly objects: readonly Manifest[];
}

/** How long proxies may take. */
export interface SyncLimit {
  readonly seconds: number;
  readonly clock: Clock;
  /** Ends the questions early. */
  readonly signal?: AbortSignal;
}

/** Proxies did not sync within the time limit. */
export class StaleError extends Error {
  override name = "StaleError";
  constructor(
    readonly seconds: number,
    /** What is missing, in words, each with its cluster. */
    readonly stale: readonly string[],
  ) {
    super(`after ${seconds} s ${stale.slice(0, 5).join("; ")}`);
  }
}

/**
 * Waits until every istiod has what its API server has, has pushed it, and every connected proxy
 * has acknowledged it.
 *
 * @param everywhere clients of all clusters of the release, for their endpoints
 * @returns the number of proxies in all clusters
 * @throws StaleError after the time limit
 * @throws Error where an API server or an istiod does not answer
 */
export async function untilSynced(
  primaries: readonly AskedCluster[],
  everywhere: readonly Pick<ClusterApi, "list">[],
  scope: SyncScope,
  limit: SyncLimit,
): Promise<number> {
  const deadlineMs = limit.clock.now() + limit.seconds * 1000;
  // Read again each time: pods come and go meanwhile.
  const slices = async () =>
    (await Promise.all(everywhere.map((client) => slicesOf(client, scope)))).flat();
  const counts = await Promise.all(
    primaries.flatMap(({ client, name, istiods }) => {
      const live = () =>
        liveConfigs(client, scope.objects).catch((error: Error) => {
          throw new Error(`cluster ${name}: ${error.message}`, { cause: error });
        });
      return istiods.map((istiod) =>
        istiodSynced(istiod, { live, slices, scope, cluster: name, deadlineMs, ...limit }),
      );
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

interface Question extends SyncLimit {
  readonly live: () => Promise<readonly StoredConfig[]>;
  readonly slices: () => Promise<readonly EndpointSlice[]>;
  readonly scope: SyncScope;
  readonly cluster: string;
  readonly deadlineMs: number;
}

/** @returns the number of its proxies */
async function istiodSynced(istiod: AskedIstiod, question: Question): Promise<number> {
  const { clock } = question;
  for (;;) {
    const missing = await staleStore(istiod, question);
    if (missing.length === 0) break;
    await pauseOrGiveUp(missing, question);
  }
  let awaited = awaitPush(await answerOf(istiod, clock));
  for (;;) {
    const answer = await answerOf(istiod, clock);
    const judged = judgeAnswer(awaited, answer);
    if (judged.stale.length === 0) return answer.proxies.length;
    awaited = judged.awaited;
    await pauseOrGiveUp(judged.stale, question);
  }
}

async function pauseOrGiveUp(
  stale: readonly string[],
  { clock, deadlineMs, seconds, cluster, signal }: Question,
): Promise<void> {
  signal?.throwIfAborted();
  if (isOver(clock.now(), deadlineMs))
    throw new StaleError(
      seconds,
      stale.map((what) => `${cluster}: ${what}`),
    );
  await clock.sleep(pauseMs);
}

async function answerOf(istiod: AskedIstiod, clock: Clock): Promise<IstiodAnswer> {
  const proxies = await istiod.proxies();
  const inboundUpdates = await istiod.inboundUpdates();
  return { proxies, inboundUpdates, atMs: clock.now() };
}

async function staleStore(
  istiod: AskedIstiod,
  { live, slices, scope }: Question,
): Promise<string[]> {
  const [objects, ends] = await Promise.all([live(), slices()]);
  const [stored, shards] = [await istiod.configs(), await istiod.endpoints()];
  return [
    ...staleConfigs(objects, stored, collectionsOf(scope.objects)),
    ...staleEndpoints(scope.namespace, scope.services, ends, shards),
  ];
}

function collectionsOf(
  objects: readonly Manifest[],
): (Collection & Pick<Manifest, "apiVersion">)[] {
  const configs = objects.filter(({ kind }) => isInIstiod(kind));
  const byPath = configs.map(({ apiVersion, kind, metadata: { namespace = "" } }) => {
    const collection = { apiVersion, kind, namespace };
    return [listPath({ ...collection, metadata: { namespace } }), collection] as const;
  });
  return [...new Map(byPath).values()];
}

async function liveConfigs(
  client: AskedCluster["client"],
  objects: readonly Manifest[],
): Promise<StoredConfig[]> {
  const lists = await Promise.all(
    collectionsOf(objects).map(async ({ apiVersion, kind, namespace }) => {
      const path = listPath({ apiVersion, kind, metadata: { namespace } });
      const items = await client.list<StoredConfig>(path);
      return items.map(({ metadata }) => ({ kind, metadata }));
    }),
  );
  return lists.flat();
}

function slicesOf(
  client: AskedCluster["client"],
  { namespace }: SyncScope,
): Promise<readonly EndpointSlice[]> {
  return client.list(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`);
}
