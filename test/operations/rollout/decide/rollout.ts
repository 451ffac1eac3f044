// A rollout of `shop` in west and east for specs of decisions, and what follows from it.
import type { RolloutRecord } from "../../../../model/rollout/record";
import type { RolloutSpec } from "../../../../model/rollout/spec";
import type { FleetWeights } from "../../../../model/rollout/state";
import { decide } from "../../../../operations/rollout/decide/decide";
import type { Next, Question } from "../../../../operations/rollout/decide/question";
import { begun } from "../../../../operations/rollout/decide/transitions";

const everywhere = (weights: Record<string, number>): FleetWeights => ({
  west: { services: { shop: weights }, lanes: {} },
  east: { services: { shop: weights }, lanes: {} },
});
export const beganMs = Date.parse("2026-01-05T10:00:00Z");
/** Who began it, and when. */
export const mark = { by: "anna", at: "2026-01-05T10:00:00Z" };
export const taken = { kind: "taken" } as const;
export const away = { kind: "away", why: "timed out" } as const;

export const rollout = (spec: RolloutSpec, more: Partial<RolloutRecord> = {}): RolloutRecord => ({
  ...begun(
    {
      ...{ id: "one", release: "shop", home: "west", primaries: ["west", "east"], spec },
      ...{ start: everywhere({ v1: 100 }), goal: everywhere({ v2: 100 }) },
      ...{ pods: {}, templates: {} },
    },
    1,
    mark,
  ),
  ...more,
});

/** What follows, some seconds after the beginning. */
export const next = (record: RolloutRecord, more: Partial<Question> = {}, seconds = 0) =>
  decide({ record, nowMs: beganMs + seconds * 1000, by: "driver", ...more });

/** The record that follows. */
export const saved = (found: Next): RolloutRecord => {
  if (found.do !== "save") throw new Error(`it does not save, it does ${JSON.stringify(found)}`);
  return found.record;
};
export const both = (
  east: NonNullable<Question["outcomes"]> extends ReadonlyMap<string, infer T> ? T : never,
) =>
  new Map([
    ["west", taken],
    ["east", east],
  ] as const);
