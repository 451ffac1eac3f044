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
import { StaleError, type Synced } from "./asked";
import { closeIstiods, connectIstiods, scopeOf, type Istiods } from "./istiods";
import {
  endLines,
  leftBehindText,
  owedText,
  staleMessage,
  syncedText,
  unaskedText,
} from "./messages";
import { moves } from "./moves";
import { MeshSession } from "./session";
import { countOf, type Straggler } from "./stragglers";
import { knownOrRefused } from "./unknown";

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
  private readonly session: MeshSession;
  private readonly asBefore: Promise<void>;
  private readonly fixed: ReturnType<typeof fixedSync>;
  private readonly clock: Clock;
  private readonly synced: string[] = [];
  private owedTold = false;
  private moves?: boolean;

  constructor(
    private readonly reached: readonly ReachedCluster[],
    private readonly options: SyncOptions,
  ) {
    this.clock = options.clock ?? systemClock;
    this.fixed = fixedSync(options.settle.seconds, this.clock);
    const connected = options.mayBegin.then(() => this.connectFirst());
    this.session = new MeshSession(reached, connected, {
      settle: options.settle,
      onLag: (line) => options.reporter.info(line),
      connect: () => this.connect(),
      clock: this.clock,
    });
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
    const { istiods, unseen } = this.session;
    this.session.close();
    for (const line of endLines(this.synced, (await istiods).unasked, unseen))
      this.options.reporter.info(line);
  }

  private async ask(stage: Stage, changed: boolean): Promise<void> {
    const beganMs = this.clock.now();
    const { settle } = this.options;
    const { asked, unasked } = await this.session.istiods;
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
    const beforeRetry = async () => void (await this.session.reconnect());
    try {
      return await knownOrRefused(stage, ask, { reached, clock, isFinal, beforeRetry });
    } catch (error) {
      if (error instanceof StaleError) throw new RefusalError(staleMessage(stage, error));
      throw error;
    }
  }

  /** @param stage left out: all that an earlier update may have left */
  private async syncedOnce(stage: Stage | undefined): Promise<Synced> {
    this.moves ??= await moves(this.reached);
    if (!stage) await this.lookForOwed();
    return this.session.synced(scopeOf(this.reached, stage, this.moves));
  }

  /** Names the proxies that have been behind for longer than an update waits. */
  private async lookForOwed(): Promise<void> {
    const owed = await this.session.owed();
    if (owed.length === 0) return;
    const { settle, reporter } = this.options;
    if (!this.owedTold) reporter.info(owedText(owed, settle.limit));
    this.owedTold = true;
  }

  /** Names the proxies that a stage leaves behind, and waits for them no more. */
  private leave(stage: Stage, behind: readonly Straggler[]): void {
    const news = this.session.leave(behind);
    if (news.length > 0) this.options.reporter.warn(leftBehindText(stage, news));
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
}
