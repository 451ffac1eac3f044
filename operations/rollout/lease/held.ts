/** A Lease that this process holds: it is renewed in the background, until it is released or lost. */
import { systemClock, type Clock } from "../../clock";
import { inTime } from "../../deadline";
import { answerLimitMs } from "../record/read";
import type { RecordHome } from "../record/save";
import { actMs, microTime, renewMs, retryMs, type Holder, type LeaseObject } from "./decide";

/** This driver may not go on: its Lease is over, or another driver has it. */
export class LeaseLostError extends Error {
  override name = "LeaseLostError";
}

/** Milliseconds for one try of a renewal. */
const tryMs = 3000;

/** How a Lease was taken. */
export interface Taken {
  readonly path: string;
  readonly holder: string;
  /** Milliseconds of the clock when the request was sent whose answer dates the Lease. */
  readonly sentMs: number;
  /** The driver whose time was over. */
  readonly takenFrom?: Holder;
}

export class HeldLease {
  /** The name under which this process holds it. */
  readonly holder: string;
  /** The driver that did not release it: what it began may be half done, so the epoch rises. */
  readonly takenFrom?: Holder;
  private readonly clock: Clock;
  private readonly lost = new AbortController();
  private readonly ending = new AbortController();
  private readonly renewing: Promise<void>;
  private actUntilMs: number;

  constructor(
    private readonly home: Pick<RecordHome, "api" | "clock" | "cluster">,
    private readonly taken: Taken,
  ) {
    this.holder = taken.holder;
    if (taken.takenFrom) this.takenFrom = taken.takenFrom;
    this.clock = home.clock ?? systemClock;
    this.actUntilMs = taken.sentMs + actMs;
    this.renewing = this.renewAll();
  }

  /** Aborts when the Lease is lost, with the reason; a release does not abort it. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  /**
   * To be called before each write: the process may have been stopped for a while.
   *
   * @throws LeaseLostError
   */
  check(): void {
    if (!this.lost.signal.aborted && this.clock.now() >= this.actUntilMs)
      this.lose(`it was not renewed for ${actMs / 1000} s`);
    this.lost.signal.throwIfAborted();
  }

  /** Ends the renewals and gives the Lease free. Where that fails, it is over by itself soon. */
  async release(): Promise<void> {
    this.ending.abort();
    await this.renewing;
    const free = this.write(() => ({ holderIdentity: null }));
    await inTime(free, { limitMs: answerLimitMs, clock: this.clock }).catch(() => undefined);
  }

  /** Never rejects. */
  private async renewAll(): Promise<void> {
    let pauseMs = renewMs;
    for (;;) {
      const { signal } = this.ending;
      await this.clock.sleep(pauseMs, { signal, background: true }).catch(() => undefined);
      if (signal.aborted || this.lost.signal.aborted) return;
      pauseMs = (await this.renewed()) ? renewMs : retryMs;
    }
  }

  /** Tries once. @returns whether it worked */
  private async renewed(): Promise<boolean> {
    const sentMs = this.clock.now();
    const leftMs = this.actUntilMs - sentMs;
    let why = "";
    try {
      this.check();
      const renewal = this.write((nowMs) => ({ renewTime: microTime(nowMs) }));
      const limitMs = Math.min(tryMs, leftMs);
      await inTime(renewal, { limitMs, clock: this.clock });
      this.actUntilMs = sentMs + actMs;
      return true;
    } catch (error) {
      if (error instanceof LeaseLostError) this.lose(error.message);
      else why = (error as Error).message;
    }
    if (this.clock.now() + retryMs >= this.actUntilMs)
      this.lose(`it could not be renewed for ${actMs / 1000} s: ${why}`);
    return false;
  }

  /** Changes the Lease where this process still has it. */
  private async write(changes: (nowMs: number) => object): Promise<void> {
    const { path } = this.taken;
    const { api, cluster } = this.home;
    const { object, nowMs } = await api.getDated<LeaseObject>(path);
    const holder = object?.spec?.holderIdentity;
    if (!object || holder !== this.holder)
      throw new LeaseLostError(
        holder ? `${holder} has it now` : `it is gone in cluster ${cluster}`,
      );
    const { resourceVersion } = object.metadata;
    await api.mergePatch(path, { metadata: { resourceVersion }, spec: changes(nowMs) });
  }

  private lose(why: string): void {
    this.lost.abort(
      new LeaseLostError(`this driver stops, because it lost the Lease of the rollout: ${why}`),
    );
  }
}
