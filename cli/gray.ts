import { Command } from "commander";
import { checkCommand } from "./check";
import { driftCommand } from "./drift";
import { planCommand } from "./plan";
import { rbacCommand } from "./rbac";

/** The `gray` command: thin; its subcommands call the model, and later the engine and the lab. */
void new Command("gray")
  .description("Gray releases on Istio over several clusters")
  .addCommand(planCommand())
  .addCommand(checkCommand())
  .addCommand(rbacCommand())
  .addCommand(driftCommand())
  .showHelpAfterError()
  .parseAsync();
