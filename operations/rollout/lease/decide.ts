/** Who drives a rollout, by the Lease at home. Pure. */
import type { KubeObject } from "../../../kubernetes/client";

/** As much of a Lease as is used (https://kubernetes.io/docs/concepts/architecture/leases/). */
export interface LeaseObject extends KubeObject {
  spec?: LeaseSpec;
}

/** What a Lease says; times are RFC 3339 with six digits of a second. */
export interface LeaseSpec {
  /** Left out or null: nobody holds it. */
  readonly holderIdentity?: string | null;
  readonly leaseDurationSeconds?: number;
  /** When this holder got it. */
  readonly acquireTime?: string;
  /** When this holder said last that it goes on. */
  readonly renewTime?: string;
  /** How often it went to another holder. */
  readonly leaseTransitions?: number;
}

/** Seconds after the last renewal after which another driver may take the Lease. */
export const durationSeconds = 15;

/** Milliseconds between two renewals. */
export const renewMs = 5000;

/** Milliseconds between two tries of a renewal that failed. */
export const retryMs = 1000;

/**
 * Milliseconds for which a holder acts since it began its last renewal that worked. It is well
 * below the duration: the renewal is dated by a time that is cut to seconds, and what the holder
 * writes must arrive before another driver may begin.
 */
export const actMs = 10_000;

/** A driver that holds a Lease. */
export interface Holder {
  readonly name: string;
  /** Milliseconds since 1970 by the clock of home. */
  readonly sinceMs: number;
  /** The same: from then on another driver may take it. */
  readonly untilMs: number;
}

/** The last holder, whether or not its time is over; undefined where nobody has it. */
export function lastHolder(lease: LeaseObject | undefined): Holder | undefined {
  const { holderIdentity, leaseDurationSeconds, acquireTime, renewTime } = lease?.spec ?? {};
  if (!holderIdentity) return undefined;
  const renewedMs = timeOf(renewTime);
  const seconds = leaseDurationSeconds ?? durationSeconds;
  const untilMs = renewedMs + seconds * 1000;
  return { name: holderIdentity, sinceMs: timeOf(acquireTime) || renewedMs, untilMs };
}

/** Whether the time of a holder is over. */
export function isOver({ untilMs }: Holder, nowMs: number): boolean {
  return nowMs >= untilMs;
}

/** What a Lease says when a holder takes it. */
export function takenSpec(
  before: LeaseObject | undefined,
  { holder, nowMs }: { readonly holder: string; readonly nowMs: number },
): LeaseSpec {
  const transitions = before?.spec?.leaseTransitions;
  const now = microTime(nowMs);
  return {
    holderIdentity: holder,
    leaseDurationSeconds: durationSeconds,
    acquireTime: now,
    renewTime: now,
    leaseTransitions: transitions === undefined ? 0 : transitions + 1,
  };
}

/**
 * A time as Leases have it: an API server refuses one without six digits behind the second
 * (MicroTime in https://pkg.go.dev/k8s.io/apimachinery/pkg/apis/meta/v1).
 */
export function microTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000Z");
}

/** A holder without a time never said that it goes on. */
function timeOf(time: string | undefined): number {
  return Date.parse(time ?? "") || 0;
}
