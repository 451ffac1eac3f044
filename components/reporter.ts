/** Shows the reports of operations among the engine's messages. */
import * as pulumi from "@pulumi/pulumi";
import { forStack } from "../model/problem";
import type { Reporter } from "../operations/reporter";

/**
 * A reporter whose messages the engine shows beside a resource.
 *
 * Not awaited: the SDK sends messages in order, and the program does not end before the engine has
 * them.
 */
export function pulumiReporter(resource: pulumi.Resource): Reporter {
  return {
    info: (message) => void pulumi.log.info(forStack(message, pulumi.getStack()), resource),
    warn: (message) => void pulumi.log.warn(forStack(message, pulumi.getStack()), resource),
  };
}
