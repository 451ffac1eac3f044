/** Drives the rollout of a stack from this process: what `gray rollout run`, `tick` and the ways back share. */
import { inRelease } from "../../model/checks/locate";
import type { ClusterPlan, ReleasePlan } from "../../model/plan/plan";
import type { Cluster } from "../../model/release/cluster";
import type { NotificationReceiver } from "../../model/notifications/receiver";
import { isOwed } from "../../model/notifications/owed";
import { lives, newest, type RolloutRecord } from "../../model/rollout/record";
import { frozenText } from "../../operations/limits/rollout";
import { drive, type DriveEnd } from "../../operations/rollout/drive";
import { DrivingPort } from "../../operations/rollout/driving";
import { updateStack } from "../../operations/rollout/engine";
import { WebhookGate } from "../../operations/rollout/gates/webhook";
import { homeClock } from "../../operations/rollout/home-clock";
import { acquireLease } from "../../operations/rollout/lease/acquire";
import { outwaitLease } from "../../operations/rollout/lease/outwait";
import { otherGoal } from "../../operations/rollout/overlay/one-goal";
import type { Copy, CopyOutcome } from "../../operations/rollout/record/copy";
import { readCopies } from "../../operations/rollout/record/read";
import { recordStore } from "../../operations/rollout/record/store";
import { FastLane } from "../../operations/rollout/routes/lane";
import { needsEngine } from "../../operations/rollout/routes/needs-engine";
import { nextLine } from "../../operations/rollout/status/driving-text";
import { nameFor, whoAmI } from "../../operations/rollout/who-am-i";
import { engineFor } from "../stack/engine";
import { webhookSecretOf } from "../stack/rollout-secrets";
import { metricsFor } from "./metrics";
import { noticesFor } from "./notices";
import { homeOf, type OpenRollout } from "./open";

/** How a rollout is driven. */
export interface DriverOptions {
  /** Ends where the rollout has to wait. */
  readonly once: boolean;
  /** The cluster that becomes its home. */
  readonly home?: string;
  /** Names of the clusters that are left out. */
  readonly leftOut: ReadonlySet<string>;
  /** Ends the driver between two decisions. */
  readonly signal?: AbortSignal;
  readonly say: (line: string) => void;
}

/**
 * Drives it: takes the Lease at home, decides and writes until there is an end, and gives the Lease
 * free.
 *
 * @throws LeaseHeldError that names the driver that has it
 * @throws Error that says why home can't be reached
 */
export async function driveRollout(
  rollout: OpenRollout,
  { once, home: wanted, leftOut, signal, say }: DriverOptions,
): Promise<DriveEnd> {
  const { stack, settings, plan, place, clusters, primaries, records } = rollout;
  const copies = await readCopies(place, records);
  const record = newest(copies.flatMap((one) => (one.kind === "record" ? [one.record] : [])));
  if (!record && copies.every(({ kind }) => kind === "none")) return { end: "none" };
  // A schedule asks each minute: after an end it writes nothing.
  const over = record !== undefined && isOver(record, copies);
  if (over && !isOwing(record, copies, settings.notifications)) return { end: "ended", record };
  const at = await homeOf(rollout, wanted === undefined ? record : { home: wanted });
  const clock = homeClock(copies, at.cluster);
  const by = nameFor(await whoAmI(at.api));
  const lease = once
    ? await acquireLease(at)
    : await outwaitLease(
        at,
        ({ name }) => say(`${name} has the Lease: waiting whether it lives.`),
        signal,
      );
  const check = () => lease.check();
  const signals = signal ? [signal, lease.signal] : [lease.signal];
  const ending = AbortSignal.any(signals);
  const metrics = await metricsFor(rollout, leftOut, ending);
  const lane = new FastLane({ clusters, settle: settings.settle, onWait: say });
  const gate = new WebhookGate({ secret: () => webhookSecretOf(stack), signal: ending, clock });
  // Only messages are left: the next driver of a schedule tries again, and need not wait meanwhile.
  const tryAgain = !(once && over);
  const notices = await noticesFor(rollout, { signal: ending, clock, say, tryAgain });
  let said: string | undefined;
  try {
    // While the record is read, so that the first step is as fast as the others.
    if (!once) lane.open(primaries.map((one) => ({ ...one, next: planIn(plan, one.cluster) })));
    const port = new DrivingPort({
      ...{ plan, clusters: primaries, lane, needsEngine, check },
      store: recordStore({
        ...{ place, clusters: records, home: at.cluster, check },
        onCopies: lackingCopies(say),
      }),
      ask: (action, about) => gate.ask({ action, record: about }),
      ...(metrics && { metrics }),
      ...(notices && { notices }),
      updateStack: async (of) => {
        const engine = await engineFor({ stack, leftOut, clusters: settings.clusters, say });
        return updateStack(stack, of, engine.ports).finally(engine.end);
      },
      refusal: (about) => refusalOf(about, rollout, new Date(clock.now())),
    });
    const end = await drive({
      ...{ port, by, once, signal: ending },
      ...(wanted !== undefined && { home: wanted }),
      onNext: (next, before) => {
        const line = nextLine(next, before);
        if (line === undefined) return;
        const waiting = next.do === "wait" ? JSON.stringify(next.waiting) : undefined;
        if (waiting === undefined || waiting !== said) say(line);
        said = waiting;
      },
    });
    // It says why the Lease was lost.
    lease.signal.throwIfAborted();
    return end;
  } finally {
    lane.close();
    await lease.release();
  }
}

function planIn({ clusters }: ReleasePlan, { name }: Cluster): ClusterPlan {
  const found = clusters.find(({ cluster }) => cluster.name === name);
  if (!found) throw new Error(`${name} is no cluster of the stack`);
  return found;
}

/** Says which clusters have no copy of the record, each reason once. */
function lackingCopies(say: DriverOptions["say"]) {
  const said = new Set<string>();
  return (copies: readonly CopyOutcome[]) => {
    for (const { cluster, kind, why } of copies) {
      const line = `${cluster} has an older copy of the record: ${why ?? "it did not answer"}`;
      if (kind === "failed" && !said.has(line)) say(line);
      if (kind === "failed") said.add(line);
    }
  };
}

/** Whether a rollout has ended and nothing of it is left to do in any cluster. */
function isOver(record: RolloutRecord, copies: readonly Copy[]): boolean {
  const { epoch, revision, owed, recorded } = record;
  const same = copies.every(
    (one) =>
      one.kind === "record" && one.record.epoch === epoch && one.record.revision === revision,
  );
  return same && !lives(record) && recorded && owed.length === 0;
}

/** Whether a receiver is still to be told something, by the clock of home. */
function isOwing(
  record: RolloutRecord,
  copies: readonly Copy[],
  receivers: readonly NotificationReceiver[] = [],
): boolean {
  const home = copies.find(({ cluster }) => cluster === record.home);
  return isOwed(receivers, record, home && "nowMs" in home ? home.nowMs : 0);
}

/** Why this checkout must not drive a rollout: another goal, plan or clusters, or a time without changes. */
function refusalOf(
  record: RolloutRecord,
  { plan, stack, settings, limits }: OpenRollout,
  now: Date,
): string | undefined {
  const { rollout: spec } = plan.release;
  if (!spec) return `stack ${stack} of this checkout declares no rollout`;
  const locate = settings.places?.locate ?? inRelease;
  const problems = otherGoal(record, { plan, spec, locate, stack }, []);
  if (problems.length === 0) return limits && frozenText(limits, record, now);
  const told = problems.map(({ path, given, code }) => `${path} has ${given} [${code}]`);
  return `this checkout differs from the rollout: ${told.join("; ")}`;
}
