/**
 * Runs `gray abort`. It has a bundle of its own: to read the one with all commands takes a sixth of
 * the CPU that an abort needs until its routes are written.
 */
import { abortCommand } from "./commands/abort";
import { runProcess } from "./program";

void runProcess({ abort: () => Promise.resolve(abortCommand) });
