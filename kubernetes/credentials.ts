/** What says who asks an API server, and where a client gets it from. */

/** What says who asks. All of it is secret. */
export interface Credentials {
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly token?: string;
  readonly basic?: { readonly username: string; readonly password: string };
}

/** Where a client gets its credentials from, for each request. */
export interface CredentialSource {
  /**
   * Credentials that hold now.
   *
   * @throws Error that says why there are none, and what to do
   */
  readonly current: () => Credentials | Promise<Credentials>;
  /**
   * Other credentials than those that the API server refused (401).
   *
   * @returns undefined where there are no others
   */
  readonly renew: (refused: Credentials) => Promise<Credentials | undefined>;
}

/** Credentials that stay as they are. */
export function fixedCredentials(credentials: Credentials): CredentialSource {
  return { current: () => credentials, renew: () => Promise.resolve(undefined) };
}
