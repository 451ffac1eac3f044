/**
 * What a user declares: one release of services, each with its versions and how traffic splits over them.
 * Plain data: the same shape as a TypeScript object, as YAML in a stack file, or as JSON.
 */

/** Whole percentages by version name; they add up to 100. A version that is left out has 0. */
export type Weights = Readonly<Record<string, number>>;

/** A gray release: services that live in one namespace, the same on every cluster. */
export interface Release {
  /** Name of the release; prefix of every Pulumi resource name. A DNS label. */
  readonly name: string;
  /** Namespace of all its objects, the same in every cluster (Istio's namespace sameness). A DNS label. */
  readonly namespace: string;
  /**
   * How the namespace asks for sidecars: `enabled` sets the label `istio-injection: enabled`, a revision sets
   * `istio.io/rev` (https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/).
   * @default "enabled"
   */
  readonly injection?: "enabled" | { readonly revision: string };
  /**
   * What the namespace's PeerAuthentication demands of callers.
   * @default "STRICT"
   */
  readonly mtls?: "STRICT" | "PERMISSIVE";
  /** Entry from outside the mesh. Left out: no service is reachable through an ingress gateway. */
  readonly gateway?: GatewaySpec;
  /** The services by name. A name is also the Service's and the `app` label's. */
  readonly services: Readonly<Record<string, ServiceSpec>>;
}

/** The Istio Gateway through which exposed services are entered. */
export interface GatewaySpec {
  /** @default "<namespace>-gateway" */
  readonly name?: string;
  /**
   * Host names that it serves. `*` is every host; two releases on one ingress gateway need hosts of their own.
   * @default ["*"]
   */
  readonly hosts?: readonly string[];
  /** Port of the ingress gateway's Service. @default 80 */
  readonly port?: number;
  /** Labels of the ingress gateway's pods. @default { istio: "ingressgateway" } */
  readonly selector?: Readonly<Record<string, string>>;
}

/** One service: a Kubernetes Service, a Deployment for each version, and the route that splits its traffic. */
export interface ServiceSpec {
  /** Port of the Service, 1 to 65535. */
  readonly port: number;
  /** Port of the container, 1 to 65535. @default the Service's port */
  readonly targetPort?: number;
  /**
   * Name of the Service's port and of its default route. It begins with `http`, because Istio reads the protocol
   * from it (https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/).
   * @default "http-<port>"
   */
  readonly portName?: string;
  /** The versions by name. A name is the value of the pods' `version` label. */
  readonly versions: Readonly<Record<string, VersionSpec>>;
  /** The split of all traffic that no route takes. */
  readonly weights: Weights;
  /** Special cases, tried in order before the weights. */
  readonly routes?: readonly RouteSpec[];
  /** Whether the release's gateway leads to this service. @default false */
  readonly expose?: boolean;
  /** Name of the VirtualService. @default the service's name */
  readonly virtualService?: string;
}

/** One version of a service: a Deployment, in each of its clusters. */
export interface VersionSpec {
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
}

/** Requests that match go to one version or to weights of their own, instead of the service's weights. */
export interface RouteSpec {
  /** Name of the route in the VirtualService, unique in its service. A DNS label. */
  readonly name: string;
  /** All of its conditions must hold. */
  readonly match: RouteMatch;
  /** A version's name, or weights. */
  readonly to: string | Weights;
}

/** Conditions on an HTTP request; at least one. */
export interface RouteMatch {
  /** By header name; names are compared in lower case, as Istio requires. */
  readonly headers?: Readonly<Record<string, StringMatch>>;
  /** The path, without query. */
  readonly uri?: StringMatch;
  /** The HTTP method. */
  readonly method?: StringMatch;
}

/** Exactly one of the three. `regex` is RE2 and must match the whole value. */
export type StringMatch =
  { readonly exact: string } | { readonly prefix: string } | { readonly regex: string };
