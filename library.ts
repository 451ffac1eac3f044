/**
 * What other programs import: `import { GrayRelease } from "gray-release"`. `npm pack` makes the
 * package of it (scripts/package.mjs).
 */
export { GrayRelease, type GrayReleaseArgs } from "./components/gray-release";
export type { ClusterAccess, ConnectedCluster } from "./components/connected-cluster";
export { connectClusters } from "./components/cluster-providers";

// The parts of a release, each usable alone.
export { AccessPolicy } from "./components/access-policy";
export { MeshNamespace } from "./components/mesh-namespace";
export { MtlsPolicy, type MtlsPolicyArgs } from "./components/mtls-policy";
export { ReleaseGateway } from "./components/release-gateway";
export { RouteEntry } from "./components/route-entry";
export { StableService } from "./components/stable-service";
export { VersionedWorkload } from "./components/versioned-workload";
export { WeightedRoute } from "./components/weighted-route";
export type { AuthorizationPolicyArgs } from "./model/manifests/authorization-policy";
export type { GatewayArgs } from "./model/manifests/gateway";
export type { NamespaceArgs } from "./model/manifests/namespace";
export type { RootRouteArgs } from "./model/manifests/root-route";
export type { RouteArgs } from "./model/manifests/route-args";
export type { ServiceArgs } from "./model/manifests/service";
export type { SubsetArgs } from "./model/manifests/traffic-policy";
export type { WorkloadArgs } from "./model/manifests/workload-args";

// What a stack's config holds: weights that change from day to day, and clusters.
export { loadConfig, type LoadOptions, type ReleaseSettings } from "./stacks/config";
export type { DeclaredRelease } from "./model/config/declared";
export type { LimitsSpec, FreezeWindow } from "./model/limits/spec";
export type { StackConfig } from "./model/config/settings";
export type { SettleSettings } from "./model/config/settle";

// What users write.
export type { AccessSpec, Principal } from "./model/release/access";
export type { Cluster } from "./model/release/cluster";
export type * from "./model/release/lanes";
export type { PodOverrides, Probes } from "./model/release/pod";
export type * from "./model/release/release";
export type * from "./model/release/routing";
export type * from "./model/release/upstream-policy";
export type * from "./model/rollout/spec";
export type { Phase } from "./model/plan/phase";
