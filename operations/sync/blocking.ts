/**
 * Notes which proxies may keep one istiod process from sending. Pure.
 *
 * istiod waits for a proxy that does not read, in the middle of its push: the stream takes the next
 * message only when the one before is on its way (google.golang.org/grpc,
 * internal/transport/flowcontrol.go, writeQuota). Such a proxy has not acknowledged what was sent to
 * it last, and takes one of the places of those that left the push queue.
 */
import { isLater, sentStates, type ProxyState } from "./istiod-state";

/** What the answers of one istiod process tell of proxies that may keep it from sending. */
export interface Blocking {
  /** Since when no answer showed a proxy to be such a one; left out for one that is. */
  readonly freeSinceMs: ReadonlyMap<string, number>;
  /** Since when every answer showed fewer of them than leave the queue at once; else Infinity. */
  readonly openSinceMs: number;
}

/** Before the first answer. */
export const noBlocking: Blocking = { freeSinceMs: new Map(), openSinceMs: Infinity };

/**
 * Notes a further answer.
 *
 * @param answeredMs when it was given, in milliseconds of the clock
 * @param throttle how many proxies leave the push queue at once, at least
 */
export function noteBlocking(
  before: Blocking,
  proxies: readonly ProxyState[],
  answeredMs: number,
  throttle: number,
): Blocking {
  const blocked = new Set<string>();
  const freeSinceMs = new Map<string, number>();
  for (const state of proxies) {
    const key = keyOf(state);
    if (mayBlock(state)) blocked.add(key);
    else freeSinceMs.set(key, before.freeSinceMs.get(key) ?? answeredMs);
  }
  // One of two connections of a proxy.
  for (const key of blocked) freeSinceMs.delete(key);
  const openSinceMs = Math.min(before.openSinceMs, answeredMs);
  return { freeSinceMs, openSinceMs: blocked.size < throttle ? openSinceMs : Infinity };
}

/** The name of a proxy in the whole mesh. */
export function keyOf({ proxy = "?", cluster_id = "" }: ProxyState): string {
  return `${cluster_id}/${proxy}`;
}

/** Whether a proxy has not acknowledged what was sent to it last. */
function mayBlock(state: ProxyState): boolean {
  const states = sentStates(state);
  let owes = false;
  let last: string | undefined;
  for (const url in states) {
    const { sent, acked, sentTime } = states[url] ?? {};
    if (!sent) continue;
    // Without times, any of them may be the last one.
    if (!sentTime && sent !== acked) return true;
    owes ||= sent !== acked;
    if (!last || isLater(sentTime, last)) last = sentTime;
  }
  if (!owes) return false;
  for (const url in states) {
    const { sent, acked, sentTime } = states[url] ?? {};
    if (sent && sent !== acked && !isLater(last, sentTime)) return true;
  }
  return false;
}
