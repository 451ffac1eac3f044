import { show } from "../../model/problem";
import type { Drift } from "./decide";

/** As many fields of one object are told; the rest is counted. */
const most = 8;

/** What another hand changed, for people: an object and who wrote it, then its fields with both values. */
export function driftText(drift: readonly Drift[]): string {
  return groups(drift)
    .map((group, i) => `${i + 1}. ${block(group)}`)
    .join("\n\n");
}

/** Drift of one object by one hand. */
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
  const lines = group.slice(0, most).map(field);
  if (group.length > most) lines.push(`and ${group.length - most} more fields`);
  if (group.some(isScale)) lines.push(scaled);
  return [
    `${object} in cluster ${cluster}, ${hand(first)}`,
    ...lines.map((line) => `   ${line}`),
  ].join("\n");
}

function hand({ kind, manager, subresource, time }: Omit<Drift, "cluster" | "object">): string {
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
  // Containers get passwords in variables, and messages go to logs of CI.
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
