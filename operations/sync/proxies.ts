/**
 * Decides which proxies of one istiod process have taken a push, type by type. Pure.
 *
 * An acknowledgement counts only if it is of the newest that istiod sent of its type: istiod drops
 * others (istio/istio, pkg/xds/server.go, ShouldRespond; pilot/pkg/xds/delta.go,
 * shouldRespondDelta). So where pushes follow each other faster than a proxy acknowledges, what it
 * acknowledged last stays old for ever. Envoy works off what one stream brings in its order, so the
 * acknowledgement of something that was sent later proves the same; except for clusters, which Envoy
 * acknowledges only when they are ready for requests.
 */
import { keyOf } from "./blocking";
import { isLater, sentStates, type ProxyState, type SentState } from "./istiod-state";
import { pushOf, sentOrder, type NeededType, type XdsType } from "./xds";

/** A proxy that has not taken what it needs. */
export interface BehindProxy {
  /** `<pod>.<namespace>` */
  readonly proxy: string;
  /** The cluster of the proxy, as its mesh names it. */
  readonly cluster: string;
  readonly type: XdsType;
  /**
   * - `queued`: it stands in istiod's push queue, as far as istiod tells.
   * - `sent`: it has not acknowledged what istiod sent.
   * - `refused`: it refused what istiod sent.
   */
  readonly why: "queued" | "sent" | "refused";
  /** When istiod sent it, in ISO 8601. */
  readonly sentTime?: string;
  /** Why the proxy refused it. */
  readonly error?: string;
}

/** What is known of one proxy from earlier answers. */
interface Seen {
  /** It has all that it needs; it is not looked at again. */
  readonly taken: boolean;
  /** Number of the newest push that it was sent anything of. */
  readonly newest: number;
  /** When the first message was sent that holds the push, by the place of its type. */
  readonly firstSent: readonly (string | undefined)[];
  /** The types that it had, a bit each by their places. */
  readonly had: number;
}

/** What is known of all proxies of one istiod process. */
export type SeenProxies = ReadonlyMap<string, Seen>;

/** What proxies must have taken. */
export interface AwaitedPush {
  /** Number of the first push that holds everything. */
  readonly push: number;
  readonly needed: readonly NeededType[];
  /** Whether the push is over for a proxy: made and sent, unless it does not concern the proxy. */
  readonly isOver: (key: string) => boolean;
}

/** Every proxy that has not taken a push, once for each type, and what to know at the next answer. */
export function behindProxies(
  proxies: readonly ProxyState[],
  seen: SeenProxies,
  awaited: AwaitedPush,
): { readonly behind: readonly BehindProxy[]; readonly seen: SeenProxies } {
  const next = new Map<string, Seen>();
  const behind: BehindProxy[] = [];
  const ofSidecars = awaited.needed.filter(({ gatewaysOnly }) => !gatewaysOnly);
  const places = (needed: readonly NeededType[]) => needed.map(({ type }) => placeOf(type));
  const [all, some] = [places(awaited.needed), places(ofSidecars)];
  for (const state of proxies) {
    const key = keyOf(state);
    // Two connections of one proxy: nothing that was known of the one holds for the other.
    const before = next.has(key) ? undefined : seen.get(key);
    if (before?.taken) {
      next.set(key, before);
      continue;
    }
    next.set(key, look(state, before, awaited, isGateway(state) ? all : some, behind));
  }
  return { behind, seen: next };
}

const taken: Seen = { taken: true, newest: 0, firstSent: [], had: 0 };

/**
 * @param needed places of the types that it needs
 * @param behind gets what it has not taken
 */
function look(
  state: ProxyState,
  before: Seen | undefined,
  awaited: AwaitedPush,
  needed: readonly number[],
  behind: BehindProxy[],
): Seen {
  const { push } = awaited;
  const sent = readSent(state, push);
  // What is most often the case is decided first: an istiod may have ten thousand proxies.
  if (needed.every((place) => hasAcknowledged(sent.byPlace[place], push))) return taken;
  const isSame =
    before !== undefined && sent.newest >= before.newest && (before.had & ~sent.has) === 0;
  const firstSent = sent.byPlace.map((one, place) => {
    const known = isSame ? before.firstSent[place] : undefined;
    return known ?? ((sent.pushes[place] ?? 0) >= push ? one?.sentTime : undefined);
  });
  // Its connection works off one push after the other: the next one shows that this one is over.
  const isNext = isSame && before.newest >= push && sent.newest > before.newest;
  const isOver = sent.isNext || isNext || awaited.isOver(keyOf(state));
  const owed = behind.length;
  for (const place of needed) {
    const had = ((before?.had ?? 0) & (1 << place)) !== 0;
    const why = whyBehind(place, sent, { firstSent, isOver, had, push });
    if (why) behind.push(behindOf(state, place, why, sent.byPlace[place]));
  }
  if (behind.length === owed) return taken;
  return { taken: false, newest: sent.newest, firstSent, had: sent.has };
}

function behindOf(
  { proxy = "?", cluster_id: cluster = "" }: ProxyState,
  place: number,
  why: BehindProxy["why"],
  one: SentState | undefined,
): BehindProxy {
  const type = sentOrder[place] ?? "Cluster";
  const { sentTime, lastError: error } = one ?? {};
  const behind = { proxy, cluster, type, why };
  if (error) return { ...behind, ...(sentTime && { sentTime }), error };
  return sentTime ? { ...behind, sentTime } : behind;
}

/** What a proxy was sent. */
interface Sent {
  /** By the place of the type in the order of sending. */
  readonly byPlace: readonly (SentState | undefined)[];
  /** The pushes that were sent last, by place. */
  readonly pushes: readonly number[];
  /** The types that it has, a bit each by their places. */
  readonly has: number;
  /** Number of the newest push of any type. */
  readonly newest: number;
  /** The last place that the push, or a later one, has got to; -1 for none. */
  readonly reached: number;
  /** Whether it was sent something of the push and, later, of another one. */
  readonly isNext: boolean;
  /** Whether it acknowledged anything of any type, or was sent nothing at all. */
  readonly answers: boolean;
}

/** The places by type URLs. */
const places = new Map<string, number>();

function readSent(state: ProxyState, push: number): Sent {
  const byPlace: (SentState | undefined)[] = [undefined, undefined, undefined, undefined];
  const pushes = [0, 0, 0, 0];
  let [newest, oldest, reached, has] = [0, Infinity, -1, 0];
  let [isSent, isAcked] = [false, false];
  const states = sentStates(state);
  for (const url in states) {
    const one = states[url];
    if (!one?.sent) continue;
    let place = places.get(url);
    if (place === undefined)
      places.set(url, (place = placeOf(url.slice(url.lastIndexOf(".") + 1))));
    isSent = true;
    isAcked ||= Boolean(one.acked);
    const number = pushOf(one.sent);
    if (place < sentOrder.length) {
      byPlace[place] = one;
      pushes[place] = number;
      has |= 1 << place;
    }
    newest = Math.max(newest, number);
    if (number < push) continue;
    oldest = Math.min(oldest, number);
    reached = Math.max(reached, place);
  }
  const answers = isAcked || !isSent;
  return { byPlace, pushes, has, newest, reached, isNext: oldest < newest, answers };
}

function hasAcknowledged(one: SentState | undefined, push: number): boolean {
  return one !== undefined && Boolean(one.acked) && !one.lastError && pushOf(one.acked) >= push;
}

interface Facts {
  readonly firstSent: Seen["firstSent"];
  /** Whether the push, or a later one, is over for this proxy. */
  readonly isOver: boolean;
  /** Whether it had the type before. */
  readonly had: boolean;
  readonly push: number;
}

function whyBehind(
  place: number,
  { byPlace, pushes, reached, answers }: Sent,
  { firstSent, isOver, had, push }: Facts,
): BehindProxy["why"] | undefined {
  const one = byPlace[place];
  // A proxy that connected anew asks for all of its types before it acknowledges the first one.
  if (!one) return isOver && !had && answers ? undefined : "queued";
  const { sent, acked, sentTime, lastError } = one;
  if (lastError) return "refused";
  if (hasAcknowledged(one, push)) return undefined;
  if (!isOver && reached < place) return sent === acked ? "queued" : "sent";
  if (sent === acked) return undefined;
  if (sentOrder[place] === "Cluster") return "sent";
  const holds = (pushes[place] ?? 0) >= push ? firstSent[place] : sentTime;
  const isProven = byPlace.some((other, at) => {
    if (at === place || !other?.acked) return false;
    if (at > place && pushOf(other.acked) >= push) return true;
    return other.acked === other.sent && isLater(other.sentTime, holds);
  });
  return isProven ? undefined : "sent";
}

/** Types that are not in the order are sent after all others. */
function placeOf(type: string): number {
  const place = sentOrder.indexOf(type as XdsType);
  return place < 0 ? sentOrder.length : place;
}

/** Istio calls the proxies of gateways routers; an istiod that does not tell may mean any. */
function isGateway({ proxy_type }: ProxyState): boolean {
  return proxy_type === undefined || proxy_type === "router";
}
