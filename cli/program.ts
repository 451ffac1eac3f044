/**
 * The `gray` command over its subcommands, as a function: specs run it without a process of its
 * own.
 */
import { Command, CommanderError } from "commander";
import { version } from "../package.json";
import { framed, type Streams } from "./frame/command";
import { exitCodes, type Outcome } from "./frame/exit-codes";
import { addCommands, commandLines, type Commands } from "./frame/group";

/** The subcommands by name. */
const subcommands: Commands = {
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

/** What asks for each command: its name, after that of its group if it is in one. */
export const commands: readonly string[] = commandLines(subcommands);

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
  await addCommands(gray, subcommands, args, streams, (ended) => (outcome = ended));
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
