/** Looks at a rollout until it ends, and shows each look. */
import { setTimeout as sleep } from "node:timers/promises";
import { lookAt, type Look } from "../../operations/rollout/status/look";
import type { StatusReport } from "../../operations/rollout/status/report";
import { awaySince, withRollout, type AwaySince } from "../../operations/rollout/status/watched";
import type { OpenRollout } from "./open";

/** Milliseconds between two looks. */
const pauseMs = 1000;

/** What shows looks. */
export interface Viewer {
  readonly show: (
    report: StatusReport,
    before: StatusReport | undefined,
    awaySince: AwaySince,
  ) => void;
  /** Aborted where nobody looks any more: a look that hangs is not waited for. */
  readonly signal?: AbortSignal;
}

/**
 * Shows looks at a rollout.
 *
 * @param watch false: one look is enough
 * @returns the last look; undefined where nobody waited for the first
 */
export async function watchRollout(
  rollout: OpenRollout,
  watch: boolean,
  { show, signal = new AbortController().signal }: Viewer,
): Promise<Look | undefined> {
  const over = new Promise<undefined>((done) =>
    signal.addEventListener("abort", () => done(undefined), { once: true }),
  );
  let last: Look | undefined;
  let away: AwaySince = {};
  for (;;) {
    const look = await Promise.race([lookAt(rollout), over]);
    if (!look) return last;
    const report = withRollout(look.report, look.complete, last?.report);
    away = awaySince(away, report);
    show(report, last?.report, away);
    last = { ...look, report };
    if (!watch || !report.rollout?.waitsFor) return last;
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return last;
  }
}
