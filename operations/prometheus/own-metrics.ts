/** Counts metrics of the user's own. */
import type { Pair } from "../../model/analysis/counts";
import type { OwnMetric } from "../../model/analysis/spec";
import type { WindowCounts } from "./asked-server";
import type { Increment } from "./increments";
import { QueryRefusedError } from "./source";
import { ownCounters } from "./standard-metrics";
import type { Outcome } from "./tallies";

/** What a server says of an own metric for the services of all pairs. */
export interface OwnOutcomes {
  readonly metric: string;
  readonly service: string;
  readonly outcomes: readonly Outcome[];
  /** Whether the server has the counter of all events. */
  readonly seen: boolean;
  /** Why the server gives none, though it can be asked. */
  readonly why?: string;
}

/**
 * Counts the events of each service; a selector that names no service is asked once for all of them.
 *
 * @throws Error that says why the server can't be asked
 */
export async function ownOutcomes(
  counts: WindowCounts,
  metric: OwnMetric,
  { namespace, pairs }: { readonly namespace: string; readonly pairs: readonly Pair[] },
): Promise<OwnOutcomes[]> {
  const { versionLabel = "version", clusterLabel = "cluster" } = metric;
  const by = [versionLabel, clusterLabel];
  const asked = new Map<string, ReturnType<WindowCounts["of"]>>();
  const grown = (selected: string) => {
    const found = asked.get(selected) ?? counts.of(ownCounters(selected, by));
    asked.set(selected, found);
    return found;
  };
  const found: OwnOutcomes[] = [];
  for (const service of new Set(pairs.map((pair) => pair.service))) {
    const filled = (text: string) => fill(text, { service, namespace });
    const about = { metric: metric.name, service };
    try {
      const total = await grown(filled(metric.total));
      const bad = await grown(filled(metric.bad));
      const outcomes = joined(service, total.grown, bad.grown);
      found.push({ ...about, outcomes, seen: total.seen });
    } catch (error) {
      // The servers of other clusters may have it, and the other metrics go on.
      if (!(error instanceof QueryRefusedError)) throw error;
      found.push({ ...about, outcomes: [], seen: false, why: error.message });
    }
  }
  return found;
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{ *(\w+) *\}\}/g, (all, name: string) => values[name] ?? all);
}

/** A metric of this kind does not tell where its callers are: they count as being beside the pods. */
function joined(
  service: string,
  total: readonly Increment[],
  bad: readonly Increment[],
): Outcome[] {
  const keyOf = ({ values }: Increment) => values.join("\u0000");
  const badBy = new Map(bad.map((one) => [keyOf(one), one.by]));
  return total.map((one): Outcome => {
    const [version = "", cluster = ""] = one.values;
    const failed = Math.min(badBy.get(keyOf(one)) ?? 0, one.by);
    return { service, version, source: cluster, destination: cluster, counts: [one.by, failed] };
  });
}
