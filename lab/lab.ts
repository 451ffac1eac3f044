export type { ClusterRole, LabCluster, LabOptions, LabStatus } from "./types";
export { LabError } from "./types";
