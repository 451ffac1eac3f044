/** Refuses an update that declares no rollout while one holds the weights of its clusters. */
import type { Locate } from "../../model/checks/locate";
import type { ReleasePlan } from "../../model/plan/plan";
import { formatPath, inWords, type Problem } from "../../model/problem";
import { lives, newest } from "../../model/rollout/record";
import type { ReachedCluster } from "../clusters/reached";
import { RefusalError } from "../refusal";
import type { Reporter } from "../reporter";
import { unknownCopy } from "./overlay/decide";
import { overlayRefusal } from "./overlay/messages";
import { primariesOf } from "./overlay/one-goal";
import { recordClusters } from "./overlay/read";
import { recordPlace, type Copy } from "./record/copy";
import { readCopies } from "./record/read";

/** An update of a release that declares no rollout. */
export interface UndeclaredUpdate {
  readonly plan: ReleasePlan;
  /** Finds the place of a part of the release, for messages. */
  readonly locate: Locate;
  /** Name of the stack, for commands in messages. */
  readonly stack: string;
}

/**
 * Reads the records of a release that had a rollout. Without the right to read one it warns: a user
 * whose rights were printed for a release without a rollout has none.
 *
 * @throws RefusalError while a rollout runs, or owes a cluster something, or where nobody can know
 */
export async function refuseUndeclared(
  reached: readonly ReachedCluster[],
  update: UndeclaredUpdate & { readonly reporter: Pick<Reporter, "warn"> },
): Promise<void> {
  const copies = await readCopies(recordPlace(update.plan.release), recordClusters(reached));
  const problems = undeclaredProblems(copies, update);
  if (problems.length > 0) throw new RefusalError(overlayRefusal(problems));
  for (const one of copies.filter(({ kind }) => kind === "forbidden"))
    if ("why" in one)
      update.reporter.warn(
        `The update can't see whether a rollout runs in ${one.cluster}: ${one.why}. It goes on with the declared weights.`,
      );
}

/** Why an update without a rollout must not begin. Pure. */
export function undeclaredProblems(
  copies: readonly Copy[],
  { plan, locate, stack }: UndeclaredUpdate,
): Problem[] {
  const path = formatPath(locate(["rollout"]));
  const record = newest(copies.flatMap((one) => (one.kind === "record" ? [one.record] : [])));
  const unknown = copies.flatMap((one) =>
    one.kind === "away" || one.kind === "unreadable" ? [unknownCopy(one, path)] : [],
  );
  if (record && lives(record))
    return [
      {
        ...{ code: "GR537", path },
        given: `no rollout, while rollout ${record.id} runs since ${record.startedAt}`,
        allowed: "the rollout that runs, until it has ended",
        fix: `declare the rollout again as it began (an older checkout lacks it), or end it: npx gray rollout abort -s ${stack}`,
      },
      ...unknown,
    ];
  const declared = primariesOf(plan);
  const owed = (record?.owed ?? []).filter((name) => declared.includes(name));
  if (owed.length === 0) return unknown;
  return [
    {
      ...{ code: "GR537", path },
      given: `no rollout, while ${inWords(owed)} ${owed.length === 1 ? "does" : "do"} not have yet what the last one left`,
      allowed: "the rollout that ended, until all its clusters have what it left",
      fix: `declare the rollout again as it began (an older checkout lacks it) for one update: pulumi up -s ${stack}`,
    },
    ...unknown,
  ];
}
