import type { AccessSpec, Principal } from "./access";
import type { LanesSpec } from "./lanes";
import type { PodOverrides, Probes } from "./pod";
import type {
  MirrorSpec,
  RequestPolicy,
  RouteSpec,
  ServiceWeights,
  StickySpec,
  StringMatch,
} from "./routing";
import type { UpstreamPolicy } from "./upstream-policy";

/**
 * What a user declares: one release of services, each with its versions and how traffic splits over them.
 * Plain data: the same shape as a TypeScript object, as YAML in a stack file, or as JSON.
 */

/** A gray release: services that live in one namespace, the same on every cluster. */
export interface Release {
  /** Name of the release; prefix of every Pulumi resource name. A DNS label. */
  readonly name: string;
  /** Namespace of all its objects, the same in every cluster (Istio's namespace sameness). A DNS label. */
  readonly namespace: string;
  /**
   * Whether the release makes its namespace; false: it is somebody else's and exists in every cluster, with the label
   * for sidecars that `injection` says.
   * @default true
   */
  readonly createNamespace?: boolean;
  /**
   * How the namespace asks for sidecars: `enabled` sets the label `istio-injection: enabled`, a revision sets
   * `istio.io/rev` (https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/); `disabled`: its pods have
   * none, and callers speak mutual TLS only to those that have.
   * @default "enabled"
   */
  readonly injection?: "enabled" | "disabled" | { readonly revision: string };
  /**
   * What the namespace's PeerAuthentication demands of callers.
   * @default "STRICT", or "PERMISSIVE" where injection is disabled
   */
  readonly mtls?: "STRICT" | "PERMISSIVE";
  /**
   * Who may call the services; all others are refused, and no VirtualService of other namespaces takes the Gateway's
   * hosts. Left out: everybody may call, as far as `mtls` lets them.
   */
  readonly access?: AccessSpec;
  /** Entry from outside the mesh. Left out: no service is reachable through an ingress gateway. */
  readonly gateway?: GatewaySpec;
  /** The services by name. A name is also the Service's and the `app` label's. */
  readonly services: Readonly<Record<string, ServiceSpec>>;
  /** Lanes through the chain of services. @default none */
  readonly lanes?: LanesSpec;
}

/** The Istio Gateway through which exposed services are entered. */
export interface GatewaySpec {
  /** @default "<namespace>-gateway" */
  readonly name?: string;
  /** Namespace of the Gateway, which must exist where it is not the release's. @default the release's namespace */
  readonly namespace?: string;
  /** Whether the release makes the Gateway; false: it is somebody else's and only named. @default true */
  readonly create?: boolean;
  /**
   * Host names that it serves. `*` is every host; two releases on one ingress gateway need hosts of their own.
   * @default ["*"]
   */
  readonly hosts?: readonly string[];
  /** Port of the ingress gateway's Service. @default 80, or 443 with `tls` */
  readonly port?: number;
  /** TLS of callers from outside. @default none: plain HTTP */
  readonly tls?: GatewayTls;
  /** Labels of the ingress gateway's pods. @default { istio: "ingressgateway" } */
  readonly selector?: Readonly<Record<string, string>>;
  /**
   * Whether one VirtualService beside the Gateway owns the hosts and hands requests on to the VirtualServices of the
   * services. It does so anyway where services share a host or are exposed by path.
   * @default false
   */
  readonly delegate?: boolean;
}

/** TLS at the gateway, with a certificate that a Secret in the ingress gateway's namespace holds. */
export interface GatewayTls {
  /** Name of that Secret. */
  readonly credentialName: string;
  /** `MUTUAL` asks callers for a certificate, too. @default "SIMPLE" */
  readonly mode?: "SIMPLE" | "MUTUAL";
  /** Lowest version of TLS that callers may speak. @default "1.2" */
  readonly minVersion?: "1.2" | "1.3";
  /** Whether port 80 answers with a redirect to https. @default false: port 80 is not served */
  readonly redirect?: boolean;
}

/** What Istio is told of a service's protocol, by the name of its port. */
export type Protocol = "http" | "http2" | "grpc" | "tcp";

/** One service: a Kubernetes Service, a Deployment for each version, and the routes that split its traffic. */
export interface ServiceSpec extends RequestPolicy, UpstreamPolicy {
  /** Port of the Service, 1 to 65535. */
  readonly port: number;
  /** @default "http" */
  readonly protocol?: Protocol;
  /** Port of the container, 1 to 65535. @default the Service's port */
  readonly targetPort?: number;
  /**
   * Name of the Service's port. It begins with the protocol, because Istio reads the protocol
   * from it (https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/).
   * @default "<protocol>-<port>"
   */
  readonly portName?: string;
  /** Name of the route that takes what no other one takes. A DNS label. @default the port's name */
  readonly defaultRoute?: string;
  /** The versions by name. A name is the value of the pods' `version` label. */
  readonly versions: Readonly<Record<string, VersionSpec>>;
  /** The split of all traffic that no route takes. */
  readonly weights: ServiceWeights;
  /** Special cases, tried in order before the weights. */
  readonly routes?: readonly RouteSpec[];
  /**
   * Services of the release whose calls keep their version: a call from their version `v2` goes to `v2` here, where
   * this service runs it. Tried after `routes`; it looks at the labels of the calling pod.
   * @default none
   */
  readonly follows?: readonly string[];
  /** @default none */
  readonly sticky?: StickySpec;
  /** Copies of the traffic that `weights` split. @default none */
  readonly mirror?: MirrorSpec;
  /** Whether the release's gateway leads to this service, and with what. @default false */
  readonly expose?: boolean | ExposeSpec;
  /** Who may call it beside those whom the release's `access` names, which it needs. @default nobody */
  readonly callers?: readonly Principal[];
  /** Name of the VirtualService that holds the routes. @default the service's name, with "-routes" where a gateway delegates to it */
  readonly virtualService?: string;
}

/** The part of the gateway that leads to a service. */
export interface ExposeSpec {
  /** Some of the gateway's hosts. @default all of them */
  readonly hosts?: readonly string[];
  /** Paths, exact or by prefix. @default every path */
  readonly paths?: readonly Exclude<StringMatch, { readonly regex: string }>[];
  /** Port of the ingress gateway's Service, for a TCP service only, which needs it. */
  readonly port?: number;
}

/** One version of a service: a Deployment, in each of its clusters. */
export interface VersionSpec extends UpstreamPolicy, Probes {
  /** Container image. */
  readonly image: string;
  /** Pods in each of its clusters; they never change the traffic split. @default 1 */
  readonly replicas?: number;
  /** Names of the clusters that run it; an empty list takes it offline. @default all clusters */
  readonly clusters?: readonly string[];
  /** Environment of the container. */
  readonly env?: Readonly<Record<string, string>>;
  /** CPU and memory in Kubernetes' units, such as `100m` and `128Mi`. */
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  /** @default Kubernetes' own: Always for `:latest`, else IfNotPresent */
  readonly imagePullPolicy?: "Always" | "IfNotPresent" | "Never";
  /** Names of Secrets with which the image is pulled. @default none */
  readonly imagePullSecrets?: readonly string[];
  /** Name of the pods' ServiceAccount. @default the namespace's "default" */
  readonly serviceAccountName?: string;
  /**
   * Seconds for which a pod that ends still answers, 0 to 600: proxies call it until they have learnt that it goes. Its
   * container sleeps as long before it is told to stop, which needs Kubernetes 1.30. 0: none of it.
   * @default 5
   */
  readonly drainSeconds?: number;
  /** What there is no word for here: merged over the pod template that is generated. */
  readonly pod?: PodOverrides;
}
