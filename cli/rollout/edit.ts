/** What the commands that change the record of a rollout have in common. */
import { forStack } from "../../model/problem";
import type { RolloutRecord } from "../../model/rollout/record";
import type { Streams } from "../frame/command";
import type { Outcome } from "../frame/exit-codes";
import { stackOption, text } from "../frame/options";
import { editRecord } from "../../operations/rollout/commands/edit";
import type { EditOf } from "../../operations/rollout/commands/edits";
import type { RecordCluster } from "../../operations/rollout/record/copy";
import { nameFor, whoAmI, type Identity } from "../../operations/rollout/who-am-i";
import { openRollout } from "./open";

/** Why a person decides something, for the record. */
export const reasonOption = text("-r, --reason <text>", "why, for the record of the rollout");

/** The options of these commands. */
export const editOptions = { stack: stackOption, reason: reasonOption };

/** What such a command was asked for. */
export interface EditRequest {
  readonly stack: string;
  readonly reason: string | undefined;
  readonly edit: EditOf;
  /** Why a user may not do it; undefined where the user may. @default everyone may */
  readonly mayNot?: (who: Identity, record: RolloutRecord) => string | undefined;
}

/**
 * Changes the record of a stack's rollout, and says what became of it.
 *
 * @throws Error that says why nothing was changed
 */
export async function runEdit(
  { stack, reason, edit, mayNot }: EditRequest,
  { stdout, stderr }: Streams,
): Promise<Outcome> {
  const { place, records, close } = openRollout(stack);
  try {
    const identify = once((home: RecordCluster) => identityAt(home));
    const { said, copies } = await editRecord({
      ...{ place, clusters: records },
      edit: (record, mark) => edit(record, reason === undefined ? mark : { ...mark, why: reason }),
      whoAt: async (home) => nameFor(await identify(home)),
      mayAt: async (home, record) => {
        const why = mayNot?.(await identify(home), record);
        if (why !== undefined) throw new Error(why);
      },
    });
    stdout.write(`${forStack(said, stack)}\n`);
    for (const { cluster, kind, why } of copies)
      if (kind === "failed")
        stderr.write(`${cluster} has an older copy of the record: ${why ?? "it did not answer"}\n`);
    return "done";
  } catch (error) {
    throw new Error(forStack((error as Error).message, stack), { cause: error });
  } finally {
    close();
  }
}

/**
 * Whom the API server of a cluster takes this process for.
 *
 * @throws Error that says why it can't be asked
 */
export async function identityAt({ cluster, client }: RecordCluster): Promise<Identity> {
  const connected = await client;
  if (!connected.ok) throw new Error(`${cluster} can't be reached: ${connected.failure}`);
  return whoAmI(connected.value);
}

function once<A, T>(ask: (about: A) => Promise<T>): (about: A) => Promise<T> {
  let answer: Promise<T> | undefined;
  return (about) => (answer ??= ask(about));
}
