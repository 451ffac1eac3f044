// The messages of incremental xDS (DeltaDiscoveryRequest, DeltaDiscoveryResponse), as much of them as a simulated proxy needs.
// Field numbers: envoy/service/discovery/v3/discovery.proto and envoy/config/core/v3/base.proto.
import { Fields, message, struct } from "../wire";

/** The types that a sidecar subscribes to, in the order in which istiod sends them. */
export const xdsTypes = {
  clusters: "type.googleapis.com/envoy.config.cluster.v3.Cluster",
  endpoints: "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
  listeners: "type.googleapis.com/envoy.config.listener.v3.Listener",
  routes: "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
} as const;

/** Who a simulated proxy is. */
export interface ProxyIdentity {
  /** Name of its pod. */
  pod: string;
  namespace: string;
  /** Address of its pod. */
  address: string;
  /** Istio's cluster ID. */
  cluster: string;
}

/** The node with which a sidecar introduces itself, as pilot-agent writes it (istio, pkg/bootstrap). */
export function nodeOf({ pod, namespace, address, cluster }: ProxyIdentity): Buffer {
  const metadata = {
    NAME: pod,
    NAMESPACE: namespace,
    CLUSTER_ID: cluster,
    MESH_ID: "gray-lab",
    ISTIO_VERSION: "1.31.0",
    INTERCEPTION_MODE: "REDIRECT",
    INSTANCE_IPS: address,
    SERVICE_ACCOUNT: "default",
    WORKLOAD_NAME: pod,
    LABELS: { app: "mesh-load" },
    PROXY_CONFIG: {},
  };
  return message(
    [1, `sidecar~${address}~${pod}.${namespace}~${namespace}.svc.cluster.local`],
    [2, `mesh-load.${namespace}`],
    [3, struct(metadata)],
    [6, "envoy"],
  );
}

/** What a request says beside its type. */
export interface RequestParts {
  /** In the first request of a stream. */
  node?: Buffer;
  subscribe?: readonly string[];
  unsubscribe?: readonly string[];
  /** The nonce of the response that the request acknowledges. */
  nonce?: string;
}

/** Writes a DeltaDiscoveryRequest. */
export function deltaRequest(type: string, parts: RequestParts = {}): Buffer {
  const { node, subscribe = [], unsubscribe = [], nonce } = parts;
  return message(
    ...(node ? [[1, node] as const] : []),
    [2, type],
    ...subscribe.map((name) => [3, name] as const),
    ...unsubscribe.map((name) => [4, name] as const),
    ...(nonce === undefined ? [] : [[6, nonce] as const]),
  );
}

/** A DeltaDiscoveryResponse whose resources are not decoded. */
export interface DeltaResponse {
  type: string;
  nonce: string;
  removed: string[];
  /** Goes through the resources: each has its name, and the fields of what it holds. */
  resources: () => Iterable<DeltaResource>;
}

/** A resource of a response. */
export interface DeltaResource {
  name: string;
  /** The fields of the Cluster, Listener, …; to be called where the name is new. */
  fields: () => Fields;
}

/** Reads a DeltaDiscoveryResponse. */
export function readResponse(bytes: Buffer): DeltaResponse {
  const response = { type: "", nonce: "", removed: [] as string[] };
  const fields = new Fields(bytes);
  while (fields.next()) {
    if (fields.field === 4) response.type = fields.text();
    else if (fields.field === 5) response.nonce = fields.text();
    else if (fields.field === 6) response.removed.push(fields.text());
  }
  return { ...response, resources: () => resourcesOf(bytes) };
}

function* resourcesOf(bytes: Buffer): Generator<DeltaResource> {
  const fields = new Fields(bytes);
  while (fields.next()) if (fields.field === 2) yield resourceOf(fields);
}

function resourceOf(response: Fields): DeltaResource {
  const resource = response.inner();
  let name = "";
  let content = new Fields(Buffer.alloc(0));
  while (resource.next()) {
    if (resource.field === 3) name = resource.text();
    // An Any, whose value is its second field.
    else if (resource.field === 2) content = resource.inner();
  }
  return { name, fields: () => valueOf(content) };
}

/** The message inside an Any. */
export function valueOf(any: Fields): Fields {
  while (any.next()) if (any.field === 2) return any.inner();
  return new Fields(Buffer.alloc(0));
}
