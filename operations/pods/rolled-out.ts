/** Decides whether all pods of a Deployment are of its present template and available. Pure. */

/** What a Deployment says of its pods. */
export interface RollingDeployment {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

/** Whether all pods of a Deployment are of its present template and available. */
export function rolledOut(deployment: RollingDeployment): boolean {
  return readyPods(deployment) >= deployment.spec.replicas;
}

/**
 * How many pods of a Deployment are of its present template and available; 0 while its controller
 * lags behind.
 */
export function readyPods({ metadata, status = {} }: RollingDeployment): number {
  return (status.observedGeneration ?? 0) >= metadata.generation
    ? Math.min(status.updatedReplicas ?? 0, status.availableReplicas ?? 0)
    : 0;
}
