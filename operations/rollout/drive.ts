/** Drives a rollout: reads its record, decides, does it, and so on until it has to wait or ends. */
import { systemClock, type Clock } from "../clock";
import { lives, newest, type RolloutRecord } from "../../model/rollout/record";
import type { Action } from "../../model/rollout/sequence";
import type { FleetState } from "../../model/rollout/state";
import { withAnswers, type Answered } from "./analysis/fold";
import type { MetricsPort } from "./analysis/port";
import { decide } from "./decide/decide";
import type { GateVerdict, Next, Outcomes, Waiting } from "./decide/question";
import { takenOver } from "./decide/transitions";
import type { NoticePort } from "./notify/port";

/** What a driver reads before each decision. */
export interface Reading {
  /** The time by the clock of home, in milliseconds. */
  readonly nowMs: number;
  /** The copy of home with its version; undefined where home has none. */
  readonly home: { readonly record: RolloutRecord; readonly version: string } | undefined;
  /** The copies of the other primary clusters that answered. */
  readonly others: readonly RolloutRecord[];
}

/** What a driver needs from outside. */
export interface DrivePort {
  /** Reads the copies of all primary clusters; a failure: home does not answer, in words. */
  read(): Promise<Reading | { readonly away: string }>;
  /**
   * Writes the record at home if home still has the version (none: if it has no record), then copies
   * it to the other clusters.
   *
   * @returns `conflict` where another writer was first
   */
  save(
    record: RolloutRecord,
    version: string | undefined,
  ): Promise<"saved" | "conflict" | { readonly away: string }>;
  /**
   * Writes an action in clusters that have a state before it, or this one already; and settles.
   *
   * @param about `record`: no cluster is written whose copy holds more than it
   */
  write(about: {
    readonly record: RolloutRecord;
    readonly clusters: readonly string[];
    readonly before: readonly FleetState[];
    readonly next: FleetState;
  }): Promise<Outcomes>;
  /** The same by an update of the engine, which changes pods, too. */
  update(clusters: readonly string[]): Promise<Outcomes>;
  /** Writes a state in clusters that have one before it, as fast as it can. */
  takeBack(about: {
    readonly clusters: readonly string[];
    readonly before: readonly FleetState[];
    readonly next: FleetState;
  }): Promise<Outcomes>;
  ask(action: Action, record: RolloutRecord): Promise<GateVerdict>;
  /** Asks the metrics servers of the clusters. */
  readonly metrics: MetricsPort;
  /** Tells people and programs what happens. @default nobody is told */
  readonly notices?: NoticePort;
  /**
   * Lets the engine record what the clusters have, where it changes nothing else.
   *
   * @returns why it did not; undefined where it did
   */
  record(record: RolloutRecord): Promise<string | undefined>;
  /** Why this checkout must not drive the rollout; undefined where it may. */
  refusal(record: RolloutRecord): string | undefined;
}

/** How a driver drives. */
export interface DriveOptions {
  readonly port: DrivePort;
  /** Who drives, for the record. */
  readonly by: string;
  /** Ends where the rollout has to wait, instead of waiting. @default false */
  readonly once?: boolean;
  /** The cluster that becomes the home of the rollout. @default it stays */
  readonly home?: string;
  /** Ends the driver between two decisions. */
  readonly signal?: AbortSignal;
  /** Gets what happens, as it happens. */
  readonly onNext?: (next: Next, record: RolloutRecord) => void;
  /** @default the clock of the machine; only waits are measured by it */
  readonly clock?: Clock;
}

/** How a driver ended. */
export type DriveEnd =
  /** No primary cluster has a record. */
  | { readonly end: "none" }
  /** The rollout ended, and all clusters have what it left. */
  | { readonly end: "ended"; readonly record: RolloutRecord; readonly unrecorded?: string }
  | { readonly end: "waiting"; readonly record?: RolloutRecord; readonly waiting: DriveWaiting }
  /** A person has to look. */
  | { readonly end: "stopped"; readonly record?: RolloutRecord; readonly why: string };

/** What a driver waits for. */
export type DriveWaiting = Waiting | { readonly for: "home"; readonly why: string };

/** Most milliseconds between two looks at what a rollout waits for. */
const pollMs = 1000;

/** Drives until the rollout ends, has to wait (with `once`), or a person has to look. */
export async function drive(options: DriveOptions): Promise<DriveEnd> {
  const driver = new Driver(options);
  for (;;) {
    const end = await untilEnd(driver, options);
    const last = await driver.tellRest();
    // While it told the rest, an abort left the way back to it, because it has the Lease.
    const wasAlive = end.end === "waiting" && end.record !== undefined && lives(end.record);
    const isLeft = wasAlive && last !== undefined && !lives(last);
    if (!isLeft || options.signal?.aborted) return end;
  }
}

async function untilEnd(driver: Driver, options: DriveOptions): Promise<DriveEnd> {
  const { once = false, signal, clock = systemClock } = options;
  for (;;) {
    const end = await driver.step();
    if (end && (end.end !== "waiting" || once)) return end;
    if (signal?.aborted) return end ?? { end: "stopped", why: "the driver was interrupted" };
    if (end?.end === "waiting") await clock.sleep(pauseMs(end.waiting, driver.nowMs));
  }
}

function pauseMs(waiting: DriveWaiting, nowMs: number): number {
  return waiting.for === "time" ? Math.min(pollMs, Math.max(0, waiting.untilMs - nowMs)) : pollMs;
}

/** What a driver saw since the record came to where it stands. */
interface Seen {
  readonly at: string;
  outcomes?: Outcomes;
  verdict?: GateVerdict;
  answers?: readonly Answered[];
}

/** How often what was delivered is saved while others write the record. */
const mostTries = 3;

/** One driver, with what it saw of the action at which the record stands. */
class Driver {
  nowMs = 0;
  /** The epoch that this driver claimed, by the id of the rollout. */
  private claimed?: string;
  private seen: Seen = { at: "" };

  constructor(private readonly options: DriveOptions) {}

  /** @returns undefined where the next step can follow at once */
  async step(): Promise<DriveEnd | undefined> {
    const { port, by, onNext } = this.options;
    const reading = await port.read();
    if ("away" in reading) return { end: "waiting", waiting: { for: "home", why: reading.away } };
    this.nowMs = reading.nowMs;
    const { home, others } = reading;
    const record = newest([...(home ? [home.record] : []), ...others]);
    if (!record) return { end: "none" };
    // An abort may have reached other clusters while home was away.
    if (!home || isNewer(record, home.record)) return this.save(record, home?.version);
    if (lives(record)) {
      const refused = this.claim(record) ? port.refusal(record) : takenFrom(record);
      if (refused !== undefined) return { end: "stopped", record, why: refused };
      if (this.claimed === undefined) return this.takeOver(record, home.version);
    }
    const at = positionOf(record);
    if (this.seen.at !== at) this.seen = { at };
    const { outcomes, verdict, answers = [] } = this.seen;
    const { servers } = port.metrics;
    port.notices?.tell(record, reading.nowMs);
    const told = port.notices?.told(record) ?? record;
    const measured = withAnswers(told, answers, servers);
    const next = decide({
      ...{ record: measured, nowMs: reading.nowMs, by, servers, unsaved: measured !== told },
      ...(outcomes && { outcomes }),
      ...(verdict && { verdict }),
    });
    onNext?.(next, record);
    // What was delivered is saved with the next decision, or while there is nothing else to do.
    if (next.do === "wait" && told !== record) return this.save(raised(told), home.version);
    return this.apply(next, told, home.version);
  }

  /**
   * At the end: sends what is left, and saves what was delivered.
   *
   * @returns the record at home; undefined where nobody is told, or home is away
   */
  async tellRest(): Promise<RolloutRecord | undefined> {
    const { port } = this.options;
    const { notices } = port;
    if (!notices) return undefined;
    await notices.settle();
    let last: RolloutRecord | undefined;
    for (let tries = 1; tries <= mostTries; tries += 1) {
      const reading = await port.read();
      if ("away" in reading || !reading.home) return undefined;
      const { record, version } = reading.home;
      last = record;
      const told = notices.told(record);
      if (told === record || (lives(record) && !this.claim(record))) break;
      if ((await port.save(raised(told), version)) !== "conflict") break;
    }
    return last;
  }

  private async apply(
    next: Next,
    record: RolloutRecord,
    version: string,
  ): Promise<DriveEnd | undefined> {
    const { port } = this.options;
    switch (next.do) {
      case "save":
        return this.save(next.record, version);
      case "write":
        this.seen.outcomes = next.engine
          ? await port.update(next.clusters)
          : await port.write({ ...next, record });
        return undefined;
      case "take back":
        this.seen.outcomes = await port.takeBack(next);
        return undefined;
      case "ask":
        this.seen.verdict = await port.ask(next.action, record);
        return undefined;
      case "measure":
        this.seen.answers = await Promise.all(
          next.polls.map(async (poll) => ({
            ...poll,
            answer: await port.metrics.poll(poll.question),
          })),
        );
        return undefined;
      case "wait":
        // What was not so far is tried again.
        this.seen = { at: this.seen.at };
        return { end: "waiting", record, waiting: next.waiting };
      case "record": {
        const unrecorded = await port.record(record);
        if (unrecorded !== undefined) return { end: "ended", record, unrecorded };
        return this.save(raised({ ...record, recorded: true }), version);
      }
      case "stop":
        return { end: "stopped", record, why: next.why };
      case "end":
        return { end: "ended", record };
    }
  }

  /** Whether this driver may go on with a record: nobody claimed it since. */
  private claim({ id, epoch }: RolloutRecord): boolean {
    return this.claimed === undefined || this.claimed === `${id} ${epoch}`;
  }

  private async takeOver(record: RolloutRecord, version: string): Promise<DriveEnd | undefined> {
    const { by, home } = this.options;
    const mark = { by, at: new Date(this.nowMs).toISOString() };
    const next = takenOver(record, mark, home);
    const end = await this.save(next, version);
    if (!end) this.claimed = `${next.id} ${next.epoch}`;
    return end;
  }

  private async save(
    record: RolloutRecord,
    version: string | undefined,
  ): Promise<DriveEnd | undefined> {
    const saved = await this.options.port.save(record, version);
    if (saved === "saved") return undefined;
    if (saved !== "conflict")
      return { end: "waiting", record, waiting: { for: "home", why: saved.away } };
    // What was written shows the next reading: a promotion, an abort, or another driver.
    return undefined;
  }
}

/** The record as one more write. */
function raised(record: RolloutRecord): RolloutRecord {
  return { ...record, revision: record.revision + 1 };
}

function isNewer(one: RolloutRecord, other: RolloutRecord): boolean {
  return newest([other, one]) !== other;
}

function takenFrom({ decisions }: RolloutRecord): string {
  const last = decisions.findLast(({ event }) => event === "driver" || event === "home");
  return `another driver took the rollout over${last ? `: ${last.by}, at ${last.at}` : ""}`;
}

/** Where a record stands, for as long as what was seen of the clusters holds. */
function positionOf({ id, status, at, owed }: RolloutRecord): string {
  return JSON.stringify([id, status, at.index, at.state, owed]);
}
