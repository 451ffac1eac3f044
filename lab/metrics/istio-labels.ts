// The labels of Istio's standard metrics for a request in an access log.
import type { LoggedRequest } from "./access-log";
import type { Workload, Workloads } from "./workloads";

const unknown = "unknown";

/** The labels in the order in which Istio's proxies write them. */
export const istioLabels = [
  "reporter",
  "source_workload",
  "source_canonical_service",
  "source_canonical_revision",
  "source_workload_namespace",
  "source_principal",
  "source_app",
  "source_version",
  "source_cluster",
  "destination_workload",
  "destination_workload_namespace",
  "destination_principal",
  "destination_app",
  "destination_version",
  "destination_service",
  "destination_canonical_service",
  "destination_canonical_revision",
  "destination_service_name",
  "destination_service_namespace",
  "destination_cluster",
  "request_protocol",
  "response_code",
  "grpc_response_status",
  "response_flags",
  "connection_security_policy",
] as const;

export type IstioLabels = Record<(typeof istioLabels)[number], string>;

/** The proxy that wrote an entry. */
export interface LoggingProxy {
  readonly workload: Workload;
  /** Whether it is a gateway, which reports as a source alone. */
  readonly isGateway: boolean;
}

/** What a proxy's node ID says: its kind and its address. */
export function readNodeId(node: string): {
  readonly isGateway: boolean;
  readonly address: string;
} {
  const [kind = "", address = ""] = node.split("~");
  return { isGateway: kind === "router", address };
}

/**
 * The labels of `istio_requests_total` for a request, by the rules of Istio's own extension
 * (https://github.com/istio/proxy, source/extensions/filters/http/istio_stats/istio_stats.cc).
 *
 * A caller learns who answered from the answer's headers. Without an answer it knows what istiod says of endpoints, in which
 * labels `app` and `version` are not: then both are `unknown`, and the canonical revision tells the version.
 */
export function labelsOf(
  request: LoggedRequest,
  { workload, isGateway }: LoggingProxy,
  workloads: Workloads,
): IstioLabels {
  const inbound = !isGateway && isInbound(request, workload);
  const service = serviceOf(request, workload, { inbound, isGateway }, workloads);
  const mutual = request.peerPrincipal !== "" && request.localPrincipal !== "";
  const common = {
    request_protocol: request.isGrpc ? "grpc" : "http",
    response_code: String(request.code),
    grpc_response_status: request.isGrpc ? request.grpcStatus || grpcStatusOf(request.code) : "",
    response_flags: request.flags,
  };
  if (inbound) {
    const peer = withProxy(workloads.at(request.callerAddress));
    return {
      reporter: "destination",
      ...named("source", peer),
      source_principal: request.peerPrincipal || unknown,
      ...named("destination", workload),
      destination_principal: request.localPrincipal || unknown,
      ...service,
      destination_service_namespace: workload.namespace,
      ...common,
      connection_security_policy: mutual ? "mutual_tls" : "none",
    };
  }
  const endpoint = workloads.at(request.upstreamAddress);
  const told = request.answered && endpoint?.hasProxy === true;
  return {
    reporter: "source",
    ...named("source", workload),
    source_principal: unknown,
    ...named("destination", endpoint),
    ...(told ? {} : { destination_app: unknown, destination_version: unknown }),
    destination_principal: unknown,
    ...service,
    destination_service_namespace: endpoint?.namespace ?? unknown,
    ...common,
    connection_security_policy: unknown,
  };
}

/** Calls that no proxy makes say nothing of themselves. */
function withProxy(workload: Workload | undefined): Workload | undefined {
  return workload?.hasProxy ? workload : undefined;
}

function isInbound({ upstreamCluster, localAddress }: LoggedRequest, own: Workload): boolean {
  if (upstreamCluster === "") return localAddress === own.address;
  return /^inbound\||^InboundPassthrough/.test(upstreamCluster);
}

type Side = "source" | "destination";

/** The labels by which a workload is named on a side. */
function named<S extends Side>(
  side: S,
  workload: Workload | undefined,
): Record<
  `${S}_${"workload" | "canonical_service" | "canonical_revision" | "workload_namespace" | "app" | "version" | "cluster"}`,
  string
> {
  const labels = {
    [`${side}_workload`]: workload?.name ?? unknown,
    [`${side}_canonical_service`]: workload?.canonicalName ?? unknown,
    [`${side}_canonical_revision`]: workload?.canonicalRevision ?? "latest",
    [`${side}_workload_namespace`]: workload?.namespace ?? unknown,
    [`${side}_app`]: workload?.app ?? unknown,
    [`${side}_version`]: workload?.version ?? unknown,
    [`${side}_cluster`]: workload?.cluster ?? unknown,
  };
  return labels as ReturnType<typeof named<S>>;
}

/** Host and name of the Service that was called. */
function serviceOf(
  { upstreamCluster, routeName, authority }: LoggedRequest,
  own: Workload,
  { inbound, isGateway }: { readonly inbound: boolean; readonly isGateway: boolean },
  workloads: Workloads,
): Pick<IstioLabels, "destination_service" | "destination_service_name"> {
  // istiod turns the fallback to the Host header off for gateways and at the pod that is called.
  const fallback = inbound || isGateway ? "" : authority;
  const nobody = inbound ? own.canonicalName : unknown;
  const host = (service: string, name: string) => ({
    destination_service: service || nobody,
    destination_service_name: name || nobody,
  });
  if (routeName === "block_all") return host(fallback, "BlackHoleCluster");
  if (routeName === "allow_any") return host(fallback, "PassthroughCluster");
  if (/^BlackHole|Passthrough/.test(upstreamCluster)) return host(fallback, upstreamCluster);
  const [, port = "", , outbound = ""] = upstreamCluster.split("|");
  if (!inbound) {
    if (!outbound) return host(fallback, fallback);
    const [first = "", , kind] = outbound.split(".");
    return host(outbound, kind === "svc" ? first : outbound);
  }
  const name = workloads.serviceOf(own, Number(port));
  return name ? host(`${name}.${own.namespace}.svc.cluster.local`, name) : host("", "");
}

/** Envoy's own mapping for a gRPC call that was answered without a status (source/common/grpc/status.cc). */
function grpcStatusOf(code: number): string {
  const known: Record<number, string> = {
    0: "",
    400: "13",
    401: "16",
    403: "7",
    404: "12",
    429: "14",
    502: "14",
    503: "14",
    504: "14",
  };
  return known[code] ?? "2";
}
