/**
 * Records in the stack's state what an abort wrote, by `pulumi up`, where that changes nothing but
 * routes.
 */
import { inWords } from "../../model/problem";
import { onceFree, otherChanges, whenFree, type EnginePorts } from "../engine-run";
import { withoutOptions } from "../without/names";
import type { AbortSummary } from "./report";

/**
 * Records what the abort wrote, where `pulumi up` changes nothing else.
 *
 * @param summary of what the abort did in all clusters
 * @returns whether state, file and clusters agree
 */
export async function recordAbort(
  stack: string,
  { complete, asPlanned }: Pick<AbortSummary, "complete" | "asPlanned">,
  ports: EnginePorts,
): Promise<boolean> {
  const say = (line: string) => ports.reporter.info(line);
  const { leftOut = [] } = ports;
  const options = withoutOptions(leftOut);
  const pulumi = (command: string) =>
    options ? `npx gray ${command}${options}` : `pulumi ${command}`;
  if (!complete) {
    say("The state was not updated, because the abort is not complete.");
    return false;
  }
  const find = async () =>
    asPlanned ? otherChanges(stack, ports) : ["routes that were never applied"];
  const others = await onceFree(find, ports);
  if (others.length > 0) {
    say(
      `The state was not updated, because \`${pulumi("up")}\` would change more than the abort did: ${others.join(", ")}. ` +
        `Traffic stays where the abort put it. Look at it with \`${pulumi("preview")} --diff -s ${stack}\`; ` +
        `then run \`${pulumi("up")} -s ${stack}\`, or take those changes out of the file first.`,
    );
    return false;
  }
  say(`Recording it in the stack's state: ${pulumi("up")}${options && ` -s ${stack}`}`);
  const { code, output } = await whenFree(
    ["up", "--yes", "--skip-preview", "--stack", stack],
    ports,
  );
  if (code === 0) {
    say(
      leftOut.length === 0
        ? "File, state and clusters agree."
        : `File, state and the clusters that answer agree. ${inWords(leftOut)} keeps its routes until: pulumi up -s ${stack}`,
    );
    return true;
  }
  say(
    `${output.trim()}\n\nThe update failed, so the state was not updated. Traffic stays where the abort put it.`,
  );
  return false;
}
