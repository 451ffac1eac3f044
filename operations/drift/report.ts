/** Drift in words for a user. Pure. */
import { show } from "../../model/problem";
import { objectName } from "../../model/live-object";
import type { Baseline } from "./baseline";
import type { Drift } from "./decide";
import type { ClusterDrift } from "./look";

/** How many fields of one object are named; the rest is counted. */
const fieldLimit = 8;

/** Drift for people: an object and the manager that wrote it, then its fields with both values. */
export function driftText(drift: readonly Drift[]): string {
  return groups(drift)
    .map((group, i) => `${i + 1}. ${block(group)}`)
    .join("\n\n");
}

/** Drift of one object by one manager. */
function groups(drift: readonly Drift[]): Drift[][] {
  const found = new Map<string, Drift[]>();
  for (const one of drift) {
    const key = JSON.stringify([one.cluster, one.object, one.manager, one.subresource, one.time]);
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found.values()];
}

function block(group: readonly Drift[]): string {
  const [{ cluster, object, ...first }] = group as [Drift];
  const lines = group.slice(0, fieldLimit).map(field);
  if (group.length > fieldLimit) lines.push(`and ${group.length - fieldLimit} more fields`);
  if (group.some(isScale)) lines.push(scaled);
  return [
    `${object} in cluster ${cluster}, ${writtenBy(first)}`,
    ...lines.map((line) => `   ${line}`),
  ].join("\n");
}

function writtenBy({
  kind,
  manager,
  subresource,
  time,
}: Omit<Drift, "cluster" | "object">): string {
  if (kind === "deleted") return "deleted";
  if (manager === undefined) return "by an unknown hand";
  const how = subresource ? ` through the subresource ${subresource}` : "";
  const verb = kind === "held" ? "also held by " : "by ";
  return `${verb}${manager}${how}${time ? `, ${time.replace("T", " ").replace("Z", " UTC")}` : ""}`;
}

function field({ kind, path = "", of = [], from, to }: Drift): string {
  if (kind === "deleted") return "it was applied, and is not there";
  if (kind === "foreign") return "it was there before, and this stack never wrote it";
  const whose = of.length > 0 ? ` (${of.join(", ")})` : "";
  // Containers get passwords in variables, and CI keeps messages in its logs.
  const value = (one: unknown) => (/\.env(From)?\[/.test(path) ? "a value not shown" : show(one));
  return `${path}${whose}: from ${value(from)} to ${value(to)}`;
}

function isScale({ subresource }: Drift): boolean {
  return subresource === "scale";
}

const scaled =
  "An autoscaler or `kubectl scale` wrote it. An autoscaler would write it again: the stack and it can't both own it.";

/** What can be done about drift, as commands; for a stack by its name. */
export function driftAdvice(drift: readonly Drift[], stack: string): string {
  const foreign = drift.some(({ kind }) => kind === "foreign");
  const others = drift.some(({ kind }) => kind !== "foreign");
  return [
    ...(others
      ? [
          `To take it back: npx gray drift --take-over -s ${stack}`,
          "To keep it: put what is there into the stack's config, then run pulumi up.",
        ]
      : []),
    ...(foreign
      ? ["To take over what was there before: npx gray adopt; or give the release other names."]
      : []),
  ].join("\n");
}

/** What `gray drift` found in all clusters of a stack. */
export interface DriftFound {
  readonly stack: string;
  readonly baseline: Baseline;
  readonly clusters: readonly ClusterDrift[];
  /** Whether it was taken back. */
  readonly takenBack: boolean;
}

/** The drift of all clusters, in their order. */
export function allDrift({ clusters }: Pick<DriftFound, "clusters">): Drift[] {
  return clusters.flatMap(({ drift }) => [...drift]);
}

/** The report for programs, as an object for JSON. */
export function driftData(found: DriftFound): object {
  const { stack, baseline, takenBack } = found;
  return { stack, comparedWith: baseline.from, drift: allDrift(found), takenBack };
}

/** The report for people, as paragraphs with a line break at the end. */
export function driftReport(found: DriftFound): string {
  const { stack, baseline, takenBack: back } = found;
  const drift = allDrift(found);
  const base =
    baseline.from === "applied" ? "what was applied last" : "what the stack file declares";
  const head =
    drift.length === 0
      ? `Nothing of stack ${stack} was changed by another hand.`
      : `Another hand changed what stack ${stack} owns. From: ${base}; to: what ${back ? "was" : "is"} there.`;
  return [
    ...(baseline.why === undefined ? [] : [`What was applied last is not known: ${baseline.why}.`]),
    head,
    ...(drift.length > 0 ? [driftText(drift)] : []),
    ...heldText(found),
    ...(back && drift.length > 0 ? ["All of it was taken back."] : []),
    ...(drift.length > 0 && !back ? [driftAdvice(drift, stack)] : []),
  ]
    .join("\n\n")
    .concat("\n");
}

function heldText({ clusters, takenBack }: DriftFound): string[] {
  const held = clusters.flatMap(({ cluster, held }) =>
    held.map((object) => `${objectName(object)} in cluster ${cluster}`),
  );
  if (held.length === 0) return [];
  return [
    takenBack
      ? `Fields that others held, too, are the stack's alone now: ${held.join(", ")}.`
      : `Others hold fields that are the stack's, too, with its values: ${held.join(", ")}. ` +
        "An update that changes them would be refused; --take-over makes them the stack's alone.",
  ];
}
