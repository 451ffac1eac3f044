/** What `gray rollout start` and `retry` have in common. */
import { randomBytes } from "node:crypto";
import { inRelease } from "../../model/checks/locate";
import { startRollout } from "../../operations/rollout/commands/start-run";
import { nameFor } from "../../operations/rollout/who-am-i";
import type { Streams } from "../frame/command";
import type { Outcome } from "../frame/exit-codes";
import { identityAt } from "./edit";
import { openRollout, specOf } from "./open";

/** What such a command was asked for. */
export interface StartOptions {
  readonly stack: string;
  readonly reason: string | undefined;
  /** Whether the same goal may begin anew after an end. */
  readonly again: boolean;
}

/**
 * Starts a rollout, and says what became of it.
 *
 * @throws Error that says why none starts
 */
export async function runStart(
  { stack, reason, again }: StartOptions,
  { stdout, stderr }: Streams,
): Promise<Outcome> {
  const rollout = openRollout(stack);
  try {
    const { said, began, copies, warnings } = await startRollout({
      ...{ ...rollout, spec: specOf(rollout), again },
      id: randomBytes(4).toString("hex"),
      locate: rollout.settings.places?.locate ?? inRelease,
      who: async ({ cluster, client }) =>
        nameFor(await identityAt({ cluster: cluster.name, client })),
      ...(reason !== undefined && { why: reason }),
      ...(rollout.limits && { limits: rollout.limits }),
    });
    const drive = `Drive it: npx gray rollout run -s ${stack}\n`;
    stdout.write(`${said}\n${began ? drive : ""}`);
    for (const warning of warnings) stderr.write(`${warning}\n`);
    for (const { cluster, kind, why } of copies)
      if (kind === "failed")
        stderr.write(`${cluster} has no copy of the record: ${why ?? "it did not answer"}\n`);
    return "done";
  } finally {
    rollout.close();
  }
}
