/** What an update says about the numbers of pods. Pure. */
import { objectName } from "../../model/live-object";
import type { Raised, ScaleTarget } from "./decide";
import type { ReplicasChange } from "./replicas";

/** Why one update must not change who decides the number of pods: it would cut pods that run. */
export function cutText({ kind, workload, live, replicas, declared }: ReplicasChange): string {
  const object = objectName(live);
  if (kind === "leave")
    return (
      `${object} runs ${replicas} pods, and its new autoscaler may keep ${workload.autoscale?.max} at most. ` +
      `Set \`max\` to ${replicas} or more now; the next update may lower it`
    );
  return (
    `${object} runs ${replicas} pods, as its autoscaler left it, and would be cut to ${declared}. ` +
    `Set \`replicas\` to ${replicas} or more now; the next update may lower it`
  );
}

/** What happens to the pods of a Deployment whose number gets another owner. */
export function changeText(
  { kind, workload, live, replicas, declared }: ReplicasChange,
  cluster: string,
): string | undefined {
  const where = `${live.metadata.name} in ${cluster}`;
  if (kind === "own") return undefined;
  if (kind === "take")
    return `${where} runs ${replicas} pods, and ${declared} from now on: its autoscaler is deleted first, so that nothing else changes the number.`;
  const { autoscale } = workload;
  return autoscale
    ? `${where} keeps its ${replicas} pods; from now on its autoscaler decides, from ${autoscale.min ?? 1} to ${autoscale.max}.`
    : `${where} keeps its ${replicas} pods; from now on the release leaves the number to somebody's own scaler.`;
}

/** Which pods a version gets before its share grows. */
export function raisedText({ service, version, cluster, min, wanted, ready }: Raised): string {
  const name = `${service} ${version} in ${cluster}`;
  if (wanted !== undefined)
    return (
      `${name} needs ${wanted} pods for its larger share, by the pods that carry the traffic now, and may have ${min}: ` +
      "`max` of its autoscaler or of its `prescale` limits them."
    );
  return `${name} gets ${min} pods before its share grows (${ready} are ready now); the next update lowers the fewest pods again.`;
}

/** Why routes do not move. */
export function tooFewText(
  missing: readonly (ScaleTarget & { readonly ready: number })[],
  limitSeconds: number,
): string {
  const lines = missing.map(
    ({ cluster, deployment, pods, ready }) =>
      `${deployment} in ${cluster} has ${ready} of the ${pods} pods that its larger share needs`,
  );
  return (
    `${lines.join("; ")} after ${limitSeconds} s. This update moved no route. Look at the autoscaler and at the pods ` +
    "(kubectl describe hpa), or lower `min`, or `max` of `prescale`."
  );
}
