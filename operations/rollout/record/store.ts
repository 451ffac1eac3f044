/** The record of a rollout as its driver reads and writes it: the truth at home, copies elsewhere. */
import { systemClock, type Clock } from "../../clock";
import type { Result } from "../../result";
import type { DrivePort } from "../drive";
import { copyTo } from "./copy-to";
import type { Copy, CopyOutcome, RecordApi, RecordCluster, RecordPlace } from "./copy";
import { readCopies } from "./read";
import { OtherDriverError, saveAtHome } from "./save";

/** Where a driver keeps its record. */
export interface StoreOptions {
  readonly place: RecordPlace;
  /** All primary clusters. */
  readonly clusters: readonly RecordCluster[];
  /** Name of the one whose copy is the truth. */
  readonly home: string;
  /** Throws where this driver may not write any more, as that of a `HeldLease`. */
  readonly check?: () => void;
  /** Gets what became of the copies in the other clusters. @default nothing does */
  readonly onCopies?: (outcomes: readonly CopyOutcome[]) => void;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/**
 * Reads and writes the record for a driver.
 *
 * - A copy that can't be read, or may not be, stops the driver in whatever cluster it is: an abort
 *   may stand there. A cluster that is away does not.
 * - A cluster that was away at the last reading gets no copy: each step would wait for it.
 */
export function recordStore(options: StoreOptions): Pick<DrivePort, "read" | "save"> {
  const { place, clusters, home, check, onCopies, clock = systemClock } = options;
  let seen: readonly Copy[] = [];
  return {
    read: async () => {
      // Without home nothing is decided, so it has its time.
      const silent = new Set(
        seen.flatMap((one) => (one.kind === "away" && one.cluster !== home ? [one.cluster] : [])),
      );
      seen = await readCopies(place, clusters, { clock, silent });
      const stopping = seen.find(
        (one) => "why" in one && (one.cluster === home || one.kind !== "away"),
      );
      if (stopping && "why" in stopping)
        return { away: `cluster ${stopping.cluster}: ${stopping.why}` };
      const here = seen.find(({ cluster }) => cluster === home);
      if (!here || "why" in here) return { away: `${home} is no primary cluster of the stack` };
      const others = seen.filter((one) => one.kind === "record" && one.cluster !== home);
      return {
        nowMs: here.nowMs,
        home: here.kind === "record" ? here : undefined,
        others: others.flatMap((one) => (one.kind === "record" ? [one.record] : [])),
      };
    },
    save: async (record, version) => {
      check?.();
      const api = await clientOf(clusters, home);
      if (!api.ok) return { away: api.failure };
      try {
        await saveAtHome({ place, cluster: home, api: api.value, clock }, record, version);
      } catch (error) {
        if (error instanceof OtherDriverError) return "conflict";
        return { away: (error as Error).message };
      }
      const silent = new Set(seen.flatMap((one) => (one.kind === "away" ? [one.cluster] : [])));
      const others = clusters.filter(({ cluster }) => cluster !== home && !silent.has(cluster));
      const outcomes = await copyTo(place, others, record, { clock, seen });
      onCopies?.(outcomes);
      return "saved";
    },
  };
}

async function clientOf(
  clusters: readonly RecordCluster[],
  name: string,
): Promise<Result<RecordApi>> {
  const found = clusters.find(({ cluster }) => cluster === name);
  if (!found) return { ok: false, failure: `${name} is no primary cluster of the stack` };
  return found.client;
}
