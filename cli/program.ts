/**
 * The `gray` command over its subcommands, as a function: specs run it without a process of its
 * own. It loads no subcommand itself.
 */
import { Command, CommanderError } from "commander";
import { version } from "../package.json";
import { framed, type Streams } from "./frame/command";
import { exitCodes, type Outcome } from "./frame/exit-codes";
import { addCommands, type Commands } from "./frame/group";

/**
 * Runs `gray`.
 *
 * @param subcommands all of them, or the one that is asked for
 * @param args what follows `gray` on the command line
 * @returns the exit code
 */
export async function runGray(
  subcommands: Commands,
  args: readonly string[],
  streams: Streams,
): Promise<number> {
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

/** Runs `gray` with this process's arguments and streams. */
export async function runProcess(subcommands: Commands): Promise<void> {
  const code = await runGray(subcommands, process.argv.slice(2), process);
  process.exitCode = code;
  // What failed may have left connections open, which would keep the process alive.
  if (code === exitCodes.failed) process.exit();
}
