/** Runs `gray` with all its subcommands; gray.cjs loads this file, or gray-abort.ts. */
import { runProcess } from "./program";
import { subcommands } from "./subcommands";

void runProcess(subcommands);
