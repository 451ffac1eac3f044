/** Reads the secret with which the webhooks of a stack's rollout are signed; it stays in this process. */
import { isMapping } from "../../model/schema/best-effort";
import { webhookSecretKey } from "../../model/config/value";
import { configKey, stackFileName } from "../../model/project";
import { askPulumi } from "../../engine/pulumi";
import { webhookSecretVariable } from "../../operations/rollout/gates/webhook";
import { readStackFile } from "./file";

/**
 * The variable GRAY_WEBHOOK_SECRET goes before the stack: a CronJob has a Secret, and no Pulumi.
 *
 * @returns undefined where neither has one
 * @throws Error where the stack holds it in plain text, or `pulumi` does not give it
 */
export async function webhookSecretOf(
  stack: string,
  ask: typeof askPulumi = askPulumi,
): Promise<string | undefined> {
  const named = process.env[webhookSecretVariable];
  if (named) return named;
  const held = readStackFile(stackFileName(stack))[webhookSecretKey];
  if (held === undefined) return undefined;
  const key = configKey(webhookSecretKey);
  if (!isMapping(held))
    throw new Error(
      `${key} is in plain text [GR517]. Fix: pulumi config set --secret ${key}; and with another one`,
    );
  return (await ask("config", "get", key, "--stack", stack)).replace(/\r?\n$/, "");
}
