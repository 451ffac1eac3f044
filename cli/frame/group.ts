/**
 * Commands in groups, such as `gray rollout status`. Each command is loaded only when it is asked
 * for: `gray abort` has no time to load the others.
 */
import { Command } from "commander";
import { framed, type CommandFactory, type Streams } from "./command";
import type { Outcome } from "./exit-codes";

/** Loads a command. */
export type CommandLoader = () => Promise<CommandFactory>;

/** Commands under one word. */
export interface CommandGroup {
  /** One line. */
  readonly description: string;
  /** By their names in the group. */
  readonly commands: Readonly<Record<string, CommandLoader>>;
}

/** Commands and groups of commands, by the word that asks for them. */
export type Commands = Readonly<Record<string, CommandLoader | CommandGroup>>;

/** The command lines that ask for each command, such as `rollout status`. */
export function commandLines(commands: Commands): string[] {
  return Object.entries(commands).flatMap(([name, one]) =>
    typeof one === "function"
      ? [name]
      : Object.keys(one.commands).map((inner) => `${name} ${inner}`),
  );
}

/**
 * Gives a command of commander those that a command line asks for, or all of them where it asks for
 * none that exists: their help shows them then.
 *
 * @param args what follows the command on the command line
 */
export async function addCommands(
  parent: Command,
  commands: Commands,
  [asked = "", ...args]: readonly string[],
  streams: Streams,
  end: (outcome: Outcome) => void,
): Promise<void> {
  const isKnown = Object.hasOwn(commands, asked);
  for (const [name, one] of Object.entries(commands)) {
    if (isKnown && name !== asked) continue;
    if (typeof one === "function") {
      parent.addCommand((await one())(streams, end));
      continue;
    }
    const group = framed(new Command(name), streams, `gray ${name}`).description(one.description);
    // Nothing of a group that is not asked for is shown, but its description.
    if (isKnown) await addCommands(group, one.commands, args, streams, end);
    parent.addCommand(group);
  }
}
