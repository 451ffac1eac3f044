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
import { mustSync } from "./decide";
import { fixedSync } from "./fixed";
import { AwayError } from "./istiod";
import { closeIstiods, connectIstiods, scopeOf, type Istiods } from "./istiods";
import { endLines, staleMessage, syncedText, unaskedText } from "./messages";
import { knownOrRefused } from "./unknown";
import { StaleError, untilSynced } from "./wait";

/**
 * How long an istiod may lag behind its API server, in seconds. client-go reads again after at most
 * 60 s (30 s with a jitter of 1.0, tools/cache/reflector.go); then the list itself, and the push.
 */
const storeSeconds = 90;

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
    for (const line of endLines(this.synced, istiods.unasked)) this.options.reporter.info(line);
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
    const [proxies] = await Promise.all([
      this.untilSynced(stage),
      this.clock.sleep(changed ? settle.minimum * 1000 : 0),
    ]);
    if (changed) this.synced.push(syncedText(stage, this.clock.now() - beganMs, proxies));
  }

  /** @returns the number of proxies that synced the stage */
  private async untilSynced(stage: Stage): Promise<number> {
    const { settle } = this.options;
    const { clock, reached } = this;
    const scope = scopeOf(reached);
    const ask = async () => {
      const { asked, clients } = await this.istiods;
      const stop = new AbortController();
      const limit = {
        seconds: settle.limit,
        storeSeconds,
        onLag: (line: string) => this.options.reporter.info(line),
        clock,
        signal: stop.signal,
      };
      return untilSynced(asked, clients, scope, limit).finally(() => stop.abort());
    };
    const isFinal = (error: Error) => error instanceof StaleError;
    const beforeRetry = () => this.reconnect();
    try {
      return await knownOrRefused(stage, ask, { reached, clock, isFinal, beforeRetry });
    } catch (error) {
      if (error instanceof StaleError) throw new RefusalError(staleMessage(stage, error));
      throw error;
    }
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
   */
  private async reconnect(): Promise<void> {
    const lost = await this.istiods;
    const found = await this.connect();
    const complete = found.asked.length === lost.asked.length;
    closeIstiods(complete ? lost : found);
    if (complete) this.istiods = Promise.resolve(found);
  }
}
