/** The token of a user whose kubeconfig names an identity provider (`auth-provider: oidc`). */
import type { CredentialSource, Credentials } from "./credentials";
import type { UserEntry } from "./kubeconfig-entries";

/** Before its end a token counts as expired, as for client-go (plugin/pkg/client/auth/oidc/oidc.go). */
const leewayMs = 10_000;

/** Credentials that Pulumi's provider can get, and this program can't. */
export class ProviderOnlyError extends Error {
  override name = "ProviderOnlyError";
}

/**
 * Takes the id-token of the kubeconfig for as long as it holds. To refresh it would write a new refresh token into the
 * kubeconfig, which kubectl does; this program leaves that file as it is.
 *
 * @throws ProviderOnlyError where only a refresh gives a token
 */
export function idToken(
  { config = {} }: NonNullable<UserEntry["auth-provider"]>,
  own: Credentials,
): CredentialSource {
  const current = () => {
    const token = config["id-token"];
    if (!token || !(endOf(token) - leewayMs > Date.now()))
      throw new ProviderOnlyError(
        "the id-token of its user (auth-provider oidc) has expired: run a command of kubectl with this kubeconfig, " +
          "which renews it, or use a credential plugin (exec) such as kubectl oidc-login",
      );
    return { ...own, token };
  };
  return { current, renew: () => Promise.resolve(undefined) };
}

/** When a token expires, in milliseconds; NaN where it doesn't say so. */
function endOf(token: string): number {
  try {
    const [, claims = ""] = token.split(".");
    const { exp } = JSON.parse(Buffer.from(claims, "base64url").toString("utf8")) as {
      exp?: number;
    };
    return Number(exp) * 1000;
  } catch {
    return NaN;
  }
}
