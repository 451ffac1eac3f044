// What the clocks on the walls of a time zone show, by the database that JavaScript has in itself.

/** A day of the week as the config names it. */
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** The days in their order. */
export const weekdays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** What the clocks of a time zone show. */
export interface WallTime {
  readonly day: Weekday;
  /** Minutes since midnight by the clock, 0 to 1439. */
  readonly minute: number;
}

/** Whether JavaScript knows a time zone (https://tc39.es/ecma402/#sec-use-of-iana-time-zone-database). */
export function isTimeZone(name: string): boolean {
  try {
    return formatter(name) !== undefined;
  } catch {
    return false;
  }
}

/**
 * The day and the time in a zone. An hour that clocks skip in spring is never, and one that they
 * repeat in autumn is twice.
 *
 * @throws RangeError for an unknown zone
 */
export function wallTime(now: Date, zone: string): WallTime {
  const parts = new Map(
    formatter(zone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const day = (parts.get("weekday") ?? "").slice(0, 3).toLowerCase() as Weekday;
  return { day, minute: minutes(`${parts.get("hour")}:${parts.get("minute")}`) };
}

/** Minutes since midnight of a time such as `18:00`. */
export function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    // Else midnight is hour 24 in some versions of the data.
    hourCycle: "h23",
  });
}
