// Writes a comparison as a Markdown report for a pull request: what matters first, never too long.
import { compareNames } from "../../order";
import type { Comparison, StackComparison } from "../compare";
import type { TrafficGroup } from "../services";
import { aheadBlocks } from "./beside";
import { code, codes, prose, table } from "./escape";
import { fitted, type Block } from "./fit";
import { findingBlocks, forbiddenBlocks, riskBlocks } from "./marks";
import { trafficBlocks } from "./traffic";
import { capacityBlocks, orderBlocks, rolloutBlocks } from "./update";
import { versionBlocks } from "./versions";

/** What a report is about, besides the comparison. */
export interface ReportFrame {
  /** What "before" is, such as "the merge base with main (1a2b3c4)". Plain text. */
  readonly before: string;
  /** What "after" is. Plain text. */
  readonly after: string;
  /** Parts of the report that are not from the comparison, such as drift. */
  readonly more?: readonly Block[];
}

/** The most rows and lines of a part. */
const most = 40;

/** The report; it has fewer than 60,000 characters, however much changes. */
export function markdownReport(comparison: Comparison, frame: ReportFrame): string {
  const { stacks, ahead } = comparison;
  const changed = stacks.filter(({ change }) => change !== "same");
  return fitted([
    { kind: "summary", text: summary(stacks, frame) },
    ...stacks.flatMap(({ forbidden, stack }) => forbiddenBlocks(stack, forbidden)),
    ...riskBlocks(stacks),
    ...(frame.more ?? []),
    ...changed.flatMap(stackBlocks),
    ...stacks.flatMap(findingBlocks),
    ...aheadBlocks(ahead, stacks),
    ...(changed.length > 0 ? [{ kind: "summary", text: legend } as const] : []),
  ]);
}

function summary(stacks: readonly StackComparison[], { before, after }: ReportFrame): string {
  const head = "## What will change";
  const what = `Compared: ${prose(before)} => ${prose(after)}.`;
  const changed = stacks.filter(({ change }) => change !== "same");
  const same = stacks.filter(({ change }) => change === "same");
  const rest =
    same.length === 0
      ? []
      : [
          `Nothing changes in ${codes(
            same.map(({ stack }) => stack),
            10,
          )}.`,
        ];
  if (changed.length === 0) return [head, what, ...rest].join("\n\n");
  const rows = changed.slice(0, most).map((one) => [code(one.stack), effect(one), verdict(one)]);
  const more = changed.length > most ? [`And ${changed.length - most} more environments.`] : [];
  return [
    head,
    what,
    table(["environment", "what happens", "look at"], rows),
    ...more,
    ...rest,
  ].join("\n\n");
}

/** What a change amounts to, in a few words. */
function effect(one: StackComparison): string {
  const { change, unreadable } = one;
  if (unreadable !== undefined) return `not compared: ${prose(unreadable)}`;
  if (change === "added") return "a new environment: nothing ran there before";
  if (change === "removed") return "its file goes; all keeps running until `pulumi destroy`";
  return changesOf(one);
}

function changesOf(one: StackComparison): string {
  const { traffic, versions, clusters, others, steps, rollout } = one;
  const moving = [
    ...new Set(traffic.filter(movesRequests).flatMap(({ services }) => services)),
  ].sort(compareNames);
  const count = (kind: string) =>
    new Set(
      versions
        .filter((one) => one.change === kind && (kind === "changed" || !one.elsewhere))
        .map((one) => `${one.service}/${one.version}`),
    ).size;
  const counted = (n: number, words: string) =>
    n === 0 ? [] : [`${n} version${n > 1 ? "s" : ""} ${words}`];
  const parts = [
    ...(clusters.added.length > 0 ? [`${codes(clusters.added)} joins`] : []),
    ...(clusters.removed.length > 0 ? [`${codes(clusters.removed)} leaves`] : []),
    ...(moving.length > 0
      ? [`requests to ${codes(moving, 3)} go to other versions${rollout ? ", in steps" : ""}`]
      : ["no request goes to another version"]),
    ...counted(count("added"), "new"),
    ...counted(count("removed"), "removed"),
    ...counted(count("changed"), "changed"),
    ...(others.length > 0 && versions.length + traffic.length === 0
      ? [otherObjects(steps.steps.reduce((sum, one) => sum + one.changes.length, 0))]
      : []),
  ];
  return parts.join("; ");
}

function otherObjects(count: number): string {
  return count === 1 ? "1 other object changes" : `${count} other objects change`;
}

/** Whether requests that had an answer before get it from another version, or another one. */
function movesRequests({ joins, change, traffic: { cases } }: TrafficGroup): boolean {
  if (joins || change !== "changed") return change === "removed";
  return cases.some(
    ({ shares, answer, whenBefore }) =>
      whenBefore !== undefined ||
      answer?.before !== answer?.after ||
      shares.some(({ before, after }) => before !== after),
  );
}

function verdict({ forbidden, risks, findings }: StackComparison): string {
  const high = risks.filter(({ level }) => level === "high").length;
  const fresh = findings.filter(
    ({ isNew, finding }) => isNew && finding.severity !== "info",
  ).length;
  const parts = [
    ...(forbidden.length > 0 ? [`🛑 ${forbidden.length} forbidden`] : []),
    ...(high > 0 ? [`⚠️ ${high} to look at first`] : []),
    ...(risks.length > high ? [`${risks.length - high} to know`] : []),
    ...(fresh > 0 ? [`${fresh} new finding${fresh > 1 ? "s" : ""}`] : []),
  ];
  return parts.join(", ") || "no marks";
}

function stackBlocks(one: StackComparison): Block[] {
  const { change, stack, clusters } = one;
  const group = `### ${code(stack)}`;
  if (change === "removed" || change === "unreadable") return [];
  const joined: Block[] = [
    ...(clusters.added.length > 0 && change === "changed"
      ? [
          {
            kind: "traffic",
            group,
            text: `New in this environment: ${codes(clusters.added)}. Pods start there, and requests can enter there. Proxies of all clusters spread the requests of a version over its pods in all clusters, so these pods answer requests that entered elsewhere, too.`,
          } as const,
        ]
      : []),
    ...(clusters.removed.length > 0
      ? [
          {
            kind: "traffic",
            group,
            text: `No longer in this environment: ${codes(clusters.removed)}. The update deletes there what it had made; requests that enter there get no answer from it.`,
          } as const,
        ]
      : []),
  ];
  return [
    ...joined,
    ...trafficBlocks(one, group),
    ...rolloutBlocks(one, group),
    ...versionBlocks(one, group),
    ...orderBlocks(one, group),
    ...capacityBlocks(one, group),
  ];
}

const legend =
  "<sub>Percentages count requests and not users: the same user can meet both versions, unless a route or a cookie decides. " +
  "“From outside” is what comes through a gateway. `a => b` is before => after. A version without requests keeps its pods until it is removed.</sub>";
