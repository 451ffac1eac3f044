/** What an abort did, in words for a user. Pure. */
import type { AbortOutcome } from "./run";
import type { AbortTarget, Reason } from "./targets";
import { inWords } from "./wanted";

/** What all outcomes say together. */
export interface AbortSummary {
  /** Whether every service is on one version in all primary clusters. */
  readonly complete: boolean;
  /** Whether every primary cluster has exactly the routes that the new config plans. */
  readonly asPlanned: boolean;
}

/** Sums the outcomes of all primary clusters up. */
export function summarize(outcomes: readonly AbortOutcome[]): AbortSummary {
  return {
    complete: outcomes.every(
      ({ failure, refused }) => failure === undefined && refused.length === 0,
    ),
    asPlanned: outcomes.every((one) => one.asPlanned),
  };
}

/** What an abort did. */
export interface AbortReport {
  readonly outcomes: readonly AbortOutcome[];
  /** The lanes that requests entered by a percentage until now. */
  readonly closedLanes: readonly string[];
  /** From the start of the command until the last route was written, in milliseconds. */
  readonly elapsedMs: number;
}

/**
 * Which service went back to which version and why, what was written in which cluster, and where
 * nothing could be. Services that had nothing to abort are not named.
 */
export function abortText({ outcomes, closedLanes, elapsedMs }: AbortReport): string {
  const wrote = outcomes.some(({ written }) => written.length > 0);
  const idle =
    closedLanes.length === 0 &&
    outcomes.every(({ targets, refused }) => targets.length + refused.length === 0);
  const seconds = (elapsedMs / 1000).toFixed(2);
  return [
    ...(idle
      ? ["Every service has all its traffic on one version: there is nothing to abort."]
      : []),
    ...moved(outcomes),
    ...(closedLanes.length > 0
      ? [`No request enters the ${lanes(closedLanes)} by a percentage any more.`]
      : []),
    ...outcomes.flatMap((outcome) => [...ofCluster(outcome, idle), ...refusals(outcome)]),
    ...(wrote ? [`Routes written after ${seconds} s.`] : []),
  ].join("\n");
}

/** Sentences on the services that went back; clusters that differ are named. */
function moved(outcomes: readonly AbortOutcome[]): string[] {
  const byService = new Map<string, Map<string, string[]>>();
  for (const { cluster, targets } of outcomes)
    for (const { service, version } of targets) {
      const versions = byService.get(service) ?? new Map<string, string[]>();
      versions.set(version, [...(versions.get(version) ?? []), cluster]);
      byService.set(service, versions);
    }
  const alike = [...byService].flatMap(([service, versions]) =>
    versions.size === 1 ? [`${service} to ${[...versions.keys()][0]}`] : [],
  );
  const differing = [...byService].flatMap(([service, versions]) => {
    if (versions.size === 1) return [];
    const each = [...versions].map(([version, where]) => `${version} in ${inWords(where)}`);
    return [
      `The clusters note different stable versions of ${service}, and each goes back to its own: ${each.join(", ")}.`,
    ];
  });
  return [...(alike.length > 0 ? [`All traffic of ${alike.join(", of ")}.`] : []), ...differing];
}

function ofCluster({ cluster, targets, written, failure }: AbortOutcome, idle: boolean): string[] {
  const wrote = `wrote ${written.join(", ")}`;
  if (failure !== undefined) {
    const left = written.length === 0 ? "NOT DONE" : `${wrote}; the others NOT DONE`;
    return [`  ${cluster}: ${left}, ${failure}. Run gray abort again, or repair the cluster first`];
  }
  if (idle) return [];
  const why = targets.map(reason);
  const done = written.length === 0 ? "no route had to move" : wrote;
  return [`  ${cluster}: ${[done, ...why].join("; ")}`];
}

function reason({ service, version, why }: AbortTarget): string {
  return `${service} to ${version}, ${inSentence(why)}`;
}

function inSentence(why: Reason): string {
  if (why.by === "option") return "as --to says";
  if (why.by === "config") return "the stable version of the config";
  const { time, by } = why.note;
  const when = time === undefined ? "" : ` on ${time.replace("T", " ").replace("Z", " UTC")}`;
  return `noted as stable${when}${by === undefined ? "" : ` by ${by}`}`;
}

function refusals({ cluster, refused }: AbortOutcome): string[] {
  return refused.map(({ service, why }) => `  ${cluster}: ${service} NOT DONE, ${why}`);
}

function lanes(names: readonly string[]): string {
  return `${names.length === 1 ? "lane" : "lanes"} ${inWords(names)}`;
}
