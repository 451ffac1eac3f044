/** The options of a client for one API server, and how they become options of a TLS connection. */
import type { Credentials } from "./credentials";

/** Where an API server is and who asks. */
export interface KubeClientOptions extends Credentials {
  /** `https://host:port`, with a path where it stands below one. */
  readonly server: string;
  /** Name for which its certificate must be. @default the host */
  readonly servername?: string;
  /** Whether its certificate is not checked, as the kubeconfig may have it. @default false */
  readonly insecure?: boolean;
  /** Who applies, in `managedFields`. */
  readonly fieldManager: string;
  /** Milliseconds that an answer's beginning may take. @default none */
  readonly timeoutMs?: number;
}

/** How a TLS connection to the API server is made, also one that is no plain request. */
export function tlsOptions({ ca, cert, key, servername, insecure }: KubeClientOptions): {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized: boolean;
} {
  return {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(servername && { servername }),
    rejectUnauthorized: !insecure,
  };
}
