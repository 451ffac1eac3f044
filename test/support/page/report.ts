// The status of a recorded rollout whose clusters have what the record says.
import type { RolloutRecord } from "../../../model/rollout/record";
import { statusOf } from "../../../operations/rollout/status/build";
import type { RolloutReport, StatusReport } from "../../../operations/rollout/status/report";

/** A status that has a rollout. */
export type RecordedStatus = StatusReport & { readonly rollout: RolloutReport };

/** The status at the end of the rollout, or some minutes after its last decision. */
export function reportOf(record: RolloutRecord, minutesLater = 1): RecordedStatus {
  const nowMs = Date.parse(record.decisions.at(-1)!.at) + minutesLater * 60_000;
  const clusters = record.primaries.map((name) => ({
    cluster: { name },
    weights: record.current.weights[name]!,
    pods: ["v1", "v2"].map((version) => ({
      ...{ service: "shop", name: version, wanted: 2, available: 2 },
    })),
  }));
  const report = statusOf({ stack: "prod", release: record.release, nowMs, record, clusters });
  return report as RecordedStatus;
}
