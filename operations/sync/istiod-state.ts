/** What istiod reports about a proxy that is connected to it, at `/debug/syncz`. */
export interface ProxyState {
  /** `<pod>.<namespace>` */
  readonly proxy?: string;
  readonly cluster_id?: string;
  /** `sidecar`, `router` (of a gateway) and others. */
  readonly proxy_type?: string;
  /** By type URL; older istiods have the fields below in its place. */
  readonly resources?: Readonly<Record<string, SentState>>;
  readonly cluster_sent?: string;
  readonly cluster_acked?: string;
  readonly listener_sent?: string;
  readonly listener_acked?: string;
  readonly route_sent?: string;
  readonly route_acked?: string;
  readonly endpoint_sent?: string;
  readonly endpoint_acked?: string;
}

/** Of one type of resource: what was sent last, and what was acknowledged last, by nonce. */
export interface SentState {
  readonly sent?: string;
  readonly acked?: string;
  /** When it was sent last, in ISO 8601; older istiods leave it out. */
  readonly sentTime?: string;
  /** Why the proxy refused what was sent last. */
  readonly lastError?: string;
}

/**
 * What a proxy was sent and acknowledged, by type, whichever form its istiod reports it in
 * (istio/istio, pilot/pkg/xds/debug.go, SyncStatus).
 */
export function sentStates(state: ProxyState): Readonly<Record<string, SentState>> {
  if (state.resources) return state.resources;
  const states: Readonly<Record<string, SentState>> = {
    Cluster: { sent: state.cluster_sent, acked: state.cluster_acked },
    Listener: { sent: state.listener_sent, acked: state.listener_acked },
    RouteConfiguration: { sent: state.route_sent, acked: state.route_acked },
    ClusterLoadAssignment: { sent: state.endpoint_sent, acked: state.endpoint_acked },
  };
  return states;
}

/**
 * Whether one process of istiod sent something later than something else. It writes times with as many
 * digits of a second as needed, so they compare as texts without their zone.
 *
 * @returns false where one of the times is unknown
 */
export function isLater(time: string | undefined, other: string | undefined): boolean {
  return time !== undefined && other !== undefined && withoutZone(time) > withoutZone(other);
}

function withoutZone(time: string): string {
  return time.endsWith("Z") ? time.slice(0, -1) : time.replace(/[+-]\d\d:\d\d$/, "");
}

/**
 * An object in istiod's store, at `/debug/configz`; of a live object, as much as is compared with
 * it.
 */
export interface StoredConfig {
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly generation?: number;
  };
}

/** The endpoints that istiod knows, at `/debug/endpointShardz`: by host, namespace and cluster. */
export type EndpointShards = Readonly<
  Record<
    string,
    Readonly<
      Record<
        string,
        { readonly Shards?: Readonly<Record<string, readonly KnownEndpoint[] | null>> }
      >
    >
  >
>;

/** An address behind a host; `HealthStatus` 1 is healthy. */
export interface KnownEndpoint {
  readonly Addresses?: readonly string[];
  readonly HealthStatus?: number;
}

/** A slice of a Service's endpoints, as Kubernetes has it. */
export interface EndpointSlice {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly endpoints?:
    | readonly {
        readonly addresses: readonly string[];
        readonly conditions?: { readonly ready?: boolean };
      }[]
    | null;
}
