/** Hides what may be a credential in the addresses of a text, so that no message and no page repeats it. Pure. */

/** A user and a password in an address. */
const userInfo = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]+@/gi;

/** Parameters of an address that often hold a token. */
const parameter = /([?&](?:[\w-]*(?:token|secret|password|signature|key)|sig)=)[^&\s#"']+/gi;

/** The same text, with `…` in place of users, passwords and tokens in addresses. */
export function withoutAddressCredentials(text: string): string {
  return text.replace(userInfo, "$1…@").replace(parameter, "$1…");
}
