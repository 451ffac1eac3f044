/** The options of a client for one API server, and what becomes of them in each connection and request. */
import type { OutgoingHttpHeaders } from "node:http";
import { version } from "../package.json";
import type { Credentials, CredentialSource } from "./credentials";

/** How an object is applied. */
export interface ApplyOptions {
  /** Takes ownership of fields that other managers set; else that is a conflict. @default true */
  readonly force?: boolean;
  /** Answers as if it were done, and changes nothing. @default false */
  readonly dryRun?: boolean;
  /** The manager that owns what the object sets. @default the client's own */
  readonly fieldManager?: string;
}

/** Where an API server is and who asks. */
export interface KubeClientOptions extends Credentials {
  /** `https://host:port`, with a path where it stands below one. */
  readonly server: string;
  /** The authority of its certificate. @default those that Node.js knows */
  readonly ca?: string | Buffer;
  /** Name for which its certificate must be. @default the host */
  readonly servername?: string;
  /** Whether its certificate is not checked, as the kubeconfig may have it. @default false */
  readonly insecure?: boolean;
  /** The proxy through which it is reached. @default none */
  readonly proxy?: URL;
  /** Whom the user acts as, as headers. @default none: as itself */
  readonly impersonation?: OutgoingHttpHeaders;
  /** Asked for credentials before each request. @default those of the options themselves */
  readonly source?: CredentialSource;
  /** Who applies, in `managedFields`. */
  readonly fieldManager: string;
  /** Milliseconds that an answer's beginning may take. @default none */
  readonly timeoutMs?: number;
}

/** Options of a TLS connection to the API server. */
export interface TlsOptions {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized: boolean;
}

/** How a TLS connection to the API server is made, also one that is no plain request. */
export function tlsOptions(
  { ca, servername, insecure }: KubeClientOptions,
  { cert, key }: Credentials,
): TlsOptions {
  return {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(servername && { servername }),
    rejectUnauthorized: !insecure,
  };
}

/** The headers of each request: who asks, as whom, and with which program. */
export function identityHeaders(
  { impersonation }: KubeClientOptions,
  { token, basic }: Credentials,
): OutgoingHttpHeaders {
  const plain = basic && Buffer.from(`${basic.username}:${basic.password}`).toString("base64");
  const authorization = token ? `Bearer ${token}` : plain && `Basic ${plain}`;
  return {
    "user-agent": `gray-release/${version}`,
    ...(authorization && { authorization }),
    ...impersonation,
  };
}

/**
 * Asks with the credentials that hold now, and once more with other ones if the API server refuses those (401).
 *
 * @throws Error of the request, or that says why there are no credentials
 */
export async function withCredentials<T>(
  options: KubeClientOptions,
  ask: (credentials: Credentials) => Promise<T>,
): Promise<T> {
  const { source } = options;
  if (!source) return ask(options);
  const credentials = await source.current();
  try {
    return await ask(credentials);
  } catch (error) {
    if ((error as { status?: unknown }).status !== 401) throw error;
    const others = await source.renew(credentials);
    if (!others) throw error;
    return ask(others);
  }
}
