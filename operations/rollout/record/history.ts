/** The rollouts of a release that ended: the last ten are kept at home. */
import { KubeError } from "../../../kubernetes/client";
import { RecordError } from "../../../model/rollout/codec/codec";
import { historyNames } from "../../../model/rollout/names";
import type { RolloutRecord } from "../../../model/rollout/record";
import { systemClock } from "../../clock";
import { inTime } from "../../deadline";
import { readData } from "./data";
import { answerLimitMs, mayNot, pathIn, unreadable, versionOf, type RecordObject } from "./read";
import type { RecordHome } from "./save";
import { ChangedError, writeRecord } from "./write";

/** A rollout that ended, or why it can't be read. */
export type Ended =
  | { readonly kind: "record"; readonly record: RolloutRecord }
  | { readonly kind: "unreadable"; readonly why: string };

/** One of the ConfigMaps in which they are kept. */
type Place = { readonly name: string } & (
  { readonly kind: "none" } | (Ended & { readonly version: string })
);

/** How often a write is tried while another one writes there. */
const mostTries = 5;

/**
 * The rollouts that ended, the newest first.
 *
 * @throws Error that says why they can't be read
 */
export async function history(home: RecordHome): Promise<Ended[]> {
  const places = await readPlaces(home);
  const ended = places.filter((one) => one.kind !== "none");
  return ended.sort((a, b) => startOf(b) - startOf(a));
}

/**
 * Keeps a rollout that ended, before the next one takes the place of its record: in a ConfigMap that
 * is free, or in that of the oldest one. One that is kept already stays.
 *
 * @throws Error that says why it can't be kept
 */
export async function keepEnded(home: RecordHome, record: RolloutRecord): Promise<void> {
  const { place, api, clock = systemClock } = home;
  for (let tries = 1; ; tries += 1) {
    const places = await readPlaces(home);
    if (places.some((one) => one.kind === "record" && one.record.id === record.id)) return;
    const [free] = places.sort((a, b) => startOf(a) - startOf(b));
    if (!free) return;
    const { name } = free;
    const version = free.kind === "none" ? {} : { version: free.version };
    try {
      const write = writeRecord(api, { place, record, name, ...version });
      await inTime(write, { limitMs: answerLimitMs, clock });
      return;
    } catch (error) {
      if (!(error instanceof ChangedError) || tries === mostTries) throw error;
    }
  }
}

/** Milliseconds since 1970. What is free comes before all, what can't be read after the oldest. */
function startOf(one: Place): number {
  if (one.kind === "none") return -Infinity;
  return one.kind === "record" ? Date.parse(one.record.startedAt) : Infinity;
}

function readPlaces({ place, api, clock = systemClock }: RecordHome): Promise<Place[]> {
  return Promise.all(
    historyNames(place.release).map(async (name): Promise<Place> => {
      const read = api.getDated<RecordObject>(pathIn(place, name));
      const { object } = await inTime(read, { limitMs: answerLimitMs, clock }).catch((error) => {
        if (error instanceof KubeError && error.status === 403)
          throw new Error(mayNot("get", place, `ConfigMap ${name}`), { cause: error });
        throw error;
      });
      if (!object) return { name, kind: "none" };
      const version = versionOf(object);
      try {
        return { name, kind: "record", record: readData(object), version };
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        return { name, kind: "unreadable", why: unreadable(place, error, name), version };
      }
    }),
  );
}
