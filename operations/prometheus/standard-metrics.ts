/** The queries of Istio's standard metrics (https://istio.io/latest/docs/reference/config/metrics/). Pure. */
import type { Pair } from "../../model/analysis/counts";
import { lostFlags } from "./flags";
import { counterLabels, replicaLabels } from "./increments";
import { boundTexts, lastWithin, literal, selector, sumBy, type Matchers } from "./promql";

/** What all queries of a poll at one server share. */
export interface Selection {
  /** Namespace of the release: of its Services. */
  readonly namespace: string;
  readonly pairs: readonly Pair[];
  /** Labels that select the series of the mesh. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A query of counters, and the labels by which their growth is grouped. */
export interface CounterQuery {
  readonly by: readonly string[];
  /** The query of the last values within a time, in milliseconds. */
  readonly within: (ms: number) => string;
}

const version = "destination_version";
const service = "destination_service_name";
const between = ["source_cluster", "destination_cluster"];

/** The labels of requests at the pods, in the order of the values of increments. */
const received = [
  service,
  version,
  ...between,
  "response_code",
  "grpc_response_status",
  "response_flags",
];

/** The labels of all requests at their callers, in the order of `readTotals`. */
const sent = ["destination_service", "source_workload_namespace", "source_cluster"];

/** The labels of those that have no answer of a pod, in the order of `readLost`. */
const lost = [
  "destination_service",
  "source_workload_namespace",
  version,
  "destination_canonical_revision",
  ...between,
  "response_flags",
];

/** The labels of answers by their time. */
const timed = [service, version, ...between, "le"];

const requests = "istio_requests_total";
const durations = "istio_request_duration_milliseconds_bucket";

/** Requests as the proxies of the pods count them. */
export function receivedRequests(selection: Selection): CounterQuery {
  return counterQuery(received, requests, { ...matchers(selection, "destination") });
}

/**
 * Requests to the services as the proxies of their callers count them, of all versions and of none. Where
 * no pod was found, a caller knows neither the namespace nor the version, but the host that was called.
 */
export function sentRequests(selection: Selection): CounterQuery {
  return counterQuery(sent, requests, toServices(selection));
}

/** Those of them that reached no pod, or got no answer of one. */
export function lostRequests(selection: Selection): CounterQuery {
  const response_flags = { like: `(.*,)?(${lostFlags.join("|")})(,.*)?` };
  return counterQuery(lost, requests, { ...toServices(selection), response_flags });
}

function toServices({ namespace, pairs, labels }: Selection): Matchers {
  const names = [...new Set(pairs.map((pair) => literal(pair.service)))].sort().join("|");
  const host = `(?:${names})(?:[.]${literal(namespace)}(?:[.].*)?)?(?::[0-9]+)?`;
  const reporter = { is: "source" };
  return { ...exact(labels), ...{ reporter, destination_service: { like: host } } };
}

/**
 * Answers within some bounds and in all.
 *
 * @param bounds in milliseconds
 */
export function timedAnswers(selection: Selection, bounds: readonly number[]): CounterQuery {
  const le = { oneOf: [...bounds, Infinity].flatMap(boundTexts) };
  return counterQuery(timed, durations, { ...answers(selection), le });
}

/**
 * The buckets of stable versions in a time before a query's own; rates will do, since they fix a bound
 * and count nothing.
 */
export function stableBuckets(selection: Selection, ms: number): string {
  const stable = [...new Set(selection.pairs.flatMap((pair) => pair.stable))];
  const selected = selector(durations, { ...answers(selection), [version]: { oneOf: stable } });
  return sumBy([service, version, "le"], `increase(${selected}[${ms}ms])`);
}

/** The time of the newest sample, in seconds: of the namespace's requests, else of any scrape. */
export function newestSample({
  namespace,
  labels,
}: Pick<Selection, "namespace" | "labels">): string {
  const of = (metric: string, more: Matchers) =>
    `max(timestamp(${selector(metric, { ...exact(labels), ...more })}))`;
  const own = of(requests, { destination_service_namespace: { is: namespace } });
  return `${own} or ${of("up", {})}`;
}

/** The proxies that a server scrapes, by their label `instance`. */
export function scraped(labels: Selection["labels"]): string {
  return `group by (instance)(${selector("up", exact(labels))} == 1)`;
}

/** A query of counters of the user's own. */
export function ownCounters(selected: string, by: readonly string[]): CounterQuery {
  return {
    by,
    within: (ms) => sumBy(grouping(by), lastWithin(selected, ms)),
  };
}

function counterQuery(by: readonly string[], metric: string, matchers: Matchers): CounterQuery {
  return ownCounters(selector(metric, matchers), by);
}

function grouping(by: readonly string[]): readonly string[] {
  return [...new Set([...by, ...counterLabels, ...replicaLabels])];
}

/** Answers that neither failed nor lost their caller: fast failures would make latency look better. */
function answers(selection: Selection): Matchers {
  return {
    ...matchers(selection, "destination"),
    response_code: { unlike: "5..|0" },
    grpc_response_status: { unlike: "2|4|12|13|14|15" },
    response_flags: { unlike: "(.*,)?DC(,.*)?" },
  };
}

function matchers({ namespace, pairs, labels }: Selection, reporter: string): Matchers {
  return {
    ...exact(labels),
    reporter: { is: reporter },
    destination_service_namespace: { is: namespace },
    [service]: { oneOf: pairs.map((pair) => pair.service) },
    [version]: { oneOf: pairs.flatMap(({ canary, stable }) => [canary, ...stable]) },
  };
}

function exact(labels: Readonly<Record<string, string>>): Matchers {
  return Object.fromEntries(Object.entries(labels).map(([label, is]) => [label, { is }]));
}
