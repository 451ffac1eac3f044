// A record of a rollout for specs.
import type { RolloutRecord } from "../../../model/rollout/record";
import type { FleetWeights } from "../../../model/rollout/state";

const everywhere = (v2: number): FleetWeights => {
  const weights = { services: { shop: { v1: 100 - v2, v2 } }, lanes: {} };
  return { west: weights, east: weights };
};

/** A rollout of `shop` from v1 to v2 in the clusters west and east, at its first step. */
export function rolloutRecord(changes: Partial<RolloutRecord> = {}): RolloutRecord {
  return {
    format: 1,
    id: "a1",
    release: "demo",
    epoch: 1,
    revision: 1,
    home: "west",
    primaries: ["west", "east"],
    spec: { steps: [{ setWeight: 20 }, { pause: { duration: "10m" } }] },
    start: everywhere(0),
    goal: everywhere(100),
    pods: {},
    templates: {},
    requeued: [],
    status: "running",
    at: { index: 0, from: -1, state: "decided", since: "2030-01-01T00:00:05Z" },
    current: { weights: everywhere(20), routes: {}, scale: {} },
    owed: [],
    recorded: false,
    startedAt: "2030-01-01T00:00:00Z",
    decisions: [{ by: "anna", at: "2030-01-01T00:00:00Z", what: "started the rollout" }],
    ...changes,
  };
}
