/** Reads what `gray` told the program of this run about clusters that are left out. */
import { readFileSync } from "node:fs";
import { RefusalError } from "../refusal";
import { leftOutVariable, type LeftOut } from "./left-out";

/**
 * What this run leaves out.
 *
 * @param stack name of the stack that the program runs for
 * @returns undefined where it leaves out nothing
 * @throws RefusalError where the file is not there any more, or is another stack's: such a run would
 *   not keep the objects of the cluster
 */
export function readLeftOut(stack: string, env = process.env): LeftOut | undefined {
  const file = env[leftOutVariable];
  if (!file) return undefined;
  const told = parse(file);
  if (told?.stack === stack) return told;
  throw new RefusalError(
    `The variable ${leftOutVariable} is not of this run. Nothing was changed. ` +
      `Unset it; npx gray up --without <cluster> -s ${stack} sets it for one run`,
  );
}

function parse(file: string): LeftOut | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as LeftOut;
  } catch {
    return undefined;
  }
}
