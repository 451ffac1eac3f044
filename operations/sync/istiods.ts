/** Connects to the istiods of all primary clusters. */
import { stageOf, type Stage } from "../../model/kinds";
import type { Cluster } from "../../model/release/cluster";
import { isPrimary, meshNamespaceOf } from "../../model/release/cluster-role";
import type { ClusterApi } from "../cluster-api";
import type { ReachedCluster } from "../clusters/reached";
import { systemClock, type Clock } from "../clock";
import { RefusalError } from "../refusal";
import { retry } from "../retry";
import { AwayError, Istiod, NotReadyError, type IstiodOptions } from "./istiod";
import { notReadyMessage, waitsForIstiodText } from "./messages";
import type { AskedCluster, Clients } from "./asked";
import type { SyncScope } from "./store";
import { neededTypes } from "./xds";

/** The clusters whose istiods can be asked, and those whose istiods can't. */
export interface Istiods {
  readonly asked: readonly AskedCluster[];
  /** Why istiods can't be asked, in words, one text for each cluster. */
  readonly unasked: readonly string[];
  /** The part of `unasked` that may change when it is asked again: the API server is away. */
  readonly away: readonly string[];
  /** Clients of all clusters, also of remote ones: their endpoints count. */
  readonly clients: Clients;
}

/** How istiods are connected to. */
export interface ConnectOptions extends IstiodOptions {
  /** Seconds that a cluster waits for a first ready pod of its istiod. @default 0 */
  readonly readySeconds?: number;
  /** Gets a line for each cluster that waits. @default nothing */
  readonly onWait?: (line: string) => void;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/** Milliseconds between two looks at an istiod whose pods are not ready. */
const readyPauseMs = 500;

/**
 * Connects to every istiod; one that can't be asked is named and fails nothing. One that has pods,
 * none of them ready, starts or restarts: it can be asked soon, so it is waited for.
 *
 * @throws RefusalError that names the istiods of which no pod became ready in time
 */
export async function connectIstiods(
  reached: readonly Pick<ReachedCluster, "cluster" | "client" | "noClient">[],
  options: ConnectOptions = {},
): Promise<Istiods> {
  const unasked: string[] = [];
  const away: string[] = [];
  const notReady: { cluster: string; pods: readonly string[] }[] = [];
  const asked = await Promise.all(
    reached
      .filter(({ cluster }) => isPrimary(cluster))
      .map(async ({ cluster, client, noClient }): Promise<AskedCluster[]> => {
        const { name } = cluster;
        try {
          if (!client) throw new Error(noClient ?? "the program has no client for this cluster");
          const istiods = await readyIstiods({ name, client, cluster }, options);
          return [{ name, client, istiods }];
        } catch (error) {
          if (error instanceof NotReadyError) {
            notReady.push({ cluster: name, pods: error.pods });
            return [];
          }
          const why = `istiod of ${name} can't be asked: ${(error as Error).message}`;
          unasked.push(why);
          if (error instanceof AwayError) away.push(why);
          return [];
        }
      }),
  );
  if (notReady.length > 0) {
    closeIstiods({ asked: asked.flat() });
    const cause = new NotReadyError(notReady.flatMap(({ pods }) => pods));
    throw new RefusalError(notReadyMessage(options.readySeconds ?? 0, notReady), { cause });
  }
  const clients = new Map(
    reached.flatMap(({ cluster, client }) => (client ? [[cluster.name, client] as const] : [])),
  );
  return { asked: asked.flat(), unasked, away, clients };
}

/** Connects to the ready replicas of one cluster's istiod, and waits for a first one. */
function readyIstiods(
  { name, client, cluster }: { name: string; client: ClusterApi; cluster: Cluster },
  { readySeconds = 0, onWait, clock = systemClock, ...options }: ConnectOptions,
): Promise<Istiod[]> {
  let said = false;
  const connect = () =>
    Istiod.all(client, meshNamespaceOf(cluster), options).catch((error: Error) => {
      if (error instanceof NotReadyError && !said && readySeconds > 0) {
        said = true;
        onWait?.(waitsForIstiodText(name, error.pods));
      }
      throw error;
    });
  return retry(connect, {
    limitMs: readySeconds * 1000,
    pauseMs: readyPauseMs,
    clock,
    isFinal: (error) => readySeconds === 0 || !(error instanceof NotReadyError),
  });
}

/** Closes the connections to all istiods. */
export function closeIstiods({ asked }: Pick<Istiods, "asked">): void {
  for (const { istiods } of asked) for (const istiod of istiods) istiod.close();
}

/**
 * Whether a cluster has a ready replica of istiod that is not asked: one that was started meanwhile,
 * of any revision. Proxies may have gone to it.
 */
export async function hasNewIstiods(
  reached: readonly Pick<ReachedCluster, "cluster">[],
  { asked }: Pick<Istiods, "asked">,
): Promise<boolean> {
  const news = await Promise.all(
    asked.map(async ({ name, client, istiods }) => {
      const found = reached.find(({ cluster }) => cluster.name === name);
      const ready = found ? await Istiod.ready(client, meshNamespaceOf(found.cluster)) : [];
      return ready.some((pod) => istiods.every((istiod) => istiod.name !== pod));
    }),
  );
  return news.includes(true);
}

/**
 * What istiods must have and proxies must take. All primary clusters have the same objects, so those
 * of the first one say it.
 *
 * @param stage left out: what all stages, of an update that broke off, may have left
 * @param moves whether the update deletes pods of a version that runs on in another cluster:
 * proxies must have its other pods before
 */
export function scopeOf(
  reached: readonly Pick<ReachedCluster, "cluster" | "objects" | "plan">[],
  stage: Stage | undefined,
  moves: boolean,
): SyncScope {
  const first = reached.find(({ cluster }) => isPrimary(cluster));
  const objects = first?.objects ?? [];
  const hasPods = stage === undefined || stage === "workloads";
  return {
    namespace: first?.plan.namespace.namespace ?? "",
    services: hasPods ? (first?.plan.services.map(({ service }) => service) ?? []) : [],
    objects: objects.filter((object) => !stage || stageOf(object) === stage),
    needed: [
      ...neededTypes(objects, stage),
      ...(hasPods && moves ? [{ type: "ClusterLoadAssignment" as const }] : []),
    ],
  };
}
