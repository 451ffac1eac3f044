/** Drift in words for a user. Pure. */
import { inWords } from "../../model/problem";
import { objectName } from "../../model/live-object";
import type { Baseline } from "./baseline";
import type { Drift } from "./decide";
import type { ClusterDrift } from "./look";
import { valueText } from "./route-text";

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
  if (manager === undefined) return "by an unknown field manager";
  const how = subresource ? ` through the subresource ${subresource}` : "";
  const verb = kind === "held" ? "also held by " : "by ";
  return `${verb}${manager}${how}${time ? `, ${time.replace("T", " ").replace("Z", " UTC")}` : ""}`;
}

function field({ kind, path = "", of = [], from, to }: Drift): string {
  if (kind === "deleted") return "it was applied, and no longer exists";
  if (kind === "foreign") return "it existed before this stack, which never wrote it";
  const whose = of.length > 0 ? ` (${of.join(", ")})` : "";
  // Containers get passwords in variables, and CI keeps messages in its logs.
  const value = (one: unknown) =>
    /\.env(From)?\[/.test(path) ? "a value not shown" : valueText(one);
  return `${path}${whose}: from ${value(from)} to ${value(to)}`;
}

function isScale({ subresource }: Drift): boolean {
  return subresource === "scale";
}

const scaled =
  "An autoscaler or `kubectl scale` wrote the replicas. An autoscaler writes them again and again: remove it, or " +
  "set the same number of replicas in the config.";

/** What can be done about drift, as commands; for a stack by its name. */
export function driftAdvice(drift: readonly Drift[], stack: string): string {
  const foreign = drift.some(({ kind }) => kind === "foreign");
  const others = drift.some(({ kind }) => kind !== "foreign");
  return [
    ...(others
      ? [
          `To take it back: npx gray drift --take-over -s ${stack}`,
          `To keep it: write the live values into the stack's config, then run pulumi up -s ${stack}, which makes the stack the only owner of these fields.`,
        ]
      : []),
    ...(foreign
      ? [
          "Objects that existed before: adopt them with npx gray adopt, or give the release other names.",
        ]
      : []),
  ].join("\n");
}

/** What `gray drift` found in all clusters of a stack. */
export interface DriftFound {
  readonly stack: string;
  readonly baseline: Baseline;
  readonly clusters: readonly ClusterDrift[];
  /** The clusters that could not be read, with the reason in words. */
  readonly unread: readonly { readonly cluster: string; readonly why: string }[];
  /** Names of the clusters that were left out. */
  readonly leftOut: readonly string[];
  /** Whether it was taken back. */
  readonly takenBack: boolean;
}

/** The drift of all clusters, in their order. */
export function allDrift({ clusters }: Pick<DriftFound, "clusters">): Drift[] {
  return clusters.flatMap(({ drift }) => [...drift]);
}

/** The report for programs, as an object for JSON. */
export function driftData(found: DriftFound): object {
  const { stack, baseline, unread, leftOut, takenBack } = found;
  return {
    ...{ stack, comparedWith: baseline.from, drift: allDrift(found), unread, takenBack },
    ...(leftOut.length > 0 && { leftOut }),
  };
}

/** The report for people, as paragraphs with a line break at the end. */
export function driftReport(found: DriftFound): string {
  const { stack, baseline, clusters, unread, leftOut, takenBack: back } = found;
  const drift = allDrift(found);
  const where = unread.length > 0 ? ` in ${inWords(clusters.map(({ cluster }) => cluster))}` : "";
  const base =
    baseline.from === "applied" ? "the value that was applied last" : "the value in the stack file";
  const head =
    drift.length === 0
      ? `No other field manager changed an object of stack ${stack}${where}.`
      : `Another field manager changed objects of stack ${stack}${where}. From: ${base}; to: the live value${back ? " before this command" : ""}.`;
  return [
    ...(baseline.why === undefined
      ? []
      : [`The values that were applied last are not known: ${baseline.why}.`]),
    ...(leftOut.length === 0
      ? []
      : [`Left out, and not looked at: ${inWords([...new Set(leftOut)])}.`]),
    // Where no cluster was read, there is nothing to say of objects.
    ...(clusters.length > 0 ? [head] : []),
    ...(drift.length > 0 ? [driftText(drift)] : []),
    ...heldText(found),
    ...(back && drift.length > 0
      ? [
          `${where === "" ? "The clusters have" : `The objects${where} have`} the values again that were applied last.`,
        ]
      : []),
    ...(drift.length > 0 && !back ? [driftAdvice(drift, stack)] : []),
    ...unreadText(found),
  ]
    .join("\n\n")
    .concat("\n");
}

function unreadText({ stack, unread, takenBack }: DriftFound): string[] {
  if (unread.length === 0) return [];
  const lines = unread.map(({ cluster, why }) => `NOT READ: cluster ${cluster}: ${why}`);
  const command = `npx gray drift ${takenBack ? "--take-over " : ""}-s ${stack}`;
  return [[...lines, `When it answers, run again: ${command}`].join("\n")];
}

function heldText({ stack, clusters, takenBack }: DriftFound): string[] {
  const held = clusters.flatMap(({ cluster, held }) =>
    held.map((object) => `${objectName(object)} in cluster ${cluster}`),
  );
  if (held.length === 0) return [];
  return [
    takenBack
      ? `The stack is the only owner of its fields again in ${held.join(", ")}.`
      : `Other field managers own fields of the stack, too, with the same values: ${held.join(", ")}. The API server ` +
        `refuses an update that changes them. To make the stack their only owner: npx gray drift --take-over -s ${stack}`,
  ];
}
