// Carries out the faults that programs on the host order.
import type { ApiServerFaults } from "./api-server-faults";
import { LabError } from "../types";

/** A fault of a cluster's API server. */
export interface FaultOrder {
  cluster: string;
  fault: keyof ApiServerFaults;
  downMs?: number;
}

/**
 * Carries out a fault.
 *
 * @throws LabError where the lab has no such cluster
 */
export async function carryOut(
  { cluster, fault, downMs }: FaultOrder,
  faultsOf: (cluster: string) => ApiServerFaults | undefined,
): Promise<void> {
  const faults = faultsOf(cluster);
  if (!faults) throw new LabError(`The lab has no cluster "${cluster}".`);
  await (fault === "kill" ? faults.kill(downMs) : faults[fault]());
}
