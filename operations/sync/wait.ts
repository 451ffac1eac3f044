import { setTimeout as sleep } from "node:timers/promises";
import {
  configsBehind,
  endpointsBehind,
  newestPush,
  proxiesBehind,
  type Collection,
} from "./decide";
import type { EndpointSlice, StoredConfig } from "./istiod-state";
import { isInIstiod } from "../../model/kinds";
import type { Manifest } from "../../model/manifests/metadata";
import type { KubeClient } from "../../kubernetes/client";
import type { Istiod } from "./istiod";
import { listPath } from "../../kubernetes/object-path";

/** Milliseconds between two questions to an istiod. */
const pause = 40;

/**
 * Milliseconds without any change that has come in, after which istiod has pushed all that came before: it gathers changes
 * until 100 ms pass without one (PILOT_DEBOUNCE_AFTER, pilot/pkg/features/tuning.go).
 */
const quiet = 250;

/** A cluster whose mesh configuration proxies read, with all replicas of its istiod. */
export interface AskedCluster {
  readonly name: string;
  readonly client: KubeClient;
  readonly istiods: readonly Istiod[];
}

/** What is waited for. */
export interface SettleScope {
  readonly namespace: string;
  /** Names of the Services whose endpoints count. */
  readonly services: readonly string[];
  /** The objects of the release in a primary cluster: their kinds and namespaces are compared. */
  readonly objects: readonly Manifest[];
}

/** The proxies did not take what was applied within the time limit. */
export class NotSettled extends Error {
  constructor(
    readonly seconds: number,
    /** What is missing, each in words with its cluster. */
    readonly behind: readonly string[],
  ) {
    super(`after ${seconds} s ${behind.slice(0, 5).join("; ")}`);
  }
}

/**
 * Waits until every istiod has what its API server has, has pushed it, and every proxy has acknowledged what it was
 * sent. A proxy counts as long as it is connected.
 *
 * @param everywhere all clusters of the release, for their endpoints
 * @returns the number of proxies, by cluster
 * @throws NotSettled after the time limit
 */
export async function settled(
  primaries: readonly AskedCluster[],
  everywhere: readonly KubeClient[],
  scope: SettleScope,
  { limitSeconds, signal }: { readonly limitSeconds: number; readonly signal?: AbortSignal },
): Promise<Record<string, number>> {
  const deadline = Date.now() + limitSeconds * 1000;
  // Read again each time: pods come and go meanwhile.
  const slices = async () =>
    (await Promise.all(everywhere.map((client) => slicesOf(client, scope)))).flat();
  const counts = await Promise.all(
    primaries.map(async ({ client, name, istiods }) => {
      const live = () => liveConfigs(client, scope.objects);
      const asked = istiods.map((istiod) =>
        askUntilTaken(istiod, { live, slices, scope, cluster: name, deadline, signal }),
      );
      const proxies = await Promise.all(asked);
      return [name, proxies.reduce((sum, count) => sum + count, 0)] as const;
    }),
  ).catch((error: unknown) => {
    if (error instanceof Behind) throw new NotSettled(limitSeconds, error.behind);
    throw error;
  });
  return Object.fromEntries(counts);
}

interface Question {
  readonly live: () => Promise<readonly StoredConfig[]>;
  readonly slices: () => Promise<readonly EndpointSlice[]>;
  readonly scope: SettleScope;
  readonly cluster: string;
  readonly deadline: number;
  readonly signal?: AbortSignal;
}

/** What is missing when the time is over. */
class Behind extends Error {
  constructor(readonly behind: readonly string[]) {
    super("not settled");
  }
}

async function askUntilTaken(istiod: Istiod, question: Question): Promise<number> {
  const { cluster, deadline, signal } = question;
  let behind: string[];
  const check = () => {
    signal?.throwIfAborted();
    if (Date.now() < deadline) return;
    throw new Behind(behind.map((what) => `${cluster}: ${what}`));
  };
  while ((behind = await storeBehind(istiod, question)).length > 0) {
    check();
    await sleep(pause);
  }
  // Two pushes begin one after the other, so the second one began after this moment, with all that is in the store.
  const pushed = newestPush(await istiod.proxies()) + 2;
  let updates = await istiod.inboundUpdates();
  let since = Date.now();
  for (;;) {
    const [proxies, now] = [await istiod.proxies(), await istiod.inboundUpdates()];
    if (now !== updates) [updates, since] = [now, Date.now()];
    const complete = Date.now() - since >= quiet || newestPush(proxies) >= pushed;
    behind = complete ? proxiesBehind(proxies) : ["changes are still coming in"];
    if (behind.length === 0) return proxies.length;
    check();
    await sleep(pause);
  }
}

async function storeBehind(istiod: Istiod, { live, slices, scope }: Question): Promise<string[]> {
  const [objects, ends] = await Promise.all([live(), slices()]);
  const [stored, shards] = [await istiod.configs(), await istiod.endpoints()];
  return [
    ...configsBehind(objects, stored, collectionsOf(scope.objects)),
    ...endpointsBehind(scope.namespace, scope.services, ends, shards),
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
  client: KubeClient,
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
  client: KubeClient,
  { namespace }: SettleScope,
): Promise<readonly EndpointSlice[]> {
  return client.list(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`);
}
