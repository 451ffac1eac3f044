/** What an abort did, in words for a user. Pure. */
import { inWords } from "../../model/problem";
import { withoutOptions } from "../without/names";
import type { AbortOutcome } from "./cluster";
import type { AbortTarget, Reason } from "./targets";

/** What all outcomes say together. */
export interface AbortSummary {
  /** Whether every service is on one version in all primary clusters. */
  readonly complete: boolean;
  /** Whether a primary cluster could be read, so that what to go back to is known. */
  readonly reached: boolean;
  /** Whether every primary cluster has exactly the routes that the new config plans. */
  readonly asPlanned: boolean;
}

/** Sums the outcomes of all primary clusters up. */
export function summarize(outcomes: readonly AbortOutcome[]): AbortSummary {
  return {
    complete: outcomes.every(isDone),
    reached: outcomes.some(({ failure, written }) => failure === undefined || written.length > 0),
    asPlanned: outcomes.every((one) => one.asPlanned),
  };
}

/** Whether every service of a cluster is on one version. */
function isDone({ failure, refused, withoutSubset }: AbortOutcome): boolean {
  return failure === undefined && refused.length + withoutSubset.length === 0;
}

/** Whether a cluster had nothing to abort and was not written. */
function isIdle({ targets, refused, written, failure }: AbortOutcome): boolean {
  return failure === undefined && targets.length + refused.length + written.length === 0;
}

/**
 * What was written in a cluster, which service went back and why, and what was not done. Nothing of
 * a cluster that had nothing to abort, and nothing of services that stay as they are.
 */
export function clusterLines(outcome: AbortOutcome): string[] {
  if (isIdle(outcome)) return [];
  const { cluster, written, failure, refused, withoutSubset } = outcome;
  const wrote = `wrote ${written.join(", ")}`;
  if (failure !== undefined) {
    const left = written.length === 0 ? "NOT DONE" : `${wrote}; the others NOT DONE`;
    return [`  ${cluster}: ${left}, ${failure}`];
  }
  const back = wentBack(outcome);
  const done = written.length > 0 ? wrote : "no route had to move";
  const lines = back.length + written.length > 0 ? [[done, ...back.map(reason)].join("; ")] : [];
  const lacking = withoutSubset.map(
    ({ service, version }) =>
      `${service} NOT DONE, this cluster has no subset of ${service} ${version}. Fix: npx gray drift names what is missing there`,
  );
  return [
    ...lines,
    ...lacking,
    ...refused.map(({ service, why }) => `${service} NOT DONE, ${why}`),
  ].map((text) => `  ${cluster}: ${text}`);
}

/** The services whose traffic went back. */
function wentBack({ targets, withoutSubset, failure }: AbortOutcome): readonly AbortTarget[] {
  return failure === undefined ? targets.filter((one) => !withoutSubset.includes(one)) : [];
}

/** What an abort did. */
export interface AbortReport {
  readonly outcomes: readonly AbortOutcome[];
  /** The lanes that requests entered by a percentage until now. */
  readonly closedLanes: readonly string[];
  /**
   * From the start of the command until the last route was written, in milliseconds; left out where
   * none was.
   */
  readonly writtenAfterMs?: number;
  /** Name of the stack. */
  readonly stack: string;
  /** The stable versions that the config names, by service. */
  readonly stable: ReadonlyMap<string, string>;
  /** The command line that finishes what is not done. */
  readonly again: string;
}

/** What an abort did in all clusters together, and what is open. */
export function abortText(report: AbortReport): string {
  const { outcomes, closedLanes, writtenAfterMs, stack, again } = report;
  const open = outcomes.filter((one) => !isDone(one)).map(({ cluster }) => cluster);
  const read = outcomes.filter(({ failure }) => failure === undefined);
  const everywhere = read.length === outcomes.length;
  const where = everywhere ? "" : ` in ${inWords(read.map(({ cluster }) => cluster))}`;
  const idle = closedLanes.length === 0 && read.length > 0 && read.every(isIdle);
  return [
    ...(idle
      ? [
          `Every service of stack ${stack} has all its traffic on one version${where}: there is nothing to abort.`,
          ...promoted(report, again),
        ]
      : []),
    ...moved(outcomes),
    ...(closedLanes.length > 0 && read.length > 0
      ? [`No request enters the ${lanes(closedLanes)} by a percentage any more${where}.`]
      : []),
    ...unsure(outcomes),
    ...(writtenAfterMs === undefined
      ? []
      : [`Routes written after ${(writtenAfterMs / 1000).toFixed(2)} s.`]),
    ...(open.length > 0
      ? [
          `Not done in ${inWords(open)}. Correct what the lines above name, then finish it: ${again}`,
        ]
      : []),
    ...unlessBack(outcomes, again),
  ].join("\n");
}

/** The command that records what the other clusters have, where one stays away for long. */
function unlessBack(outcomes: readonly AbortOutcome[], again: string): string[] {
  const away = outcomes.filter(({ failure, written }) => failure !== undefined && !written.length);
  if (away.length === 0 || away.length === outcomes.length) return [];
  const names = away.map(({ cluster }) => cluster);
  const stay = names.length === 1 ? "stays" : "stay";
  return [`If ${inWords(names)} ${stay} away, record the others: ${again}${withoutOptions(names)}`];
}

/** Sentences on services whose traffic is on another version than the config names as stable. */
function promoted({ outcomes, stable }: AbortReport, again: string): string[] {
  const texts = outcomes.flatMap(({ settled }) =>
    [...stable].flatMap(([service, version]) => {
      const now = settled.get(service);
      if (now === undefined || now === version) return [];
      return [
        `${service} is on ${now}; the config names ${version} as its stable version. To go back: ${again} --to ${service}=${version}`,
      ];
    }),
  );
  return [...new Set(texts)];
}

/** Sentences on the services that went back; clusters are named where not all went to one version. */
function moved(outcomes: readonly AbortOutcome[]): string[] {
  const byService = new Map<string, Map<string, string[]>>();
  for (const outcome of outcomes)
    for (const { service, version } of wentBack(outcome)) {
      const versions = byService.get(service) ?? new Map<string, string[]>();
      versions.set(version, [...(versions.get(version) ?? []), outcome.cluster]);
      byService.set(service, versions);
    }
  const alike = [...byService].flatMap(([service, versions]) => {
    const [[version, where], ...others] = [...versions] as [[string, string[]]];
    if (others.length > 0) return [];
    const elsewhere = outcomes.every(
      ({ cluster, settled }) => where.includes(cluster) || settled.get(service) === version,
    );
    return [`${service} to ${version}${elsewhere ? "" : ` in ${inWords(where)}`}`];
  });
  const differing = [...byService].flatMap(([service, versions]) => {
    if (versions.size === 1) return [];
    const each = [...versions].map(([version, where]) => `${version} in ${inWords(where)}`);
    return [
      `The clusters note different stable versions of ${service}, and each goes back to its own: ${each.join(", ")}.`,
    ];
  });
  return [...(alike.length > 0 ? [`All traffic of ${alike.join(", of ")}.`] : []), ...differing];
}

/** Sentences on versions that got the traffic although no ready pod of them is known. */
function unsure(outcomes: readonly AbortOutcome[]): string[] {
  const texts = outcomes.flatMap((one) =>
    one.unsure.map(
      ({ service, version, silent }) =>
        `Whether a pod of ${service} ${version} is ready is not known: ${inWords(silent)} did not say. The traffic went back all the same.`,
    ),
  );
  return [...new Set(texts)];
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

function lanes(names: readonly string[]): string {
  return `${names.length === 1 ? "lane" : "lanes"} ${inWords(names)}`;
}
