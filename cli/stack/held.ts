// How a stack file holds the value of a key that has to be a secret.
import type { Held } from "../../model/checks/connections";
import { isMapping } from "../../model/schema/best-effort";

/** The file holds a secret as a mapping with the one key `secure`. */
export function held(value: unknown): Held {
  if (value === undefined) return "none";
  return isMapping(value) ? "secret" : "plain";
}
