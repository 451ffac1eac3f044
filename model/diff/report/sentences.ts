// Says in sentences where requests go before and after.
import type { From } from "../row";
import type { CaseChange, ShareChange } from "../traffic";
import { code, prose } from "./escape";

/** The requests of a case, as the subject of a sentence or the cell of a table. */
export function requestsOf({ from, when, name }: CaseChange, isOnly: boolean): string {
  const words = when.map(prose).join(" and ");
  const which = words === "" ? "" : `, if ${words}`;
  const label = name === undefined ? "" : ` (route ${code(name)})`;
  const rest = words === "" && !isOnly ? "all other " : "";
  return `${rest}${sideOf(from)}${which}${label}`;
}

function sideOf(from: readonly From[]): string {
  if (from.length > 1) return "requests from outside and from other services";
  return from[0] === "outside" ? "requests from outside" : "requests from other services";
}

/** What happens to the requests of a case, in sentences. */
export function caseSentences(one: CaseChange, isOnly: boolean): string[] {
  const { change, shares, lanes, answer, copies, faults, whenBefore } = one;
  const who = requestsOf(one, isOnly);
  return [
    ...(whenBefore
      ? [
          `The condition of ${who} was another one before: ${whenBefore.map(prose).join(" and ") || "none"}.`,
        ]
      : []),
    ...(change === "added"
      ? [addedText(one, who)]
      : change === "removed"
        ? [removedText(one, who)]
        : sharesText(shares, who)),
    ...lanes
      .filter(moves)
      .map(
        ({ target, before, after }) =>
          `${amount(after)} of 100 ${who.replace(/^all other /, "other ")} enter the lane ${code(target)} here (before: ${amount(before)}).`,
      ),
    ...(answer && change === "changed" && answer.before !== answer.after
      ? [
          answer.after === undefined
            ? `Proxies no longer answer ${who} themselves.`
            : `Proxies answer ${who} themselves: ${prose(answer.after)}. No version gets them.`,
        ]
      : []),
    ...(copies && copies.before !== copies.after
      ? [
          copies.after === undefined
            ? `No more copies of ${who} are sent (before: ${prose(copies.before ?? "")}).`
            : `Copies of ${who} are sent, whose answers no user gets: ${prose(copies.after)}.`,
        ]
      : []),
    ...(faults && faults.before !== faults.after
      ? [
          faults.after === undefined
            ? `Proxies make no more failures on purpose for ${who}.`
            : `Proxies make failures on purpose for ${who}: ${prose(faults.after)}.`,
        ]
      : []),
  ];
}

function addedText({ shares, answer }: CaseChange, who: string): string {
  const before = shares.filter((one) => one.before > 0);
  if (before.length > 0 && answer?.after === undefined && !shares.some(moves))
    return `New: ${who}, have a route of their own, and go to ${split(shares, "after")} as before.`;
  const like =
    before.length > 0
      ? ` Until now they went like all other requests: ${split(shares, "before")}.`
      : "";
  return answer?.after === undefined
    ? `New: ${who}, go to ${split(shares, "after")}.${like}`
    : `New: proxies answer ${who}, themselves: ${prose(answer.after)}.${like}`;
}

function removedText({ shares, answer }: CaseChange, who: string): string {
  const were = answer?.before === undefined ? split(shares, "before") : prose(answer.before);
  const after = shares.some((one) => one.after > 0) ? split(shares, "after") : "no version";
  return `No longer: ${who}, went to ${were}. From then on they go like all other requests: ${after}.`;
}

function sharesText(shares: readonly ShareChange[], who: string): string[] {
  const moved = shares.filter(moves);
  if (moved.length === 0) return [];
  const all = shares.find(({ after }) => after === 100);
  if (all)
    return [
      `All ${who.replace(/^all other /, "other ")} go to ${code(all.target)} then. Before: ${split(shares, "before") || "no version"}.`,
    ];
  const base = Math.max(...moved.map(({ before, after }) => baseOf(after - before)));
  const parts = moved.map(({ target, before, after }) => {
    const count = number((Math.abs(after - before) * base) / 100);
    return `**${count} ${after > before ? "more" : "fewer"}** go to ${code(target)} (${amount(before)} => ${amount(after)} %)`;
  });
  const gone = moved.filter(({ after }) => after === 0).map(({ target }) => code(target));
  const none =
    gone.length === 0
      ? []
      : [`${gone.join(" and ")} get${gone.length === 1 ? "s" : ""} none of them any more.`];
  const last = parts.pop();
  const list = parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
  return [`Of ${number(base)} ${who.replace(/^all other /, "other ")}, ${list}.`, ...none];
}

function moves({ before, after }: ShareChange): boolean {
  return before !== after;
}

/** 100 requests, or as many as a change below one percent needs to be a whole number. */
function baseOf(change: number): number {
  const hundredths = Math.round(Math.abs(change) * 100);
  return hundredths % 100 === 0 ? 100 : hundredths % 10 === 0 ? 1000 : 10_000;
}

/** The shares of one side, such as `v1` 80 %, `v2` 20 %. */
export function split(shares: readonly ShareChange[], side: "before" | "after"): string {
  const parts = shares.filter((one) => one[side] > 0);
  if (parts.length === 1 && parts[0]?.[side] === 100) return code(parts[0].target);
  return parts.map((one) => `${code(one.target)} ${amount(one[side])} %`).join(", ");
}

/** A percentage with at most two decimals. */
export function amount(percent: number): string {
  return String(Math.round(percent * 100) / 100);
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100).replace(/\B(?=(\d{3})+$)/g, ",");
}
