// Reads the value of a config key, from the engine's text or from a stack file.
import { inWords } from "../problem";
import { configKey } from "../project";

/** Prefix of the kubeconfigs' secret keys: `kubeconfig-<cluster>`. */
export const kubeconfigKey = "kubeconfig-";

/** The key of the secret with which webhooks are signed. */
export const webhookSecretKey = "webhook-secret";

/** The key of the bearer token for metrics servers; `prometheus-token-<cluster>`: for those of one cluster. */
export const prometheusTokenKey = "prometheus-token";

/** The key of the bearer token for the metrics servers that a cluster names itself. */
export function ownTokenKey(cluster: string): string {
  return `${prometheusTokenKey}-${cluster}`;
}

/** The key of the address of a receiver of notifications. */
export function notificationUrlKey(receiver: string): string {
  return `notification-url-${receiver}`;
}

/** The keys of the secrets that a rollout uses, beside the kubeconfigs. */
export function rolloutSecretKeys(
  clusters: readonly string[],
  receivers: readonly string[],
): string[] {
  return [
    webhookSecretKey,
    prometheusTokenKey,
    ...clusters.map(ownTokenKey),
    ...receivers.map(notificationUrlKey),
  ];
}

/** Whether the value of a key is a secret, and a text as it is. */
export function isSecretKey(key: string): boolean {
  return (
    key === webhookSecretKey ||
    key === prometheusTokenKey ||
    key.startsWith(ownTokenKey("")) ||
    key.startsWith(notificationUrlKey("")) ||
    key.startsWith(kubeconfigKey)
  );
}

/** The keys that may hold a secret, in words. */
export const secretKeysText = inWords(
  [
    `${kubeconfigKey}<cluster>`,
    webhookSecretKey,
    prometheusTokenKey,
    ownTokenKey("<cluster>"),
    notificationUrlKey("<name>"),
  ].map((key) => configKey(key)),
);

/**
 * The value of a config key, from the text that the engine hands over. Objects and numbers come as
 * JSON; any other text, such as a preset's name, is the value itself.
 *
 * @param key without the project's name before it
 */
export function valueOf(key: string, text: string): unknown {
  if (textKey(key) || isSecretKey(key)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Whether the value of a key is a text even where it looks like a number. */
export function textKey(key: string): boolean {
  return key === "namespace";
}

/**
 * The value of a config key, from a stack file. A stack file can hold values of every type; the
 * engine turns the other types into text, and `pulumi config set` writes numbers as text.
 */
export function valueInFile(key: string, value: unknown): unknown {
  if (typeof value === "string") return valueOf(key, value);
  const scalar = typeof value === "number" || typeof value === "boolean";
  return scalar && textKey(key) ? String(value) : value;
}
