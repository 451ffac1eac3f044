import { Command } from "commander";
import { version } from "../package.json";

/** The subcommands by name. Each is loaded only when it is asked for: the brake has no time to load the others. */
const subcommands: Readonly<Record<string, () => Promise<Command>>> = {
  plan: async () => (await import("./commands/plan.js")).planCommand(),
  check: async () => (await import("./commands/check.js")).checkCommand(),
  abort: async () => (await import("./commands/abort.js")).abortCommand(),
  drift: async () => (await import("./commands/drift.js")).driftCommand(),
  adopt: async () => (await import("./commands/adopt.js")).adoptCommand(),
  rbac: async () => (await import("./commands/rbac.js")).rbacCommand(),
};

/** The `gray` command: thin; its subcommands call the model, API servers and the engine. */
async function run(): Promise<void> {
  const gray = new Command("gray")
    .description("Gray releases on Istio over several clusters")
    .version(version)
    .showHelpAfterError();
  const [, , asked = ""] = process.argv;
  for (const [name, load] of Object.entries(subcommands))
    if (!Object.hasOwn(subcommands, asked) || name === asked) gray.addCommand(await load());
  await gray.parseAsync();
}

void run();
