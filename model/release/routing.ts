// The types of weights, matches, routes and request policies: the parts that become VirtualServices
// (https://istio.io/latest/docs/reference/config/networking/virtual-service/). Generated from
// model/schema by `npm run generate`. Do not edit.

/**
 * Percentages by version name, with at most two decimals; they add up to 100. A version without a
 * weight gets no weighted traffic; routes still reach it.
 */
export type Weights = Readonly<Record<string, number>>;

/**
 * Weights by the origin of requests. One object of each cluster holds both, so they change
 * together.
 */
export interface OriginWeights {
  /** For requests that enter through the release's gateway. */
  readonly gateway: Weights;
  /** For calls from inside the mesh. */
  readonly mesh: Weights;
}

/** One split for all requests, or one for each origin. */
export type ServiceWeights = Weights | OriginWeights;

/** A length of time: a number and `h`, `m`, `s` or `ms`, such as `1.5s` or `250ms`. */
export type Duration = string;

/**
 * A condition on a text: exactly one of the three. `regex` is RE2 and must match the whole value.
 */
export type StringMatch =
  { readonly exact: string } | { readonly prefix: string } | { readonly regex: string };

/**
 * A condition on what a request may lack: a {@link StringMatch}, or `{}`, which every value meets
 * that is there.
 */
export type ValueMatch = StringMatch | Readonly<Record<string, never>>;

/**
 * A condition on a path: exactly one of the four. `prefix` does not stop at a segment: `/shop`
 * takes `/shopping`, too. `regex` is RE2 and must match the whole path.
 */
export type PathMatch =
  | { readonly exact: string }
  | { readonly prefix: string }
  | { readonly regex: string }
  | { readonly pathPrefix: string };

/**
 * Conditions on a request; at least one. On a TCP connection only `from`, `sourceLabels`,
 * `sourceNamespace` and `port` can have an effect.
 */
export interface RouteMatch {
  /**
   * Conditions by header name; `{}`: the header is there, with any value. Istio requires names in
   * lower case, so the case of a name carries no meaning.
   */
  readonly headers?: Readonly<Record<string, ValueMatch>>;
  /**
   * Conditions by header name that the request must not meet; `{}`: the header must be missing. The
   * other conditions take a header that is missing for an empty text.
   */
  readonly withoutHeaders?: Readonly<Record<string, ValueMatch>>;
  /**
   * Conditions by cookie name; `{}`: the cookie is there, with any value. At most one, and not
   * beside a condition on the header `cookie`: Istio takes one condition on that header.
   */
  readonly cookies?: Readonly<Record<string, ValueMatch>>;
  /**
   * Conditions by name of a query parameter; `{}`: the parameter is there, with any value or none.
   */
  readonly query?: Readonly<Record<string, ValueMatch>>;
  /** A condition on the path, without the query. */
  readonly uri?: PathMatch;
  /**
   * Whether `uri` takes upper-case and lower-case letters for the same. Not for a regex, which can
   * begin with `(?i)`.
   * @default false
   */
  readonly ignoreUriCase?: boolean;
  /** A condition on the HTTP method. */
  readonly method?: StringMatch;
  /** A condition on the host that the request asks for, as its `host` header says it. */
  readonly authority?: StringMatch;
  /**
   * Whether the request enters through the release's gateway, or is a call from inside the mesh.
   */
  readonly from?: "gateway" | "mesh";
  /** Labels of the calling pod, in this mesh. */
  readonly sourceLabels?: Readonly<Record<string, string>>;
  /** Namespace of the calling pod, in this mesh. */
  readonly sourceNamespace?: string;
  /** Name of the port of the service that the request goes to, of a service with `ports`. */
  readonly port?: string;
}

/** Policies for the requests of a service, on each of its routes. HTTP and gRPC only. */
export interface RequestPolicy {
  /** Time for a whole request, retries included. @default none */
  readonly timeout?: Duration;
  /** Attempts after the first one. @default Istio's own: 2 attempts if the proxy sent nothing */
  readonly retries?: RetryPolicy;
  /** Changes path or host before the request is passed on. */
  readonly rewrite?: {
    /** The new path; if a prefix of the path matched, it replaces that prefix alone. */
    readonly uri?: string;
    /** The new host. */
    readonly authority?: string;
  };
  /** Which pages of other origins may call. */
  readonly cors?: CorsPolicy;
  /** Headers to change on requests and responses. */
  readonly headers?: HeaderPolicy;
}

/** Attempts after the first one. */
export interface RetryPolicy {
  /** How many more attempts, 0 to 100; 0 switches retries off. */
  readonly attempts: number;
  /** Time for each attempt. @default the route's timeout */
  readonly perTryTimeout?: Duration;
  /**
   * Envoy's conditions, separated by commas
   * (https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on).
   * @default Istio's own
   */
  readonly retryOn?: string;
}

/**
 * Cross-origin rules, as Istio's CorsPolicy has them
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy).
 */
export interface CorsPolicy {
  /** Origins whose pages may call. */
  readonly allowOrigins: readonly StringMatch[];
  /** HTTP methods that those pages may use. */
  readonly allowMethods?: readonly string[];
  /** Request headers that those pages may send. */
  readonly allowHeaders?: readonly string[];
  /** Response headers that those pages may read. */
  readonly exposeHeaders?: readonly string[];
  /** How long a browser may keep the answer to its question. */
  readonly maxAge?: Duration;
  /** Whether those pages may send cookies and credentials. */
  readonly allowCredentials?: boolean;
}

/** Header changes on the way in and out; at least one of the two. */
export interface HeaderPolicy {
  /** Changes before a request is passed on. */
  readonly request?: HeaderChanges;
  /** Changes before a response is passed back. */
  readonly response?: HeaderChanges;
}

/** Changes of headers; at least one. */
export interface HeaderChanges {
  /** Headers to write in place of earlier values. */
  readonly set?: Readonly<Record<string, string>>;
  /** Headers to write beside earlier values. */
  readonly add?: Readonly<Record<string, string>>;
  /** Names of headers to remove. */
  readonly remove?: readonly string[];
}

/** Sends copies of requests to a version whose answers no caller gets. */
export interface MirrorSpec {
  /** The version that gets the copies. */
  readonly version: string;
  /** Share of the requests that are copied, above 0 up to 100. @default 100 */
  readonly percent?: number;
}

/** Failures made on purpose; at least one of the two. */
export interface FaultSpec {
  /** Holds `percent` of the requests back for a time. */
  readonly delay?: {
    /** How long the proxy holds a request back. */
    readonly time: Duration;
    /** Share of the requests, above 0 up to 100. @default 100 */
    readonly percent?: number;
  };
  /** Answers in place of the service with an HTTP status, 200 to 599. */
  readonly abort?: {
    /** The status of the answer. */
    readonly status: number;
    /** Share of the requests, above 0 up to 100. @default 100 */
    readonly percent?: number;
  };
}

/**
 * Keeps a user on the version that answered first, by a cookie, as long as that version has weight.
 * HTTP only.
 */
export interface StickySpec {
  /** Name of the cookie. @default <service>-version */
  readonly cookie?: string;
  /**
   * How long a user stays with the version, from the first answer on; `0s` is a session cookie,
   * which a browser forgets when it closes.
   * @default "24h"
   */
  readonly ttl?: string;
}

/**
 * Sends callers to another address, as Istio's HTTPRedirect does
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRedirect); at
 * least one key beside `redirectCode`. What it does not name stays as in the request.
 */
export interface Redirect {
  /** The new path, in place of the whole one; the query stays. */
  readonly uri?: string;
  /**
   * Takes the place of the prefix that the route's `uri` matched, and leaves the rest of the path.
   */
  readonly prefixRewrite?: string;
  /** The new host. */
  readonly authority?: string;
  /** The new scheme. */
  readonly scheme?: "http" | "https";
  /** The new port. */
  readonly port?: number;
  /**
   * The new port, in place of `port`: the usual one of the scheme, or the one that the request came
   * to.
   */
  readonly derivePort?: "FROM_PROTOCOL_DEFAULT" | "FROM_REQUEST_PORT";
  /** The status of the answer. @default 301 */
  readonly redirectCode?: 301 | 302 | 303 | 307 | 308;
}

/**
 * An answer that proxies give by themselves
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPDirectResponse).
 * Its content type is `text/plain`, unless `headers` of the route sets another one on responses.
 */
export interface DirectResponse {
  /** The status of the answer. */
  readonly status: number;
  /** The body of the answer. @default none */
  readonly body?: ResponseBody;
}

/** The body of an answer: a text, or Istio's own form of one. */
export type ResponseBody = string | { readonly string: string } | { readonly bytes: string };

/**
 * A route sends requests that match to one version, or splits them by weights of its own, instead
 * of the service's weights; or it answers by itself. It has exactly one of `to`, `redirect` and
 * `directResponse`. A {@link RequestPolicy} field that it leaves out is the service's.
 */
export interface RouteSpec extends RequestPolicy {
  /** Name of the route in the VirtualService, unique in its service. A DNS label. */
  readonly name: string;
  /** All of its conditions must hold. A list: those of one of its items. */
  readonly match: RouteMatch | readonly RouteMatch[];
  /** A version's name, or weights. */
  readonly to?: string | Weights;
  /** Sends callers to another address, in place of `to`. */
  readonly redirect?: Redirect;
  /** Answers without any version, in place of `to`. */
  readonly directResponse?: DirectResponse;
  /**
   * Copies of the route's requests.
   * @default none: the service's mirror copies only what its weights split
   */
  readonly mirror?: MirrorSpec;
  /** Failures made on purpose on this route. @default none */
  readonly fault?: FaultSpec;
}

/**
 * Something that answers requests of the service without being one of its versions: a Service of
 * others in the same clusters, or a host outside the mesh. Its name counts as a version in weights,
 * routes, lanes, `mirror` and `stable`.
 */
export interface OutsideSpec {
  /**
   * The full name of a Service in every primary cluster, of a host to which a ServiceEntry of
   * others leads, or of a host outside the mesh (`external`).
   */
  readonly host: string;
  /** Port of the host, of a service with one port. @default the number of the service's port */
  readonly port?: number;
  /**
   * A subset that a DestinationRule of others gives the host.
   * @default none: any pod of the host answers
   */
  readonly subset?: string;
  /**
   * Whether the host is outside the mesh, or a Service whose pods end TLS themselves. The release
   * then makes a ServiceEntry for it, and a DestinationRule that says whether proxies speak TLS.
   * `false`: others bring a ServiceEntry for a host that is no Service.
   * @default false
   */
  readonly external?: boolean;
  /**
   * Whether proxies speak TLS to an external host, and which certificate they accept; `true`: one
   * with the host's name. Every external host on port 443 says it.
   * @default false
   */
  readonly tls?: boolean | OutsideTls;
  /** IP addresses at which an external host answers. @default those that DNS gives each proxy */
  readonly addresses?: readonly string[];
  /**
   * Whether requests keep the `host` header of the caller; else it becomes the host's name.
   * @default true, but false for an external host
   */
  readonly keepHost?: boolean;
}

/** How proxies speak TLS to a host outside of the release, and which certificate they accept. */
export interface OutsideTls {
  /** The name by which the host chooses its certificate. @default the name of the host */
  readonly sni?: string;
  /** Names of which the certificate must have one. @default the name of the host */
  readonly subjectAltNames?: readonly string[];
  /**
   * The file with the authorities that may have signed the certificate, in the file system of every
   * proxy that calls the host: sidecars and gateways.
   * @default the authorities of the proxy's system
   */
  readonly caCertificates?: string;
  /** Whether proxies accept any certificate: nothing then proves who answers. @default false */
  readonly insecureSkipVerify?: boolean;
}
