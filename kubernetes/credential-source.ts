/** Who asks an API server, by the rules of kubectl: a token, a file with one, a certificate, a password, or a plugin. */
import type { ApiServer } from "./api-server";
import { fixedCredentials, type Credentials, type CredentialSource } from "./credentials";
import type { UserEntry } from "./kubeconfig-entries";
import { certificateOf, readNamed } from "./named-files";
import { idToken } from "./oidc";

/**
 * The credentials of a kubeconfig's user. Without any the user is anonymous, as for kubectl. Over plain HTTP nothing is
 * sent, as client-go has it (`ClientConfig` in tools/clientcmd/client_config.go).
 *
 * A token or a certificate of the kubeconfig itself goes before a plugin (`UpdateTransportConfig` in client-go's
 * plugin/pkg/client/auth/exec/exec.go).
 *
 * @throws Error that says what can't be used and what to do; it holds nothing that is secret
 */
export async function credentialSource(server: ApiServer): Promise<CredentialSource> {
  const { user = {}, url } = server;
  checkUser(user);
  if (url.protocol === "http:") return fixedCredentials({});
  const { cert, key } = certificateOf(user);
  const own: Credentials = { ...(cert && key && { cert, key }), ...basicOf(user) };
  if (user.tokenFile) return tokenFile(user.tokenFile, user.token, own);
  if (user.token) return fixedCredentials({ ...own, token: user.token });
  if (own.basic) return fixedCredentials(own);
  if (user["auth-provider"]) return idToken(user["auth-provider"], own);
  if (!user.exec || own.cert) return fixedCredentials(own);
  // Most kubeconfigs need no plugin.
  const { pluginCredentials } = await import("./plugin-credentials.js");
  return pluginCredentials(user.exec, server);
}

/** What client-go refuses (`validateAuthInfo` in tools/clientcmd/validation.go). */
function checkUser(user: UserEntry): void {
  const refuse = (why: string): never => {
    throw new Error(`its user ${why}`);
  };
  if ((user.token || user.tokenFile) && (user.username || user.password))
    refuse("has a token and a password: remove one of them");
  if (user.exec && user["auth-provider"])
    refuse("has a plugin (exec) and an auth-provider: remove one of them");
  const provider = user["auth-provider"];
  if (provider && provider.name !== "oidc")
    refuse(
      "has an auth-provider that Kubernetes took out: use its credential plugin (exec) instead, such as " +
        "gke-gcloud-auth-plugin or kubelogin",
    );
  if (
    !user.as &&
    (user["as-uid"] || user["as-groups"]?.length || hasEntries(user["as-user-extra"]))
  )
    refuse("has as-uid, as-groups or as-user-extra without as: add as, the name to act under");
}

function hasEntries(value: object | undefined): boolean {
  return Object.keys(value ?? {}).length > 0;
}

function basicOf({ username = "", password = "" }: UserEntry): Pick<Credentials, "basic"> {
  return username || password ? { basic: { username, password } } : {};
}

/**
 * A token in a file goes before one in the kubeconfig, which stands in where the file can't be read
 * (`NewBearerAuthWithRefreshRoundTripper` in client-go's transport/round_trippers.go). Kubernetes renews the files of
 * service accounts, so each request reads it.
 */
function tokenFile(path: string, instead: string | undefined, own: Credentials): CredentialSource {
  let last = instead;
  const current = () => {
    try {
      const token = readNamed(path, "tokenFile").toString("utf8").trim();
      if (token === "") throw new Error(`its tokenFile ${path} is empty: write a token into it`);
      last = token;
    } catch (error) {
      // A file that is being replaced: the last token may still hold.
      if (!last) throw error;
    }
    return { ...own, token: last };
  };
  const renew = ({ token }: Credentials) => {
    const found = current();
    return Promise.resolve(found.token === token ? undefined : found);
  };
  return { current, renew };
}
