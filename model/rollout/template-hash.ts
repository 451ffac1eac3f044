// Hashes of pod templates, by which a rollout notices that a version became another one.
import { deploymentManifest } from "../manifests/deployment";
import type { WorkloadArgs } from "../manifests/workload-args";
import { inOrder } from "../order";
import type { ClusterPlan } from "../plan/plan";
import type { FleetWeights } from "./state";
import { gainsOf } from "./weights";

/**
 * The hash of the pods that a version runs in one cluster, whatever the order of keys in the
 * declaration. As the label `pod-template-hash`, it depends on the pod template alone
 * (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label):
 * the number of pods and the strategy are left out.
 */
export function templateHash(args: WorkloadArgs): string {
  return fnv64(JSON.stringify(inOrder(deploymentManifest(args).spec.template)));
}

/** A version by its names: `cart/v2`. */
export type VersionKey = `${string}/${string}`;

/**
 * The versions that get more requests at the goal than at the start, in any cluster. A service that
 * has no weights at the start has none that gains: it gets the goal at once.
 */
export function gainingVersions(start: FleetWeights, goal: FleetWeights): ReadonlySet<VersionKey> {
  return new Set(
    Object.entries(goal).flatMap(([cluster, { services }]) =>
      Object.entries(services).flatMap(([service, wanted]) => {
        const before = start[cluster]?.services[service] ?? wanted;
        return Object.keys(gainsOf(before, wanted)).map((one): VersionKey => `${service}/${one}`);
      }),
    ),
  );
}

/** The versions that get fewer requests at the goal than at the start, in any cluster. */
export function losingVersions(start: FleetWeights, goal: FleetWeights): ReadonlySet<VersionKey> {
  return gainingVersions(goal, start);
}

/**
 * The hashes of versions in all clusters that run them, by `<cluster>/<service>/<version>`: a client
 * of any cluster reaches the pods of all. A destination outside of the release has none.
 */
export function templatesOf(
  clusters: readonly Pick<ClusterPlan, "cluster" | "workloads">[],
  versions: ReadonlySet<VersionKey>,
): Record<string, string> {
  return Object.fromEntries(
    clusters.flatMap(({ cluster, workloads }) =>
      workloads
        .filter(({ service, version }) => versions.has(`${service}/${version}`))
        .map((args) => [`${cluster.name}/${args.service}/${args.version}`, templateHash(args)]),
    ),
  );
}

/**
 * FNV-1a with 64 bits (https://datatracker.ietf.org/doc/draft-eastlake-fnv/), over the code units of a
 * text. It tells declarations apart that people write; it keeps no secret and stops no forger.
 */
function fnv64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    for (const byte of unit > 0xff ? [unit & 0xff, unit >> 8] : [unit])
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, "0");
}
