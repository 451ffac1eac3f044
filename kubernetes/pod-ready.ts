// Whether a pod is ready, by what its status says.
import type { KubeObject } from "./client";

/** As much of a pod as its readiness is read from. */
export interface PodWithConditions extends KubeObject {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** Whether a pod has the condition Ready. A pod that is being deleted is not ready, whatever its status says. */
export function isPodReady({ metadata, status }: PodWithConditions): boolean {
  const isReady = status?.conditions?.some((one) => one.type === "Ready" && one.status === "True");
  return !metadata.deletionTimestamp && (isReady ?? false);
}
