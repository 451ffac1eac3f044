// The types of the interpreter: objects, requests and outcomes.
import type { DestinationRuleSpec } from "../../../model/istio/destination-rule-spec";
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";

/** Any Kubernetes object, as a cluster would hold it. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: unknown;
}

export type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];
export type HttpMatch = NonNullable<HttpRoute["match"]>[number];
export type TcpRoute = NonNullable<VirtualServiceSpec["tcp"]>[number];
export type StringMatch = NonNullable<HttpMatch["uri"]>;
export type Headers = NonNullable<HttpRoute["headers"]>;
export type TrafficPolicy = NonNullable<DestinationRuleSpec["trafficPolicy"]>;
export type Labels = Readonly<Record<string, string>>;

/** Where a request meets a proxy that decides. */
interface Arrival {
  /** At an ingress gateway, or at the sidecar of the calling pod. */
  readonly from: "gateway" | "mesh";
  /** Port of the ingress gateway's Service, or of the Service that is called. */
  readonly port: number;
  /** Labels of the pod that decides: the ingress gateway's, or the caller's. */
  readonly sourceLabels: Labels;
  /** Namespace of that pod. */
  readonly sourceNamespace: string;
}

export interface HttpRequest extends Arrival {
  readonly protocol: "http";
  /** Whether the caller speaks TLS to the gateway. @default false */
  readonly tls?: boolean;
  /** The host header; it may carry a port. */
  readonly host: string;
  /** Path without query. */
  readonly path: string;
  readonly query: Labels;
  readonly method: string;
  /** By name in lower case. */
  readonly headers: Labels;
}

export interface TcpConnection extends Arrival {
  readonly protocol: "tcp";
  /** Full name of the Service that the mesh's caller dials; the gateway does not learn it. */
  readonly host: string;
  /** The host that a caller names as it begins TLS, which it ends with the application. */
  readonly sni?: string;
}

export type Call = HttpRequest | TcpConnection;

/** Header changes, all levels together. */
export interface HeaderChanges {
  readonly set: Labels;
  readonly add: Labels;
  readonly remove: readonly string[];
}

/** Pods that a destination means. */
export interface Target {
  /** Full name of the Service. */
  readonly host: string;
  /** Port of the Service. */
  readonly port: number;
  /** Undefined: all pods of the Service. */
  readonly subset: string | undefined;
  /** Labels that a pod must carry to be meant: the Service's selector and the subset's labels. */
  readonly pods: Labels;
  /** What the caller's proxy does on the way there, after the subset has overridden the host. */
  readonly trafficPolicy: TrafficPolicy;
}

/** One destination with its share of the requests, 0 to 1. */
export interface Answer extends Target {
  readonly share: number;
  readonly request: HeaderChanges;
  readonly response: HeaderChanges;
}

/** What happens with the requests. */
export interface Routed {
  readonly kind: "routed";
  /** Names of the VirtualService and of its route; undefined where no VirtualService has a say. */
  readonly route: string | undefined;
  readonly answers: readonly Answer[];
  readonly mirrors: readonly (Target & { readonly percent: number })[];
  readonly policy: Pick<HttpRoute, "timeout" | "retries" | "rewrite" | "corsPolicy" | "fault">;
}

/** A proxy answers by itself. */
export interface Answered {
  readonly kind: "answered";
  /** Names of the VirtualService and of its route. */
  readonly route: string;
  readonly answer: Pick<HttpRoute, "redirect" | "directResponse">;
  readonly response: HeaderChanges;
  readonly policy: Pick<HttpRoute, "corsPolicy">;
}

/** `none`: no route takes it (404, or no listener); `redirect`: to https. */
export type Outcome = Routed | Answered | { readonly kind: "none" } | { readonly kind: "redirect" };
