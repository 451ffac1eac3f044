// The limit of times in which updates change nothing. GR408.
import { formatPath, type Path, type Problem } from "../problem";
import type { FreezeWindow, LimitsSpec } from "./spec";
import { minutes, wallTime, weekdays, type Weekday } from "./wall-time";

/**
 * The times of the config that a moment is in, as problems.
 *
 * @param root the place of the list of these times
 */
export function freezeProblems({ freeze = [] }: LimitsSpec, now: Date, root: Path): Problem[] {
  return freeze.flatMap((window, i): Problem[] =>
    isIn(window, now)
      ? [
          {
            code: "GR408",
            path: formatPath([...root, i]),
            given: `an update on ${clock(window, now)}${window.why === undefined ? "" : ` (${window.why})`}`,
            allowed: `updates outside of this time: ${inText(window)}; inside it only a return to the stable version`,
            fix: `${waiting(window, now)}take this time out of limits.freeze with a change that others review`,
          },
        ]
      : [],
  );
}

/** Whether a moment is in a window: from its beginning on, up to its end and without it. */
export function isIn({ days = weekdays, from, to, zone }: FreezeWindow, now: Date): boolean {
  const { day, minute } = wallTime(now, zone ?? defaultZone);
  const [begin, end] = [minutes(from ?? midnight), minutes(to ?? midnight)];
  const begins = (one: Weekday) => days.includes(one);
  if (begin < end) return begins(day) && minute >= begin && minute < end;
  return (begins(day) && minute >= begin) || (begins(dayBefore(day)) && minute < end);
}

/** What waiting helps: `wait until sat at 08:00 in UTC, or `; nothing for a window without an end. */
function waiting({ days = weekdays, from, to = midnight, zone }: FreezeWindow, now: Date): string {
  const { day, minute } = wallTime(now, zone ?? defaultZone);
  const [begin, end] = [minutes(from ?? midnight), minutes(to)];
  const isLast = minute < end && (begin < end || days.includes(dayBefore(day)));
  // A window of whole days goes on where the next one begins.
  const goesOn = (one: Weekday) => begin === end && days.includes(one);
  let last = isLast ? day : dayAfter(day);
  for (let i = 0; goesOn(last); i += 1) {
    if (i === weekdays.length) return "";
    last = dayAfter(last);
  }
  return `wait until ${last} at ${to} in ${zone ?? defaultZone}, or `;
}

/** A window in words: `from 18:00 on fri to 08:00 of the next day, Europe/Berlin`. */
export function inText({ days, from = midnight, to = midnight, zone }: FreezeWindow): string {
  const next = minutes(from) < minutes(to) ? "" : " of the next day";
  return `from ${from} on ${days?.join(", ") ?? "every day"} to ${to}${next}, ${zone ?? defaultZone}`;
}

const midnight = "00:00";
const defaultZone = "UTC";

function dayBefore(day: Weekday): Weekday {
  return weekdays[(weekdays.indexOf(day) + 6) % 7] as Weekday;
}

function dayAfter(day: Weekday): Weekday {
  return weekdays[(weekdays.indexOf(day) + 1) % 7] as Weekday;
}

function clock({ zone = defaultZone }: FreezeWindow, now: Date): string {
  const { day, minute } = wallTime(now, zone);
  const [hour, rest] = [Math.floor(minute / 60), minute % 60];
  return `${day} at ${String(hour).padStart(2, "0")}:${String(rest).padStart(2, "0")} in ${zone}`;
}
