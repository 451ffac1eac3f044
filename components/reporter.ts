/** Shows the reports of operations among the engine's messages. */
import * as pulumi from "@pulumi/pulumi";
import type { Reporter } from "../operations/reporter";

/**
 * Not awaited: the SDK sends messages in order, and the program does not end before the engine has
 * them.
 */
export const pulumiReporter: Reporter = {
  info: (message) => void pulumi.log.info(message),
  warn: (message) => void pulumi.log.warn(message),
};
