import { setTimeout as sleep } from "node:timers/promises";
import { runPulumi, type Finished } from "../../engine/pulumi";

/** Seconds between two attempts while another update holds the stack. */
const pause = 3;

/** How often it is tried: as long as a version's pods may take. */
const attempts = 200;

/**
 * Records in the stack's state what the brake wrote: by `pulumi up`, where that changes nothing but routes.
 *
 * @param asPlanned whether the routes are just what the file plans now
 * @returns whether state, file and clusters agree
 */
export async function recordAbort(
  stack: string,
  asPlanned: boolean,
  say: (line: string) => void,
): Promise<boolean> {
  const others = asPlanned ? await otherChanges(stack, say) : ["routes that were never applied"];
  if (others.length > 0) {
    say(
      `The state was not renewed, because \`pulumi up\` would apply more than this: ${others.join(", ")}. ` +
        "Traffic stays where it is. Look at `pulumi preview --diff`, then run `pulumi up`, or take those changes back.",
    );
    return false;
  }
  say("Recording it in the stack's state: pulumi up");
  const args = ["up", "--yes", "--skip-preview", "--stack", stack];
  const { code, output } = await whenFree(args, say);
  if (code === 0) {
    say("File, state and clusters agree.");
    return true;
  }
  say(`${output.trim()}\n\nThe state was not renewed (see above). Traffic stays where it is.`);
  return false;
}

interface Step {
  readonly op: string;
  readonly urn: string;
}

interface Preview {
  readonly steps: readonly Step[];
  readonly diagnostics?: readonly { readonly severity: string; readonly message: string }[];
}

/** What a preview that failed says of it, without all that it would have done. */
function errorsOf(stdout: string, output: string): string {
  try {
    const { diagnostics = [] } = JSON.parse(stdout) as Preview;
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    return errors.map(({ message }) => message.trim()).join("\n");
  } catch {
    // It failed before it could say anything in JSON.
    return output.trim();
  }
}

/** What an update would change beside VirtualServices. */
async function otherChanges(stack: string, say: (line: string) => void): Promise<string[]> {
  const args = ["preview", "--json", "--stack", stack];
  const { code, stdout, output } = await whenFree(args, say);
  if (code !== 0)
    return [`what could not be seen, since its preview failed:\n${errorsOf(stdout, output)}\n`];
  const { steps } = JSON.parse(stdout) as Preview;
  return steps
    .filter(({ op, urn }) => {
      const type = urn.split("::").at(-2) ?? "";
      const isRoute = op === "update" && type.endsWith(":VirtualService");
      return op !== "same" && op !== "read" && !isRoute && !type.includes("pulumi:pulumi:Stack");
    })
    .map(({ op, urn }) => `${op} ${urn.split("::").at(-1) ?? urn}`);
}

/** Runs `pulumi` again for as long as another update holds the stack's lock. */
async function whenFree(args: readonly string[], say: (line: string) => void): Promise<Finished> {
  for (let attempt = 1; ; attempt++) {
    const finished = await runPulumi("pulumi", args);
    const locked = /currently locked|Another update is currently in progress/i.test(
      finished.output,
    );
    if (!locked || attempt === attempts) return finished;
    if (attempt === 1)
      say("Another update holds the stack: it moves no route any more, and is waited for.");
    await sleep(pause * 1000);
  }
}
