/** Times of a status in words. Pure. */
import { timeText } from "../../../../model/rollout/words";

/** How long ago a time was, such as `4m 12s ago`. */
export function ago(at: string, now: string): string {
  return `${lasted(at, now)} ago`;
}

/** The time between two times, the earlier one first. */
export function lasted(from: string, to: string): string {
  return timeText(Math.max(0, Date.parse(to) - Date.parse(from)) / 1000);
}
