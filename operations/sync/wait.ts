/** Polls the istiods of all primary clusters until their proxies are synced. */
import { isInIstiod } from "../../model/kinds";
import type { Manifest } from "../../model/manifests/metadata";
import { listPath } from "../../kubernetes/object-path";
import type { Clock } from "../clock";
import type { ClusterApi } from "../cluster-api";
import { awaitPush, isOver, judgeAnswer, type IstiodAnswer } from "./decide";
import type { Istiod } from "./istiod";
import type { EndpointSlice, StoredConfig } from "./istiod-state";
import { lagText } from "./messages";
import { staleConfigs, staleEndpoints, type Collection } from "./stale";

/** Milliseconds between two questions to an istiod. */
const pauseMs = 40;

/** The same for an istiod that should have what its API server has, and has not. */
const slowPauseMs = 1000;

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
  /**
   * How long an istiod's store may lag behind its API server, if that is longer. @default 0
   */
  readonly storeSeconds?: number;
  /** Gets a line for each istiod whose store lags for longer than `seconds`. @default nothing */
  readonly onLag?: (line: string) => void;
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
        istiodSynced(istiod, { live, slices, scope, cluster: name, ...limit }),
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
}

/** @returns the number of its proxies */
async function istiodSynced(istiod: AskedIstiod, question: Question): Promise<number> {
  const { clock, seconds } = question;
  await untilStored(istiod, question);
  const wait = { ...question, deadlineMs: clock.now() + seconds * 1000 };
  let awaited = awaitPush(await answerOf(istiod, clock));
  for (;;) {
    const answer = await answerOf(istiod, clock);
    const judged = judgeAnswer(awaited, answer);
    if (judged.stale.length === 0) return answer.proxies.length;
    awaited = judged.awaited;
    await pauseOrGiveUp(judged.stale, wait);
  }
}

/**
 * Waits until an istiod's store holds the stage. After an API server was away, istiod reads it again
 * only after a pause of up to a minute, as all clients made with client-go do.
 */
async function untilStored(istiod: AskedIstiod, question: Question): Promise<void> {
  const { clock, seconds, storeSeconds = 0, cluster, onLag } = question;
  const beganMs = clock.now();
  const longest = Math.max(seconds, storeSeconds);
  const wait = { ...question, seconds: longest, deadlineMs: beganMs + longest * 1000 };
  let said = false;
  for (;;) {
    const missing = await staleStore(istiod, question);
    if (missing.length === 0) return;
    const lags = isOver(clock.now(), beganMs + seconds * 1000);
    if (lags && !said && longest > seconds) onLag?.(lagText(cluster, missing));
    said ||= lags;
    await pauseOrGiveUp(missing, wait, lags ? slowPauseMs : pauseMs);
  }
}

async function pauseOrGiveUp(
  stale: readonly string[],
  { clock, deadlineMs, seconds, cluster, signal }: Question & { readonly deadlineMs: number },
  ms = pauseMs,
): Promise<void> {
  signal?.throwIfAborted();
  if (isOver(clock.now(), deadlineMs))
    throw new StaleError(
      seconds,
      stale.map((what) => `${cluster}: ${what}`),
    );
  await clock.sleep(ms);
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
