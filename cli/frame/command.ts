/**
 * The frame of every `gray` command: how it reads options, where it writes, what its help says, and
 * how it ends. A command adds what it does. This file loads commander alone, because `gray abort`
 * waits for all that is loaded.
 */
import type { Key } from "node:readline";
import { Command } from "commander";
import { exitCodesHelp, type Outcome, type OutcomeMeanings } from "./exit-codes";
import type { OptionSet, OptionValues } from "./options";

/** A stream that takes text, such as `process.stdout`. */
export interface TextStream {
  write(text: string): unknown;
  /** Whether the stream leads to a terminal. */
  readonly isTTY?: boolean;
  /** The size of the terminal. */
  readonly columns?: number;
  readonly rows?: number;
  on?(event: "resize", listener: () => void): unknown;
  off?(event: "resize", listener: () => void): unknown;
}

/** A stream that may hand over keys, such as `process.stdin`. */
export interface KeyStream {
  readonly isTTY?: boolean;
  readonly setRawMode?: (raw: boolean) => unknown;
  on(event: "keypress", listener: (text: string | undefined, key: Key) => void): unknown;
  off(event: "keypress", listener: (text: string | undefined, key: Key) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** The streams of a command; `process` has them. */
export interface Streams {
  /** Takes what was asked for. */
  readonly stdout: TextStream;
  /** Takes why it can't be had. */
  readonly stderr: TextStream;
  /** Left out: nobody types. */
  readonly stdin?: KeyStream;
}

/** What a command is. */
export interface CommandDefinition<Options extends OptionSet> {
  /** After the name of its group if it is in one: `rollout status`. */
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** By the names of their values: `failOn` for `--fail-on`. */
  readonly options: Options;
  /** Shell lines. */
  readonly examples: readonly string[];
  readonly exitCodes: OutcomeMeanings;
  /**
   * Does the work, and gives its outcome.
   *
   * @throws Error with a message for the user: the outcome is `failed` then
   */
  readonly run: (values: OptionValues<Options>, streams: Streams) => Outcome | Promise<Outcome>;
}

/** Makes a command that writes to the given streams, and reports its outcome. */
export type CommandFactory = (streams: Streams, end: (outcome: Outcome) => void) => Command;

/**
 * Defines a command of `gray`.
 *
 * @throws TypeError where an option's value would come under another name than that of the
 * definition
 */
export function defineCommand<const Options extends OptionSet>(
  definition: CommandDefinition<Options>,
): CommandFactory {
  const { name, description, options, examples, exitCodes, run } = definition;
  for (const [key, option] of Object.entries(options))
    if (option.attributeName() !== key)
      throw new TypeError(`gray ${name}: the option ${option.flags} is declared as ${key}`);
  return (streams, end) => {
    const command = framed(new Command(name.split(" ").at(-1)), streams, `gray ${name}`)
      .description(description)
      .addHelpText("after", `\n${exitCodesHelp(exitCodes)}\n\n${examplesHelp(examples)}`)
      .action(async (given: Readonly<Record<string, unknown>>) => {
        try {
          const values = Object.fromEntries(
            Object.entries(options).map(([key, one]) => [key, given[key] ?? one.valueIfMissing]),
          );
          end(await run(values as OptionValues<Options>, streams));
        } catch (error) {
          streams.stderr.write(`gray ${name}: ${(error as Error).message.trimEnd()}\n`);
          end("failed");
        }
      });
    for (const option of Object.values(options)) command.addOption(option);
    return command;
  };
}

/**
 * Gives a command of commander the streams, the form of errors and the way to end that all commands
 * have.
 *
 * @param who the command line that asks for it
 */
export function framed(command: Command, streams: Streams, who = command.name()): Command {
  return command
    .exitOverride()
    .showHelpAfterError(`Try: ${who} --help`)
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, `${who}: `)),
    });
}

function examplesHelp(examples: readonly string[]): string {
  return ["Examples:", ...examples.map((line) => `  ${line}`)].join("\n");
}
