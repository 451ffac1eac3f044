import { Command } from "commander";

/** The subcommands by name. Each is loaded only when it is asked for: the brake has no time to load the others. */
export type Subcommands = Readonly<Record<string, () => Command>>;

/** The `gray` command: thin; its subcommands call the model, API servers and the engine. */
export async function run(subcommands: Subcommands): Promise<void> {
  const gray = new Command("gray")
    .description("Gray releases on Istio over several clusters")
    .showHelpAfterError();
  const [, , asked = ""] = process.argv;
  for (const [name, load] of Object.entries(subcommands))
    if (!Object.hasOwn(subcommands, asked) || name === asked) gray.addCommand(load());
  await gray.parseAsync();
}
