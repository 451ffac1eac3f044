// What the stand-in server answers: the JSON of HTTP and TCP answers.
/** What the stand-in server answers to an HTTP request, as JSON. */
export interface AppAnswer {
  app: string;
  version: string;
  cluster: string;
  namespace: string;
  pod: string;
  container: string;
  path: string;
  /** What the last hop spoke: `HTTP/1.1` or `HTTP/2.0`. */
  protocol: string;
  /** SPIFFE ID of the caller as the sidecar saw it in the mTLS handshake. */
  caller?: string;
  /** The answers of the services that the container calls, in the order of their URLs. */
  upstreams?: UpstreamAnswer[];
}

/** What a called service answered. */
export interface UpstreamAnswer {
  url: string;
  /** HTTP status; 0 when no answer came. */
  status: number;
  /** The parsed JSON, or the text where it is none. */
  body?: unknown;
  /** Why no answer came. */
  error?: string;
}

/** What the stand-in server answers on a raw TCP connection, as one line of JSON. */
export type TcpAnswer = Pick<AppAnswer, "app" | "version" | "cluster" | "pod">;

/** The caller's SPIFFE ID in Envoy's header, whose last element describes the nearest hop. */
export function callerOf(header: string | undefined): string | undefined {
  const last = header?.split(/,(?=(?:By|Hash|URI|DNS|Subject|Cert)=)/).at(-1);
  return last && /(?:^|;)URI=([^;]+)/.exec(last)?.[1];
}
