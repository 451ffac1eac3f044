/** Runs `pulumi up` or `pulumi preview` without some clusters of a stack. */
import { attach } from "../../engine/attach";
import { stackFileName } from "../../model/project";
import { checkedNames } from "../../operations/without/names";
import type { Outcome } from "../frame/exit-codes";
import { parseStackFile } from "./settings";
import { prepareWithout } from "./without";

/** A stack, and the clusters that a user leaves out of it. */
export interface StackWithout {
  readonly stack: string;
  readonly without: readonly string[];
}

/**
 * Runs the engine's command in this terminal.
 *
 * @param options of `pulumi` besides
 * @throws Error that says why it must not run
 */
export async function runWithout(
  command: "up" | "preview",
  { stack, without }: StackWithout,
  options: readonly string[],
): Promise<Outcome> {
  const { clusters } = parseStackFile(stackFileName(stack)).settings;
  const names = checkedNames(without, clusters);
  if (names.size === 0)
    throw new Error(
      `name each cluster that is away: --without <cluster>. With all clusters: pulumi ${command} -s ${stack}`,
    );
  const all = clusters.map(({ name }) => name);
  const run = await prepareWithout({ stack, names, clusters: all });
  try {
    const args = [command, "--stack", stack, ...options, ...run.options];
    return (await attach("pulumi", args, run.env)) === 0 ? "done" : "failed";
  } finally {
    run.remove();
  }
}
