/** Sends what receivers are owed, beside a driver: to each receiver one message after the other. */
import { keyOf, type RolloutEvent } from "../../../model/notifications/events";
import {
  owedTo,
  toldBy,
  withAllTold,
  withTold,
  type Told,
} from "../../../model/notifications/owed";
import type { NotificationReceiver } from "../../../model/notifications/receiver";
import type { RolloutRecord } from "../../../model/rollout/record";
import { systemClock, type Clock } from "../../clock";
import { firstPauseMs, nextPauseMs } from "../../webhooks/answer";
import type { Deliver, NoticePort } from "./port";

/** What a messenger works with. */
export interface MessengerOptions {
  readonly receivers: readonly NotificationReceiver[];
  readonly deliver: Deliver;
  /** Gets what could not be delivered, each reason once. @default nobody hears of it */
  readonly say?: (line: string) => void;
  /** Ends all sending. */
  readonly signal?: AbortSignal;
  /** Whether a message is tried again in this process. @default true */
  readonly tryAgain?: boolean;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** Milliseconds for which the end of a driver waits for messages. */
const settleMs = 10_000;

/**
 * It sends at least once: what it delivered it remembers until the driver has saved that. Of a driver
 * that is killed between the two the next one sends the message again, with the same id.
 */
export class Messenger implements NoticePort {
  /** The newest record of the driver, by which is known what is owed. */
  private latest?: { readonly record: RolloutRecord; readonly nowMs: number };
  /** What was delivered of its rollout, by receiver. */
  private readonly delivered = new Map<string, Told>();
  /** Names of receivers to which something is on its way. */
  private readonly busy = new Set<string>();
  /** Names of receivers that get nothing more from this process. */
  private readonly givenUp = new Set<string>();
  /** The last work of each receiver. */
  private readonly works = new Map<string, Promise<void>>();
  private readonly said = new Set<string>();
  /** Ends what is on its way. */
  private stop = new AbortController();

  constructor(private readonly options: MessengerOptions) {}

  tell(record: RolloutRecord, nowMs: number): void {
    if (this.latest && this.latest.record.id !== record.id) this.delivered.clear();
    this.latest = { record, nowMs };
    for (const receiver of this.options.receivers) {
      const { name } = receiver;
      if (this.options.signal?.aborted || this.busy.has(name) || this.givenUp.has(name)) continue;
      if (!this.nextFor(receiver)) continue;
      this.busy.add(name);
      this.works.set(name, this.work(receiver, this.ending()));
    }
  }

  told(record: RolloutRecord): RolloutRecord {
    if (this.latest?.record.id !== record.id) return record;
    return withAllTold(record, this.delivered);
  }

  async settle(): Promise<void> {
    const { clock = systemClock } = this.options;
    if (this.busy.size > 0) {
      const over = new AbortController();
      const late = clock.deadline(settleMs, over.signal).catch(() => undefined);
      await Promise.race([Promise.all(this.works.values()), late]);
      over.abort();
    }
    this.stop.abort();
    this.stop = new AbortController();
  }

  private ending(): AbortSignal {
    const { signal } = this.options;
    return signal ? AbortSignal.any([signal, this.stop.signal]) : this.stop.signal;
  }

  private nextFor(receiver: NotificationReceiver): RolloutEvent | undefined {
    const { record, nowMs } = this.latest!;
    const told = this.toldTo(receiver, record);
    return owedTo(receiver, record, nowMs, told)[0];
  }

  private toldTo({ name }: NotificationReceiver, record: RolloutRecord): Told {
    const here = this.delivered.get(name);
    return here ? toldBy(withAllTold(record, new Map([[name, here]])), name) : toldBy(record, name);
  }

  /** Sends until nothing is owed, or sending ends. What is owed is asked anew before each try. */
  private async work(receiver: NotificationReceiver, signal: AbortSignal): Promise<void> {
    const { clock = systemClock, tryAgain = true } = this.options;
    let pauseMs = firstPauseMs;
    try {
      for (let event = this.nextFor(receiver); event; event = this.nextFor(receiver)) {
        const isFinal = await this.once(receiver, event, signal);
        if (signal.aborted) return;
        if (!isFinal && !tryAgain) return void this.givenUp.add(receiver.name);
        // The process may end meanwhile: the next driver tries again.
        if (!isFinal) await clock.sleep(pauseMs, { signal, background: true });
        pauseMs = isFinal ? firstPauseMs : nextPauseMs(pauseMs);
      }
    } catch {
      // The wait was ended: so does the work.
    } finally {
      // At once: what the driver tells from now on begins a new work.
      this.busy.delete(receiver.name);
    }
  }

  /** @returns whether it is delivered, or refused for ever */
  private async once(
    receiver: NotificationReceiver,
    event: RolloutEvent,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { name } = receiver;
    const { record } = this.latest!;
    const delivery = await this.options.deliver(receiver, event, record, signal);
    const isFinal = delivery.kind !== "later";
    if (isFinal && this.latest!.record.id === record.id)
      this.delivered.set(name, withTold(this.delivered.get(name) ?? [], event));
    if (delivery.kind === "refused" || (delivery.kind === "later" && !signal.aborted))
      this.complain(name, event, delivery);
    return isFinal;
  }

  private complain(
    name: string,
    event: RolloutEvent,
    { kind, why }: { readonly kind: "refused" | "later"; readonly why: string },
  ): void {
    const line =
      kind === "refused"
        ? `${name} was not told of ${keyOf(event)}, and is not told again: ${why}`
        : `${name} could not be told yet: ${why}`;
    if (!this.said.has(line)) this.options.say?.(line);
    this.said.add(line);
  }
}
