/**
 * Makes an update wait until the proxies of all primary clusters synced a stage, by asking their
 * istiods.
 */
import type { StackSettings } from "../../model/config/settings";
import type { Stage } from "../../model/kinds";
import type { ReachedCluster } from "../clusters/reached";
import { systemClock, type Clock } from "../clock";
import { RefusalError } from "../refusal";
import type { Reporter } from "../reporter";
import { isOver, mustSync } from "./decide";
import { fixedSync } from "./fixed";
import { AwayError } from "./istiod";
import { StaleError, type Synced } from "./asked";
import { closeIstiods, connectIstiods, hasNewIstiods, scopeOf, type Istiods } from "./istiods";
import {
  endLines,
  leftBehindText,
  owedText,
  staleMessage,
  syncedText,
  unaskedText,
} from "./messages";
import { moves } from "./moves";
import { KnownProxies } from "./pods/known";
import { PodRights } from "./pods/rights";
import { allowedStragglers, countOf, nameOf, owedBefore, type Straggler } from "./stragglers";
import { knownOrRefused } from "./unknown";
import type { SyncScope } from "./store";
import { notStale, untilSynced } from "./wait";

/**
 * How long an istiod may lag behind its API server, in seconds. client-go reads again after at most
 * 60 s (30 s with a jitter of 1.0, tools/cache/reflector.go); then the list itself, and the push.
 */
const storeSeconds = 90;

/** Milliseconds between two looks at proxies that are connecting anew. */
const connectPauseMs = 1000;

/** How proxies are asked. */
export interface SyncOptions {
  readonly settle: StackSettings["settle"];
  readonly reporter: Reporter;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /**
   * Connections to istiods begin when it resolves, so that an update that is refused ends at once.
   */
  readonly mayBegin: Promise<unknown>;
}

/**
 * Asks the istiods of all primary clusters what their proxies acknowledged. Where one of them can't
 * be asked, the update waits the configured seconds after each stage, too, and says so.
 *
 * The first question comes before any stage, while the engine starts the providers: an update that
 * broke off may have left changes that proxies have not synced yet.
 */
export class MeshSync {
  private istiods: Promise<Istiods>;
  private readonly asBefore: Promise<void>;
  private readonly fixed: ReturnType<typeof fixedSync>;
  private readonly clock: Clock;
  private readonly synced: string[] = [];
  /** Proxies that are not waited for any more, by name. */
  private leftBehind: ReadonlySet<string> = new Set();
  private owedTold = false;
  private readonly rights = new PodRights();
  private readonly known = new KnownProxies(this.rights);
  /** Namespaces whose pods the program may not list. */
  private unseen: readonly string[] = [];
  private moves?: boolean;

  constructor(
    private readonly reached: readonly ReachedCluster[],
    private readonly options: SyncOptions,
  ) {
    this.clock = options.clock ?? systemClock;
    this.fixed = fixedSync(options.settle.seconds, this.clock);
    this.istiods = options.mayBegin.then(() => this.connectFirst());
    this.asBefore = this.ask("foundation", false);
    // `before` and `end` await it; until then its failure must not count as unhandled.
    this.asBefore.catch(() => undefined);
  }

  /**
   * Waits until proxies synced what was there before this update.
   *
   * @throws RefusalError as {@link after}
   */
  async before(stage: Stage): Promise<void> {
    if (stage !== "foundation") await this.asBefore;
  }

  /**
   * Waits until proxies synced a stage.
   *
   * @param written whether this update wrote any object of it
   * @throws RefusalError that names what is stale, or the API server that does not answer
   */
  async after(stage: Stage, written: boolean): Promise<void> {
    if (mustSync(stage, written)) await this.ask(stage, true);
  }

  /** Closes the connections and reports how long proxies took. */
  async end(): Promise<void> {
    // A release may have nothing but its foundation.
    await this.asBefore;
    const istiods = await this.istiods;
    closeIstiods(istiods);
    for (const line of endLines(this.synced, istiods.unasked, this.unseen))
      this.options.reporter.info(line);
  }

  private async ask(stage: Stage, changed: boolean): Promise<void> {
    const beganMs = this.clock.now();
    const { settle } = this.options;
    const { asked, unasked } = await this.istiods;
    if (unasked.length > 0) {
      await this.fixed.after(stage, changed);
      if (changed) this.synced.push(unaskedText(stage, settle.seconds));
      if (asked.length === 0) return;
    }
    const [{ proxies, behind }] = await Promise.all([
      this.untilSynced(stage, changed),
      this.clock.sleep(changed ? settle.minimum * 1000 : 0),
    ]);
    this.leave(stage, behind);
    const told = { ...(proxies !== undefined && { proxies }), behind: countOf(behind) };
    if (changed) this.synced.push(syncedText(stage, this.clock.now() - beganMs, told));
  }

  /** @param changed whether this update wrote the stage; else an earlier one may have left anything */
  private async untilSynced(stage: Stage, changed: boolean): Promise<Synced> {
    const { clock, reached } = this;
    const ask = () => this.syncedOnce(changed ? stage : undefined);
    const isFinal = (error: Error) => error instanceof StaleError || error instanceof RefusalError;
    const beforeRetry = async () => void (await this.reconnect());
    try {
      return await knownOrRefused(stage, ask, { reached, clock, isFinal, beforeRetry });
    } catch (error) {
      if (error instanceof StaleError) throw new RefusalError(staleMessage(stage, error));
      throw error;
    }
  }

  /** @param stage left out: all that an earlier update may have left */
  private async syncedOnce(stage: Stage | undefined): Promise<Synced> {
    const { clock, reached } = this;
    const { limit: seconds, stragglers } = this.options.settle;
    this.moves ??= await moves(reached);
    if (!stage) await this.lookForOwed();
    const scope = scopeOf(reached, stage, this.moves);
    let deadlineMs = Infinity;
    for (let isFirst = true; ; isFirst = false) {
      const istiods = await this.istiods;
      const synced = await this.acknowledged(istiods, scope, isFirst);
      if (await hasNewIstiods(reached, istiods)) {
        // Else proxies may hang on a replica that nothing is known of.
        if (!(await this.reconnect())) throw new Error("a new replica of istiod can't be asked");
        continue;
      }
      if (!synced.listed) return synced;
      const lost = await this.known.disconnected(synced.listed, istiods.clients);
      deadlineMs = Math.min(deadlineMs, clock.now() + seconds * 1000);
      const isWaited = lost.some((one) => !this.leftBehind.has(nameOf(one)));
      if (!isWaited || isOver(clock.now(), deadlineMs))
        return notStale(
          { ...synced, behind: [...synced.behind, ...lost] },
          { seconds, stragglers },
        );
      await clock.sleep(connectPauseMs);
    }
  }

  /** @param isFirst whether the pods that must be connected are read, too */
  private async acknowledged(
    istiods: Istiods,
    scope: SyncScope,
    isFirst: boolean,
  ): Promise<Synced> {
    const { settle, reporter } = this.options;
    const { clock, reached, leftBehind, rights } = this;
    const stop = new AbortController();
    const limit = {
      ...{ seconds: settle.limit, storeSeconds, stragglers: settle.stragglers },
      ...{ leftBehind, rights, clock, signal: stop.signal },
      onLag: (line: string) => reporter.info(line),
    };
    const reads = isFirst && scope.needed.length > 0;
    const [synced, unseen] = await Promise.all([
      untilSynced(istiods.asked, istiods.clients, scope, limit),
      reads ? this.known.read(reached, istiods) : this.unseen,
    ]).finally(() => stop.abort());
    this.unseen = unseen;
    return synced;
  }

  /**
   * Names the proxies that have been behind for longer than an update waits. They had their time, so
   * as many as may be left behind are not waited for.
   */
  private async lookForOwed(): Promise<void> {
    const { settle, reporter } = this.options;
    const { asked } = await this.istiods;
    const limitMs = settle.limit * 1000;
    const looks = await Promise.all(
      asked.flatMap(({ name, istiods }) =>
        istiods.map(async (istiod) => {
          const { proxies, nowMs } = await istiod.proxies();
          const owed = owedBefore(proxies, nowMs, limitMs);
          return { count: proxies.length, owed: owed.map((one) => ({ ...one, istiod: name })) };
        }),
      ),
    );
    const owed: Straggler[] = looks.flatMap((look) => look.owed);
    if (owed.length === 0) return;
    if (!this.owedTold) reporter.info(owedText(owed, settle.limit));
    this.owedTold = true;
    const proxies = looks.reduce((sum, { count }) => sum + count, 0);
    if (countOf(owed) <= allowedStragglers(settle.stragglers, proxies))
      this.leftBehind = new Set(owed.map(nameOf));
  }

  /** Names the proxies that a stage leaves behind, and waits for them no more. */
  private leave(stage: Stage, behind: readonly Straggler[]): void {
    const news = behind.filter((one) => !this.leftBehind.has(nameOf(one)));
    if (news.length > 0) this.options.reporter.warn(leftBehindText(stage, news));
    this.leftBehind = new Set([...this.leftBehind, ...behind.map(nameOf)]);
  }

  /**
   * An API server that is away for a moment must not make the whole update go on without asking.
   */
  private connectFirst(): Promise<Istiods> {
    const { reached, clock } = this;
    const connect = async () => {
      const found = await this.connect();
      if (found.away.length === 0) return found;
      closeIstiods(found);
      throw new AwayError(found.away.join("; "));
    };
    const isFinal = (error: Error) => !(error instanceof AwayError);
    return knownOrRefused("foundation", connect, { reached, clock, isFinal });
  }

  private connect(): Promise<Istiods> {
    const { settle, reporter } = this.options;
    return connectIstiods(this.reached, {
      readySeconds: settle.limit,
      onWait: (line) => reporter.info(line),
      clock: this.clock,
    });
  }

  /**
   * Connects anew after an API server, or a pod of istiod, was away; keeps what it has where that
   * reaches fewer.
   *
   * @returns whether it connected to all
   */
  private async reconnect(): Promise<boolean> {
    const lost = await this.istiods;
    const found = await this.connect();
    const complete = found.asked.length === lost.asked.length;
    closeIstiods(complete ? lost : found);
    if (complete) this.istiods = Promise.resolve(found);
    return complete;
  }
}
