/**
 * Keeps first requests from versions that have no available pod in the clusters that answer. The
 * engine waits for pods that it creates or changes, and for no others; with all clusters the mesh
 * leads to the pods of any of them.
 */
import { inWords } from "../../model/problem";
import { versionedName } from "../../model/release/names";
import { readyDeployments } from "../abort/look";
import type { ReachedCluster } from "../clusters/reached";
import { RefusalError } from "../refusal";
import type { FirstVersion } from "./decide";

/** Deployments with an available pod, by name of the cluster; left out where it can't be asked. */
export type AvailablePods = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Why routes must not lead to the versions.
 *
 * @param answering names of the clusters that are not left out
 * @returns undefined where each has an available pod in one of them, or a cluster of it can't be
 *   asked
 */
export function unavailableRefusal(
  firsts: readonly FirstVersion[],
  answering: readonly string[],
  available: AvailablePods,
): string | undefined {
  const missing = firsts.flatMap(({ service, version, placed, to }) => {
    const where = placed.filter((cluster) => answering.includes(cluster));
    const name = versionedName(service, version);
    const may = where.some((cluster) => available.get(cluster)?.has(name) ?? true);
    return may
      ? []
      : [
          `${service} ${version} would get its first requests in ${inWords(to)}, but no pod of it is available in ${inWords(where)}`,
        ];
  });
  if (missing.length === 0) return undefined;
  return (
    `${missing.join("; ")}. This update moved no route. Bring its pods back there, or wait for the ` +
    "cluster that is left out."
  );
}

/**
 * Looks for available pods right before the routes move.
 *
 * @throws RefusalError that names the versions without one
 */
export async function refuseUnavailable(
  reached: readonly Pick<ReachedCluster, "cluster" | "client" | "plan">[],
  firsts: readonly FirstVersion[],
): Promise<void> {
  if (firsts.length === 0) return;
  const found = await Promise.all(
    reached.map(async ({ cluster, client, plan }) => {
      if (!client) return [];
      const names = await readyDeployments(client, plan).catch(() => undefined);
      return names ? [[cluster.name, new Set(names)] as const] : [];
    }),
  );
  const answering = reached.map(({ cluster }) => cluster.name);
  const refusal = unavailableRefusal(firsts, answering, new Map(found.flat()));
  if (refusal !== undefined) throw new RefusalError(refusal);
}
