/** Lets an update ask the model of an istiod as it asks a real one. */
import type { AskedCluster } from "../../../operations/sync/asked";
import { defaultTuning } from "../../../operations/sync/pushes";
import type { SyncScope } from "../../../operations/sync/store";
import type { NeededType } from "../../../operations/sync/xds";
import type { ModelIstiod } from "./model-istiod";
import type { ModelChange } from "./model-proxy";
import type { Timeline } from "./timeline";

/** A model and what an update wrote into its mesh. */
export interface AskedModel {
  readonly istiod: ModelIstiod;
  readonly stage: ModelChange;
  readonly throttle: number;
  readonly time: Timeline;
  /** Milliseconds from a question to the moment of its answer, and from there to who asked. */
  readonly answerMs: () => number;
}

const metadata = { name: "shop", namespace: "shop" };

/** The cluster of the model: its API server has the stage's object, istiod when it is in its store. */
export function askedCluster({
  istiod,
  stage,
  throttle,
  time,
  answerMs,
}: AskedModel): AskedCluster {
  const answer = <T>(of: () => T): Promise<T> => {
    time.pass(answerMs());
    const value = of();
    time.pass(answerMs());
    return Promise.resolve(value);
  };
  const route = { kind: "VirtualService", metadata: { ...metadata, uid: "u1", generation: 2 } };
  return {
    name: "west",
    client: {
      create: () => Promise.reject(new Error("unknown")),
      list: (path) =>
        path.includes("/pods?")
          ? Promise.reject(new Error("forbidden"))
          : Promise.resolve([{ metadata: route.metadata }] as never),
    },
    istiods: [
      {
        ...{ name: "istiod-0", clusterId: "west", revision: "default" },
        tuning: { ...defaultTuning, throttle },
        configs: () => answer(() => (istiod.stored.includes(stage) ? [route] : [])),
        endpoints: () => answer(() => ({})),
        proxies: () => answer(() => ({ proxies: istiod.states(), nowMs: NaN })),
        metrics: () => answer(() => istiod.metrics()),
        close: () => undefined,
      },
    ],
  };
}

/** What an update waits for in the model's mesh. */
export function scopeOf(needed: readonly NeededType[]): SyncScope {
  const route = { apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata };
  return { namespace: "shop", services: [], objects: [route], needed };
}
