/** Waits until the proxies of one istiod process have taken a stage. */
import {
  StaleError,
  type AskedCluster,
  type AskedIstiod,
  type Clients,
  type ListedProxies,
  type SyncLimit,
  type Synced,
} from "./asked";
import { noBlocking, noteBlocking } from "./blocking";
import { isOver, pauseMs } from "./decide";
import type { ProxyState } from "./istiod-state";
import { lagText, notPushedText } from "./messages";
import { Carriers } from "./pods/carriers";
import { PodRights } from "./pods/rights";
import { behindProxies, type SeenProxies } from "./proxies";
import {
  beginPushes,
  dueMs,
  isRestarted,
  notePushes,
  passedMs,
  stillMs,
  type Pushes,
} from "./pushes";
import { StoreComparison, type SyncScope } from "./store";
import { nameOf, type Straggler } from "./stragglers";

/** Milliseconds between two questions to an istiod that lags behind its API server. */
const slowPauseMs = 1000;

/** The wait for the proxies of one istiod process. */
export class IstiodWait {
  private heldMs?: number;
  private deadlineMs = Infinity;
  private pushes?: Pushes;
  private seen: SeenProxies = new Map();
  private blocking = noBlocking;
  private proxies = 0;
  private readonly carriers: Carriers;

  constructor(
    private readonly istiod: AskedIstiod,
    private readonly cluster: AskedCluster,
    private readonly everywhere: Clients,
    private readonly scope: SyncScope,
    private readonly limit: SyncLimit,
  ) {
    const { clock, rights = new PodRights() } = limit;
    this.carriers = new Carriers(istiod, cluster, everywhere, clock, rights);
  }

  /** The proxies of the last answer. */
  get listed(): ListedProxies {
    const { cluster, seen } = this;
    return { cluster, clusterId: this.istiod.clusterId, keys: seen };
  }

  /**
   * Goes on from where it was.
   *
   * @returns when the proxies that are waited for have taken everything, or the time is over; `looks`
   * counts how often it looked
   * @throws StaleError where istiod itself does not have or push everything in time
   */
  async run(): Promise<Synced & { readonly looks: number }> {
    const { clock, leftBehind = new Set() } = this.limit;
    for (let looks = 1; ; looks += 1) {
      this.limit.signal?.throwIfAborted();
      const heldMs = (this.heldMs ??= await this.untilStored());
      if (this.scope.needed.length === 0) return { behind: [], looks };
      const beganMs = clock.now();
      const behind = await this.look(heldMs);
      const tookMs = clock.now() - beganMs;
      const isLast = isOver(clock.now(), this.deadlineMs);
      if (behind) {
        const left = behind.filter((one) => leftBehind.has(nameOf(one)));
        const others = behind.filter((one) => !left.includes(one));
        const waited = await this.carriers.of(others, isLast);
        if (waited.length === 0 || isLast)
          return { proxies: this.proxies, behind: [...left, ...waited], looks };
      } else if (isLast && this.heldMs !== undefined)
        throw this.stale([notPushedText(this.istiod.name)], this.limit.seconds);
      const due = this.pushes ? dueMs(this.pushes, this.istiod.tuning) - clock.now() : 0;
      await clock.sleep(pauseMs(tookMs, due));
    }
  }

  /** @returns the proxies that are behind; undefined while istiod has not pushed everything */
  private async look(heldMs: number): Promise<Straggler[] | undefined> {
    const { istiod } = this;
    const { clock } = this.limit;
    // What is known of proxies must be older than the readings that are compared.
    if (!this.pushes) await this.askProxies();
    const askedMs = clock.now();
    const metrics = await istiod.metrics();
    const reading = { ...metrics, askedMs, answeredMs: clock.now() };
    if (this.pushes && isRestarted(this.pushes, reading)) {
      // Another process: its store and its pushes begin anew.
      [this.heldMs, this.pushes] = [undefined, undefined];
      [this.seen, this.blocking] = [new Map(), noBlocking];
      return undefined;
    }
    this.pushes = this.pushes
      ? notePushes(this.pushes, reading, istiod.tuning)
      : beginPushes(heldMs, reading);
    const { push, pushedMs = Infinity } = this.pushes;
    if (push === undefined) return undefined;
    const proxies = await this.askProxies();
    const passed = passedMs(this.pushes, proxies.length);
    const { freeSinceMs, openSinceMs } = this.blocking;
    // The queue was empty only if proxies could leave it all the time.
    const still = stillMs(this.pushes);
    const emptied = Math.max(passed, openSinceMs <= still ? still : -Infinity);
    const isPast = (key: string) => Math.max(pushedMs, freeSinceMs.get(key) ?? Infinity) <= emptied;
    const awaited = { push, needed: this.scope.needed, isOver: isPast };
    const { behind, seen } = behindProxies(proxies, this.seen, awaited);
    this.seen = seen;
    return behind.map((one) => ({ ...one, istiod: this.cluster.name }));
  }

  private async askProxies(): Promise<readonly ProxyState[]> {
    const { istiod } = this;
    const { clock } = this.limit;
    const { proxies } = await istiod.proxies();
    this.proxies = proxies.length;
    this.blocking = noteBlocking(this.blocking, proxies, clock.now(), istiod.tuning.throttle);
    return proxies;
  }

  /**
   * Waits until an istiod's store holds the stage. After an API server was away, istiod reads it
   * again only after a pause of up to a minute, as all clients made with client-go do.
   *
   * @returns when it held everything, in milliseconds of the clock
   */
  private async untilStored(): Promise<number> {
    const { clock, seconds, storeSeconds = 0, onLag } = this.limit;
    const comparison = new StoreComparison(this.istiod, this.cluster, this.everywhere, this.scope);
    const beganMs = clock.now();
    const longest = Math.max(seconds, storeSeconds);
    let said = false;
    for (;;) {
      this.limit.signal?.throwIfAborted();
      const askedMs = clock.now();
      const missing = await comparison.missing();
      const nowMs = clock.now();
      if (missing.length === 0) {
        this.deadlineMs = nowMs + seconds * 1000;
        return nowMs;
      }
      if (isOver(nowMs, beganMs + longest * 1000)) throw this.stale(missing, longest);
      const lags = isOver(nowMs, beganMs + seconds * 1000);
      if (lags && !said && longest > seconds) onLag?.(lagText(this.cluster.name, missing));
      said ||= lags;
      await clock.sleep(lags ? slowPauseMs : pauseMs(nowMs - askedMs));
    }
  }

  private stale(missing: readonly string[], seconds: number): StaleError {
    const named = missing.map((what) => `${this.cluster.name}: ${what}`);
    return new StaleError(seconds, named);
  }
}
