/** Reads the copies of a record. */
import { KubeError, type KubeObject } from "../../../kubernetes/client";
import { objectPath } from "../../../kubernetes/object-path";
import { RecordError } from "../../../model/rollout/codec/codec";
import { recordName } from "../../../model/rollout/names";
import type { RolloutRecord } from "../../../model/rollout/record";
import { systemClock, type Clock } from "../../clock";
import { inTime } from "../../deadline";
import { resultOf } from "../../result";
import type { Copy, RecordApi, RecordCluster, RecordPlace } from "./copy";
import { readData, textOf, type RecordData } from "./data";

/** A ConfigMap of a rollout. */
export type RecordObject = KubeObject & RecordData;

/** Milliseconds in which one cluster must answer one question of a rollout. */
export const answerLimitMs = 5000;

/** What reading goes by. */
export interface ReadOptions {
  /** @default the clock of the machine */
  readonly clock?: Clock;
  /** Milliseconds for each cluster. @default 5000 */
  readonly limitMs?: number;
  /** Names of clusters that get less time, since they gave no answer before. @default none */
  readonly silent?: ReadonlySet<string>;
}

/** Milliseconds for a cluster that gave no answer before: each decision of a driver waits for it. */
const silentLimitMs = 1000;

/** The path of a ConfigMap of a release's rollouts. @default that of the record */
export function pathIn(place: RecordPlace, name = recordName(place.release)): string {
  const { namespace } = place;
  return objectPath({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace } });
}

/**
 * Reads the copies of all clusters side by side. A cluster that fails is a value: it keeps no other
 * one from being read.
 *
 * @returns one copy for each cluster, in their order
 */
export function readCopies(
  place: RecordPlace,
  clusters: readonly RecordCluster[],
  { clock = systemClock, limitMs = answerLimitMs, silent = new Set() }: ReadOptions = {},
): Promise<Copy[]> {
  const parse = parseOnce();
  const read = async ({ cluster, client }: RecordCluster): Promise<Copy> => {
    const connected = await client;
    if (!connected.ok) return { kind: "away", cluster, why: connected.failure };
    return readCopy(place, { cluster, api: connected.value, parse });
  };
  return Promise.all(
    clusters.map(async (one) => {
      const ownMs = silent.has(one.cluster) ? Math.min(limitMs, silentLimitMs) : limitMs;
      const result = await resultOf(inTime(read(one), { limitMs: ownMs, clock }));
      if (result.ok) return result.value;
      return { kind: "away", cluster: one.cluster, why: result.failure };
    }),
  );
}

interface OneCluster {
  readonly cluster: string;
  readonly api: RecordApi;
  readonly parse?: (object: RecordData) => RolloutRecord;
}

/** What one cluster has of the record. */
export async function readCopy(
  place: RecordPlace,
  { cluster, api, parse = readData }: OneCluster,
): Promise<Copy> {
  try {
    const { object, nowMs } = await api.getDated<RecordObject>(pathIn(place));
    if (!object) return { kind: "none", cluster, nowMs };
    const record = parse(object);
    if (record.release !== place.release)
      throw new RecordError(`it is the record of release ${record.release}`, false);
    return { kind: "record", cluster, record, version: versionOf(object), nowMs };
  } catch (error) {
    if (error instanceof RecordError)
      return { kind: "unreadable", cluster, why: unreadable(place, error) };
    if (error instanceof KubeError && error.status === 403)
      return { kind: "forbidden", cluster, why: mayNot("get", place) };
    return { kind: "away", cluster, why: (error as Error).message };
  }
}

export function versionOf({ metadata }: KubeObject): string {
  return metadata.resourceVersion ?? "";
}

/** Why an API server refuses a verb (403), and what to do. */
export function mayNot(
  verb: "get" | "create" | "patch",
  { release, namespace }: RecordPlace,
  what = `ConfigMap ${recordName(release)}`,
): string {
  return `the kubeconfig's user may not ${verb} the ${what} in namespace ${namespace} (403): grant the rights that \`npx gray rbac\` prints`;
}

/** What is wrong with a ConfigMap, and what to do. */
export function unreadable(
  place: RecordPlace,
  { message, otherFormat }: RecordError,
  name = recordName(place.release),
): string {
  const { namespace } = place;
  const fix = otherFormat
    ? "use the version of gray-release that wrote it, or a newer one"
    : `mend it, or delete it where no rollout runs (kubectl delete configmap ${name} -n ${namespace}): weights stay as they are`;
  return `its ConfigMap ${namespace}/${name} is no record that can be read: ${message}; ${fix}`;
}

/** Copies are mostly equal: each text is parsed once. */
function parseOnce(): (object: RecordData) => RolloutRecord {
  const parsed = new Map<string | undefined, RolloutRecord>();
  return (object) => {
    const text = textOf(object);
    const record = parsed.get(text) ?? readData(object);
    parsed.set(text, record);
    return record;
  };
}
