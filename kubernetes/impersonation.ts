/** Whom a kubeconfig's user acts as (`as`, `as-uid`, `as-groups`, `as-user-extra`), in headers. */
import type { OutgoingHttpHeaders } from "node:http";
import type { UserEntry } from "./kubeconfig-entries";

/**
 * The headers of impersonation (https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/), as
 * client-go writes them (transport/round_trippers.go).
 *
 * @returns undefined where the user acts as itself
 */
export function impersonationOf(user: UserEntry = {}): OutgoingHttpHeaders | undefined {
  if (!user.as) return undefined;
  const groups = user["as-groups"] ?? [];
  const extra = Object.entries(user["as-user-extra"] ?? {});
  return {
    "impersonate-user": user.as,
    ...(user["as-uid"] && { "impersonate-uid": user["as-uid"] }),
    ...(groups.length > 0 && { "impersonate-group": [...groups] }),
    ...Object.fromEntries(
      extra.map(([key, values]) => [`impersonate-extra-${headerKey(key)}`, [...values]]),
    ),
  };
}

/** Bytes that no header's name may have are escaped, and `%` itself. */
function headerKey(key: string): string {
  return [...Buffer.from(key)]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      if (/[\w!#$&'*+.^`|~-]/.test(letter)) return letter;
      return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}
