/** Reads the secrets that the rollout of a stack uses; they stay in this process. */
import { isMapping } from "../../model/schema/best-effort";
import { notificationUrlKey, prometheusTokenKey, webhookSecretKey } from "../../model/config/value";
import type { NotificationReceiver } from "../../model/notifications/receiver";
import { configKey, stackFileName } from "../../model/project";
import { askPulumi } from "../../engine/pulumi";
import { webhookSecretVariable } from "../../operations/rollout/gates/webhook";
import { readStackFile } from "./file";

/**
 * The secret with which webhooks are signed. The variable GRAY_WEBHOOK_SECRET goes before the stack: a
 * CronJob has a Secret, and no Pulumi.
 *
 * @returns undefined where neither has one
 * @throws Error where the stack holds it in plain text, or `pulumi` does not give it
 */
export async function webhookSecretOf(
  stack: string,
  ask: typeof askPulumi = askPulumi,
): Promise<string | undefined> {
  return secretOf({ stack, key: webhookSecretKey, variable: webhookSecretVariable }, ask);
}

/**
 * The bearer token of metrics servers: of the variable GRAY_PROMETHEUS_TOKEN, or, for the key
 * `prometheus-token-<cluster>`, of GRAY_PROMETHEUS_TOKEN_<CLUSTER> in capitals with `_` for `-`; else of
 * the stack.
 *
 * @param key the secret key, without the project's name
 * @returns undefined where neither has one
 * @throws Error where the stack holds it in plain text, or `pulumi` does not give it
 */
export async function metricsTokenOf(
  stack: string,
  key: string,
  ask: typeof askPulumi = askPulumi,
): Promise<string | undefined> {
  return secretOf({ stack, key, variable: tokenVariable(key) }, ask);
}

/**
 * The address of a receiver of notifications: of the variable GRAY_NOTIFICATION_URL_<NAME> in capitals
 * with `_` for `-`; else what the stack declares, or holds as a secret.
 *
 * @returns undefined where none has one
 * @throws Error where the stack holds it in plain text, or `pulumi` does not give it
 */
export async function notificationUrlOf(
  stack: string,
  { name, url }: Pick<NotificationReceiver, "name" | "url">,
  ask: typeof askPulumi = askPulumi,
): Promise<string | undefined> {
  const variable = `GRAY_NOTIFICATION_URL_${name.replaceAll("-", "_").toUpperCase()}`;
  if (url !== undefined && !process.env[variable]) return url;
  return secretOf({ stack, key: notificationUrlKey(name), variable }, ask);
}

function tokenVariable(key: string): string {
  const cluster = key.slice(prometheusTokenKey.length);
  return `GRAY_PROMETHEUS_TOKEN${cluster.replaceAll("-", "_").toUpperCase()}`;
}

async function secretOf(
  {
    stack,
    key,
    variable,
  }: { readonly stack: string; readonly key: string; readonly variable: string },
  ask: typeof askPulumi,
): Promise<string | undefined> {
  const named = process.env[variable];
  if (named) return named;
  const held = readStackFile(stackFileName(stack))[key];
  if (held === undefined) return undefined;
  const inConfig = configKey(key);
  if (!isMapping(held))
    throw new Error(
      `${inConfig} is in plain text [GR517]. Fix: pulumi config set --secret ${inConfig}; and with another one`,
    );
  return (await ask("config", "get", inConfig, "--stack", stack)).replace(/\r?\n$/, "");
}
