// Takes the secrets of a run out of everything that its steps print, write or send. Pulumi and gray print none; this is a
// second net, since a comment can't be taken back.
import { existsSync, readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { parse } from "yaml";

/** @typedef {Readonly<Record<string, string | undefined>>} Variables */

/** Variables whose whole value is secret. */
const secretVariables =
  /^(PULUMI_ACCESS_TOKEN|PULUMI_CONFIG_PASSPHRASE|GITHUB_TOKEN|GITLAB_TOKEN|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN)$/;

const hidden = "[secret]";

/** Shorter values would be found in ordinary words. */
const shortest = 6;

/**
 * A function that takes every secret of these variables out of a text, in plain and in base64.
 *
 * @param {Variables} env
 * @returns {(text: string) => string}
 */
export function hider(env) {
  const whole = Object.entries(env).flatMap(([name, value = ""]) =>
    secretVariables.test(name) ? value.split("\n") : [],
  );
  const passphrase = textsOf(env.PULUMI_CONFIG_PASSPHRASE_FILE);
  const kubeconfigs = [
    env.GRAY_KUBECONFIG ?? "",
    ...(env.KUBECONFIG ?? "").split(delimiter).flatMap(textsOf),
  ];
  const values = [...whole, ...passphrase, ...kubeconfigs.flatMap(credentialsIn)];
  const secrets = [...new Set(values.map((value) => value.trim()).flatMap(formsOf))]
    .filter((value) => value.length >= shortest)
    // The longest first, since one may be a part of another.
    .sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
}

/**
 * The text of a file, where there is one.
 *
 * @param {string | undefined} path
 */
const textsOf = (path) => (path && existsSync(path) ? [readFileSync(path, "utf8")] : []);

/**
 * The texts below `users` of a kubeconfig: tokens, keys, passwords, and what credential plugins get.
 *
 * @param {string} kubeconfig
 * @returns {string[]}
 */
function credentialsIn(kubeconfig) {
  try {
    const config = /** @type {{ users?: { user?: unknown }[] } | null} */ (parse(kubeconfig));
    return (config?.users ?? []).flatMap(({ user }) => textsIn(user));
  } catch {
    // No YAML: each line of it may be a secret.
    return kubeconfig.split("\n");
  }
}

/**
 * @param {unknown} value
 * @returns {string[]}
 */
function textsIn(value) {
  if (typeof value === "string") return [value, ...linesOfBase64(value)];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/**
 * The lines of a text in base64, such as those of a key; none where it is none.
 *
 * @param {string} value
 */
function linesOfBase64(value) {
  const text = Buffer.from(value, "base64").toString("utf8");
  return text.startsWith("-----BEGIN")
    ? text.split("\n").filter((line) => !line.startsWith("-----"))
    : [];
}

/**
 * A secret as it stands, and in base64 with and without its padding.
 *
 * @param {string} secret
 */
function formsOf(secret) {
  const encoded = Buffer.from(secret).toString("base64");
  return secret === "" ? [] : [secret, encoded, encoded.replace(/=+$/, "")];
}
