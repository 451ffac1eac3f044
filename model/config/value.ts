/** Prefix of the kubeconfigs' secret keys: `kubeconfig-<cluster>`. */
export const kubeconfigKey = "kubeconfig-";

/**
 * The value of a config key, from the text as which the engine hands it over: JSON for objects and numbers. A plain text
 * such as a preset's name is no JSON, and is its own value.
 *
 * @param key without the project's name before it
 */
export function valueOf(key: string, text: string): unknown {
  // A namespace of digits is text, too.
  if (key === "namespace" || key.startsWith(kubeconfigKey)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/**
 * The same from a stack file, in which values of every type can stand: the engine makes a text of each that is none, and
 * `pulumi config set` writes numbers as texts.
 */
export function valueInFile(key: string, value: unknown): unknown {
  if (typeof value === "string") return valueOf(key, value);
  const scalar = typeof value === "number" || typeof value === "boolean";
  return scalar && key === "namespace" ? String(value) : value;
}
