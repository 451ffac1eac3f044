/** The rollouts of a release that ended, in lines. Pure. */
import type { RolloutRecord } from "../../../model/rollout/record";
import type { FleetWeights } from "../../../model/rollout/state";
import { timeText, weightsText } from "../../../model/rollout/words";
import type { Ended } from "../record/history";

/** The last rollouts, the newest first: the record of the present one, then those that ended before. */
export function historyText(release: string, all: readonly Ended[]): string {
  if (all.length === 0) return `No rollout of ${release} is recorded.\n`;
  return all.map((one) => ("record" in one ? recordText(one.record) : `${one.why}\n`)).join("\n");
}

/** The same as data. */
export function historyData(all: readonly Ended[]): object {
  return all.map((one) => ("record" in one ? one.record : { unreadable: one.why }));
}

function recordText({
  id,
  status,
  startedAt,
  endedAt,
  start,
  goal,
  decisions,
}: RolloutRecord): string {
  const took = endedAt ? (Date.parse(endedAt) - Date.parse(startedAt)) / 1000 : undefined;
  const lasted = took === undefined ? "" : ` after ${timeText(took)}`;
  const who = decisions[0]?.by ?? "unknown";
  const services = [...new Set(Object.values(goal).flatMap((one) => Object.keys(one.services)))];
  const moves = services.map((name) => {
    const of = (fleet: FleetWeights) => {
      const all = Object.values(fleet).map((one) => one.services[name]);
      return [...new Set(all.map((one) => (one ? weightsText(one) : "none")))].join(" or ");
    };
    return `${name} ${of(start)} -> ${of(goal)}`;
  });
  const last = decisions.at(-1);
  return [
    `${startedAt}  ${id}  ${status}${lasted}, started by ${who}`,
    `  ${moves.join("; ")}`,
    ...(last && decisions.length > 1 ? [`  ${last.at}  ${last.by}: ${last.what}`] : []),
    "",
  ].join("\n");
}
