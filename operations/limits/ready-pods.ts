/** Keeps larger shares from versions with fewer ready pods than a limit of the stack asks for. */
import { objectPath } from "../../kubernetes/object-path";
import { typeOf } from "../../model/kinds";
import type { LimitContext } from "../../model/limits/limit";
import { tooFew } from "../../model/limits/ready-pods";
import { formatProblems } from "../../model/problem";
import { versionedName } from "../../model/release/names";
import type { ReachedCluster } from "../clusters/reached";
import { RefusalError } from "../refusal";
import type { LiveDeployment } from "../scale/replicas";

/** A version whose share grows. */
export interface GrowingVersion {
  readonly service: string;
  readonly version: string;
}

/**
 * Counts ready pods right before the routes move: by then the engine has waited for those that the
 * update changes, and nobody for the others.
 *
 * @throws RefusalError that names the versions with too few of them
 */
export async function refuseTooFewPods(
  reached: readonly Pick<ReachedCluster, "client" | "plan">[],
  context: LimitContext,
  growing: readonly GrowingVersion[],
): Promise<void> {
  const { readyPods } = context.limits;
  if (readyPods === undefined) return;
  const counted = await Promise.all(
    growing.map(async (one) => ({ ...one, pods: await readyIn(reached, one) })),
  );
  const problems = counted
    .filter(({ pods }) => pods < readyPods)
    .map((one) => tooFew(context, { ...one, what: "has" }));
  if (problems.length === 0) return;
  throw new RefusalError(
    formatProblems(
      problems,
      undefined,
      () => "Too few pods are ready for the new weights. This update moved no route.",
    ),
  );
}

/** The ready pods of a version in all clusters that answer. */
async function readyIn(
  reached: readonly Pick<ReachedCluster, "client" | "plan">[],
  { service, version }: GrowingVersion,
): Promise<number> {
  const numbers = await Promise.all(
    reached.map(async ({ client, plan }) => {
      const { namespace } = plan.namespace;
      const metadata = { name: versionedName(service, version), namespace };
      const path = objectPath({ ...typeOf("Deployment"), metadata });
      const live = await client?.get<LiveDeployment>(path);
      return live?.status?.readyReplicas ?? 0;
    }),
  );
  return numbers.reduce((sum, one) => sum + one, 0);
}
