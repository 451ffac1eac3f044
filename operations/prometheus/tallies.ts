/** Adds the growth of counters up to what versions did. Pure. */
import type { Counts, Pair, Tally, UnreachedTally } from "../../model/analysis/counts";
import { flagsOf, ofVersion } from "./flags";
import type { Increment } from "./increments";
import type { LostRequests, SentTotal } from "./sent-requests";

/** Requests of one version between two clusters. */
export interface Outcome {
  readonly service: string;
  readonly version: string;
  readonly source: string;
  readonly destination: string;
  readonly counts: Counts;
}

/** gRPC statuses that are the fault of the server: unknown, deadline, unimplemented to unauthenticated. */
const badStatuses = /^(2|4|12|13|14|15)$/;

/** Requests that reached a pod. One whose caller went away (DC) says nothing about the version. */
export function receivedOutcomes(grown: readonly Increment[]): Outcome[] {
  return grown.flatMap(({ values, by }): Outcome[] => {
    const [service = "", version = "", source = "", destination = "", code = "", grpc = ""] =
      values;
    const flags = flagsOf(values[6]);
    if (flags.includes("DC") || by === 0) return [];
    const failed = code === "0" && ofVersion.some((flag) => flags.includes(flag));
    const bad = code.startsWith("5") || badStatuses.test(grpc) || failed;
    return [{ service, version, source, destination, counts: [by, bad ? by : 0] }];
  });
}

/** Requests that a caller could not bring to the version for which they were: only the caller saw them. */
export function failedOutcomes(lost: readonly LostRequests[]): Outcome[] {
  return lost.filter(blames).map(({ service, version, source, destination, by }) => ({
    ...{ service, version, source, destination },
    counts: [by, by],
  }));
}

/**
 * Requests to services by the cluster of their callers: all, and those that reached no pod.
 *
 * @param lost those that have no answer of a pod
 */
export function unreachedTallies(
  sent: readonly SentTotal[],
  lost: readonly LostRequests[],
): { readonly service: string; readonly tallies: readonly UnreachedTally[] }[] {
  const keyOf = ({ service, source }: Pick<SentTotal, "service" | "source">) =>
    `${service}/${source}`;
  const none = new Map<string, number>();
  for (const one of lost)
    if (!blames(one)) none.set(keyOf(one), (none.get(keyOf(one)) ?? 0) + one.by);
  const all = new Map<string, SentTotal>();
  for (const one of sent)
    all.set(keyOf(one), { ...one, by: one.by + (all.get(keyOf(one))?.by ?? 0) });
  const found = new Map<string, UnreachedTally[]>();
  for (const one of all.values()) {
    const { service, source, by } = one;
    const counts = [by, Math.min(by, none.get(keyOf(one)) ?? 0)] as const;
    found.set(service, [...(found.get(service) ?? []), { source, counts }]);
  }
  return [...found].map(([service, tallies]) => ({ service, tallies }));
}

/**
 * Answers by their time: slow ones are those above a bound.
 *
 * @param bound in milliseconds
 */
export function timedOutcomes(grown: readonly Increment[], bound: number): Outcome[] {
  const groups = new Map<
    string,
    { outcome: Omit<Outcome, "counts">; all: number; fast?: number }
  >();
  for (const { values, by } of grown) {
    const [service = "", version = "", source = "", destination = "", le = ""] = values;
    const key = values.slice(0, 4).join("\u0000");
    const group = groups.get(key) ?? { outcome: { service, version, source, destination }, all: 0 };
    if (/^\+?Inf$/.test(le)) group.all += by;
    else if (Number(le) === bound) group.fast = (group.fast ?? 0) + by;
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ outcome, all, fast }): Outcome[] =>
    // Without a bucket of this bound nobody knows which of them were slow.
    all === 0 || fast === undefined ? [] : [{ ...outcome, counts: [all, Math.max(0, all - fast)] }],
  );
}

/** The outcomes of a pair by place. */
export function talliesOf(pair: Pair, outcomes: readonly Outcome[]): Tally[] {
  const found = new Map<string, Tally>();
  const sum = ([n, k]: Counts, [dn, dk]: Counts): Counts => [n + dn, k + Math.min(dk, dn)];
  for (const { service, version, source, destination, counts } of outcomes) {
    if (service !== pair.service) continue;
    const of = version === pair.canary ? "canary" : pair.stable.includes(version) ? "stable" : "";
    if (of === "") continue;
    const key = `${source}/${destination}`;
    const tally = found.get(key) ?? { source, destination, canary: [0, 0], stable: [0, 0] };
    found.set(key, { ...tally, [of]: sum(tally[of], counts) });
  }
  return [...found.keys()].sort().map((key) => rounded(found.get(key)!));
}

/** Recording rules and remote storage may hand on fractions of requests. */
function rounded({ source, destination, canary, stable }: Tally): Tally {
  const whole = ([n, k]: Counts): Counts => [Math.round(n), Math.round(k)];
  return { source, destination, canary: whole(canary), stable: whole(stable) };
}

function blames({ flags, version }: LostRequests): boolean {
  return version !== "unknown" && ofVersion.some((flag) => flags.includes(flag));
}
