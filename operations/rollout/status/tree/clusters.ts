/** The branches of a tree that tell of clusters, by wave. Pure. */
import type { Requeued } from "../../../../model/rollout/record";
import type { ClusterReport, ClusterState, ServiceReport, StatusReport } from "../report";
import type { Branch } from "./branch";
import {
  clusterGroups,
  isWell,
  merged,
  mostSingle,
  serviceGroups,
  type ClusterGroup,
} from "./fold";
import { lasted } from "./times";
import { paintOf, signs, type TreeStyle } from "./style";
import type { TreeQuestion } from "./question";
import { columnsOf, versionBranches, type Columns } from "./versions";

/** A branch for each wave where there are several, else for each cluster or group of clusters. */
export function clusterBranches(question: TreeQuestion, style: TreeStyle): Branch[] {
  const { clusters, rollout } = question.report;
  const shown = clusters.filter(({ state }) => state !== "away");
  const services = shown.flatMap((one) => one.services);
  const columns = columnsOf(services, style);
  const of = (some: readonly ClusterReport[]) => groupBranches(some, question, columns, style);
  const waves = [...new Set(clusters.map(({ wave }) => wave))].sort(byWave);
  if (waves.filter((one) => one !== null).length < 2) return of(clusters);
  const last = rollout?.at?.waves ?? Math.max(...waves.map((one) => one ?? 0));
  return waves.map((wave) => {
    const inside = clusters.filter((one) => one.wave === wave);
    const head =
      wave === null
        ? "in no wave"
        : `wave ${wave} of ${last}${waveState(wave, inside, question.report)}`;
    return { text: `${paintOf(style).strong(head)}, ${counted(inside)}`, branches: of(inside) };
  });
}

function byWave(one: number | null, other: number | null): number {
  return (one ?? Infinity) - (other ?? Infinity);
}

function waveState(
  wave: number,
  clusters: readonly ClusterReport[],
  { rollout }: StatusReport,
): string {
  if (!rollout?.at) return "";
  if (clusters.every(({ name }) => isIn(rollout.skipped, name)))
    return `, ${signs.skipped} skipped`;
  if (wave === rollout.at.wave) return `, ${signs.now} now`;
  return wave < rollout.at.wave ? `, ${signs.good} done` : `, ${signs.ahead} ahead`;
}

function counted({ length }: readonly unknown[]): string {
  return length === 1 ? "1 cluster" : `${length} clusters`;
}

function groupBranches(
  clusters: readonly ClusterReport[],
  { report, unfolded, awaySince }: TreeQuestion,
  columns: Columns,
  style: TreeStyle,
): Branch[] {
  const suspects = suspectsIn(report);
  const groups = clusterGroups(clusters, report.clusters.length, { ...unfolded, suspects });
  // Many clusters leave no room for services that are alike.
  const isCrowded = report.clusters.length > mostSingle;
  const most = unfolded.all ? Infinity : isCrowded ? 1 : mostSingle;
  return groups.map((group) => {
    const [first] = group;
    const since = group.length === 1 ? awaySince?.[first.name] : undefined;
    const isSuspect = suspects.includes(first.name);
    const isSkipped = first.state === "away" && isIn(report.rollout?.skipped, first.name);
    const notes = [
      ...(isSuspect ? ["the new version looks worse here"] : []),
      ...(since === undefined ? [] : [`for ${lasted(since, report.now)}`]),
      ...(first.failure !== null && group.length === 1 ? [first.failure] : []),
    ];
    if (isSkipped) notes.push(skippedText(group));
    const head = [`${nameOf(group)}: ${stateText(group)}`, ...notes].join(", ");
    const text = `${signOf(group, isSuspect, style)} ${head}`;
    if (first.state === "away") return { text };
    const names = first.services.map(({ name }) => name);
    // The goal of a rollout that has ended is nobody's any more.
    const ended = report.rollout?.endedAt != null;
    const services = names.map((name) => {
      const service = mergedIn(group, name);
      return ended ? { ...service, goal: null } : service;
    });
    return { text, branches: serviceBranches(services, most, columns, style) };
  });
}

function isIn(skipped: readonly Requeued[] | undefined, name: string): boolean {
  return skipped?.some(({ cluster }) => cluster === name) ?? false;
}

/** Clusters that an analysis which runs, or which failed, suspects. */
function suspectsIn({ rollout }: StatusReport): string[] {
  const seen = rollout?.analyses.filter(({ active, verdict }) => active || verdict === "fail");
  return (seen ?? []).flatMap(({ metrics }) => metrics.flatMap(({ suspects }) => suspects));
}

function nameOf(group: ClusterGroup): string {
  const names = group.map(({ name }) => name);
  if (names.length === 1) return names[0]!;
  const shown =
    names.length <= 3 ? names.join(", ") : `${names.slice(0, 2).join(", ")} … ${names.at(-1)}`;
  return `${names.length} clusters (${shown})`;
}

const states: Readonly<Record<Exclude<ClusterState, "skipped">, string>> = {
  current: "current",
  behind: "behind",
  away: "away",
  remote: "remote",
  free: "ready for a rollout",
};

function stateText(group: ClusterGroup): string {
  const { state } = group[0];
  if (state === "skipped") return skippedText(group);
  return group.length > 1 && state === "current" ? "all current" : states[state];
}

function skippedText({ length }: ClusterGroup): string {
  return `skipped, ${length === 1 ? "its" : "their"} steps come after the last wave`;
}

function signOf(group: ClusterGroup, isSuspect: boolean, style: TreeStyle): string {
  const [first] = group;
  const { good, bad, open } = paintOf(style);
  if (first.state === "away") return bad(signs.bad);
  if (first.state === "skipped") return open(signs.skipped);
  if (isSuspect || !isWell(first)) return open(signs.warn);
  return first.state === "current" ? good(signs.good) : signs.ahead;
}

function mergedIn(group: ClusterGroup, service: string): ServiceReport {
  const [first, ...others] = group.flatMap(({ services }) =>
    services.filter(({ name }) => name === service),
  );
  return merged([first!, ...others]);
}

function serviceBranches(
  services: readonly ServiceReport[],
  most: number,
  columns: Columns,
  style: TreeStyle,
): Branch[] {
  return serviceGroups(services, most).map((group) => {
    const names = group.map(({ name }) => name);
    const text =
      names.length === 1 ? names[0]! : `${names.length} services alike: ${names.join(", ")}`;
    return { text, branches: versionBranches(merged(group), columns, style) };
  });
}
