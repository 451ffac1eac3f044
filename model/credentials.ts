/** Hides what may be a credential in texts of pages and messages, which people pass on. Pure. */

import { withoutAddressCredentials } from "./address-credentials";

/** Headers that hold a token. */
const bearer = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;

/**
 * The same data without credentials. A stack file may hold none in an address, but an answer of a server
 * or a reason of a person is any text.
 */
export function withoutCredentials<T>(data: T): T {
  return hidden(data) as T;
}

function hidden(data: unknown): unknown {
  if (typeof data === "string")
    return withoutAddressCredentials(data).replace(bearer, (_, scheme: string) => `${scheme} …`);
  if (Array.isArray(data)) return data.map(hidden);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, hidden(value)]));
}
