// Finds the places of a config where a secret may stand, so that no message repeats the value.
import { show, type Path } from "./problem";
import { isMapping } from "./schema/best-effort";

/** Names of headers, cookies and parts of a query that often carry a secret. */
const secretName = /auth|cookie|token|secret|passw|api-?_?key|session|credential|signature/i;

/** Whether a header, a cookie or a part of a query of this name often carries a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** Keys whose values may all be secrets: of versions, containers, and objects of Kubernetes. */
const secretKeys = [
  ...["env", "args", "command", "annotations", "data", "stringData"],
  // Of a metrics server: `token` says whether one is sent, and users write the token itself.
  "token",
];

/** Keys whose values may be secrets, by the names inside. */
const namedKeys = ["headers", "withoutHeaders", "cookies", "query", "httpHeaders"];

/** Keys inside which users choose the names: a service or a label may have the name `env`. */
const chosen = [
  ...["services", "versions", "weights", "stable", "lanes", "outside", "gateways", "hosts"],
  ...["labels", "matchLabels", "selector", "sourceLabels"],
];

/** Stands for a value that is not shown. */
export const placeholder = "…";

/** Whether the value of a place may be a secret, or a part of one. */
export function mayBeSecret(path: Path): boolean {
  return placeOf(path) === "secret";
}

type Place = "secret" | "named" | "open";

function placeOf(path: Path): Place {
  const keys = path.map((step, i) => (i === 0 ? String(step).replace(/^.*:/, "") : step));
  return keys.reduce<Place>((place, key, i) => next(place, key, keys[i - 1]), "open");
}

/** The place of what stands under a key. */
function next(place: Place, key: string | number, before: string | number | undefined): Place {
  if (place === "secret" || typeof key === "number") return place;
  if (place === "named") return isSecretName(key) ? "secret" : "named";
  if (chosen.includes(String(before))) return "open";
  if (secretKeys.includes(key)) return "secret";
  return namedKeys.includes(key) ? "named" : "open";
}

/**
 * A value with {@link placeholder} in place of all that may be secret.
 *
 * @param path the place of the value
 * @returns undefined for a value that JSON can't hold: a release in code may hold a loop
 */
export function withoutSecrets(value: unknown, path: Path): unknown {
  try {
    return masked(JSON.parse(JSON.stringify(value)), placeOf(path), path.at(-1));
  } catch {
    return undefined;
  }
}

function masked(value: unknown, place: Place, key?: string | number): unknown {
  if (Array.isArray(value)) return value.map((item, i) => masked(item, place, i));
  if (isMapping(value)) {
    // Some tools write the name beside the value.
    const told = typeof value.name === "string" ? value.name : undefined;
    const inside = place === "named" && told !== undefined && isSecretName(told) ? "secret" : place;
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [
        name,
        name === "name" && inside === "secret" ? part : masked(part, next(inside, name, key), name),
      ]),
    );
  }
  if (place === "secret" && value !== null) return placeholder;
  return place === "named" && typeof value === "string" && isSecretName(value)
    ? placeholder
    : value;
}

/** Shows the value of a place in a message, or only its type where it may be secret. */
export function showAt(path: Path, value: unknown): string {
  if (value === undefined || value === null) return show(value);
  // What JSON can't hold is shown by its type alone.
  if (!mayBeSecret(path)) return show(withoutSecrets(value, path) ?? value);
  if (Array.isArray(value)) return "a list, whose values are not shown here";
  if (isMapping(value)) return "a mapping, whose values are not shown here";
  const words: Readonly<Record<string, string>> = { string: "text", boolean: "flag" };
  return `a ${words[typeof value] ?? typeof value}, whose value is not shown here`;
}
