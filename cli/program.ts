/**
 * The `gray` command over its subcommands, as a function: specs run it without a process of its
 * own.
 */
import { Command, CommanderError } from "commander";
import { version } from "../package.json";
import { framed, type CommandFactory, type Streams } from "./frame/command";
import { exitCodes, type Outcome } from "./frame/exit-codes";

/**
 * The subcommands by name. Each is loaded only when it is asked for: `gray abort` has no time to
 * load the others.
 */
const subcommands: Readonly<Record<string, () => Promise<CommandFactory>>> = {
  plan: async () => (await import("./commands/plan.js")).planCommand,
  check: async () => (await import("./commands/check.js")).checkCommand,
  diff: async () => (await import("./commands/diff.js")).diffCommand,
  preview: async () => (await import("./commands/preview.js")).previewCommand,
  up: async () => (await import("./commands/up.js")).upCommand,
  abort: async () => (await import("./commands/abort.js")).abortCommand,
  drift: async () => (await import("./commands/drift.js")).driftCommand,
  adopt: async () => (await import("./commands/adopt.js")).adoptCommand,
  schema: async () => (await import("./commands/schema.js")).schemaCommand,
  rbac: async () => (await import("./commands/rbac.js")).rbacCommand,
};

/** The names of all subcommands. */
export const commands: readonly string[] = Object.keys(subcommands);

/**
 * Runs `gray`.
 *
 * @param args what follows `gray` on the command line
 * @returns the exit code
 */
export async function runGray(args: readonly string[], streams: Streams): Promise<number> {
  let outcome: Outcome = "failed";
  const gray = framed(new Command("gray"), streams)
    .description("Gray releases on Istio over several clusters")
    .version(version)
    .showHelpAfterError();
  const [asked = ""] = args;
  for (const [name, load] of Object.entries(subcommands))
    if (!Object.hasOwn(subcommands, asked) || name === asked)
      gray.addCommand((await load())(streams, (ended) => (outcome = ended)));
  try {
    await gray.parseAsync(args, { from: "user" });
  } catch (error) {
    // Commander ends this way after --help and --version, and where it does not understand the
    // command line.
    if (!(error instanceof CommanderError)) throw error;
    outcome = error.exitCode === 0 ? "done" : "failed";
  }
  return exitCodes[outcome];
}
