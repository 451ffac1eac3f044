/**
 * The kinds of options that `gray` commands have, and the options that several commands share, each
 * defined once. An option knows the type of its value, so that a command can't read an option that
 * it does not declare.
 */
import { Option } from "commander";

/** An option of the command line whose value has a known type. */
export class CommandOption<Value> extends Option {
  /** For the compiler alone: no option has this field at run time. */
  declare protected readonly value: Value;

  constructor(
    flags: string,
    description: string,
    /** The value where the option is not given; no help shows it, unlike a default. */
    readonly valueIfMissing?: Value,
  ) {
    super(flags, description);
  }
}

/** The options of a command, by the names under which commander hands their values over. */
export type OptionSet = Readonly<Record<string, CommandOption<unknown>>>;

/** The values of a set of options. */
export type OptionValues<Options extends OptionSet> = {
  readonly [Name in keyof Options]: Options[Name] extends CommandOption<infer Value>
    ? Value
    : never;
};

/** An option with a text, which may be missing. */
export function text(flags: string, description: string): CommandOption<string | undefined> {
  return new CommandOption<string | undefined>(flags, description);
}

/** An option with a text, which has a default. */
export function textOr(
  flags: string,
  description: string,
  otherwise: string,
): CommandOption<string> {
  return new CommandOption<string>(flags, description).default(otherwise);
}

/** An option with a text that may be given several times; an empty list where it is not given. */
export function texts(flags: string, description: string): CommandOption<readonly string[]> {
  return new CommandOption<readonly string[]>(flags, description, []).argParser(
    (value: string, before: readonly string[] = []) => [...before, value],
  );
}

/** An option that is given or not. */
export function flag(flags: string, description: string): CommandOption<true | undefined> {
  return new CommandOption<true | undefined>(flags, description);
}

/** An option of the form `--no-<name>`: true unless it is given. */
export function unless(flags: string, description: string): CommandOption<boolean> {
  return new CommandOption<boolean>(flags, description);
}

/** An option with one text out of a few. */
export function choice<const Choice extends string>(
  flags: string,
  description: string,
  choices: readonly Choice[],
  otherwise: NoInfer<Choice>,
): CommandOption<Choice> {
  return new CommandOption<Choice>(flags, description).choices(choices).default(otherwise);
}

/** The stack that a command works with. */
export const stackOption = textOr("-s, --stack <name>", "the stack of Pulumi.<name>.yaml", "dev");

/** The clusters of the stack that a command leaves out. */
export const withoutOption = texts(
  "--without <cluster>",
  "leave out a cluster that is away; may be repeated",
);

/** The stacks that a command works with, where it takes several. */
export const stacksOption = texts(
  "-s, --stack <name>",
  "the stack of Pulumi.<name>.yaml; may be repeated (default: dev, where no file is named)",
);

/** A stack file by its path, for commands that read nothing but this file. */
export const fileOption = text(
  "-f, --file <path>",
  "a stack file by its path, instead of the stack",
);

/** Stack files by their paths, where a command takes several. */
export const filesOption = texts("-f, --file <path>", "a stack file by its path; may be repeated");

/** One of the clusters that a stack file declares. */
export const clusterOption = text("-c, --cluster <name>", "only this cluster of the stack");

/**
 * The form of what a command prints.
 *
 * @param former former names of forms, which still work and no help shows
 */
export function outputOption<const Form extends string>(
  forms: readonly Form[],
  otherwise: NoInfer<Form>,
  former: Readonly<Record<string, NoInfer<Form>>> = {},
): CommandOption<Form> {
  const option = choice("-o, --output <form>", "the form of the output", forms, otherwise);
  const choose = option.parseArg as (form: string, before: Form) => Form;
  return option.argParser((form: string, before: Form) => choose(former[form] ?? form, before));
}
