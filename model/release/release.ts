// The types of a release as users declare it: services, versions, gateway. Plain data, with one
// form in TypeScript, in the YAML of a stack file and in JSON. Generated from model/schema by `npm
// run generate`. Do not edit.

import type { RolloutSpec } from "../rollout/spec";
import type { AccessSpec, Principal } from "./access";
import type { ExposeSpec, GatewaySpec } from "./gateway";
import type { LanesSpec } from "./lanes";
import type { ManifestEntry } from "./manifests";
import type { PodOverrides, Probes } from "./pod";
import type {
  MirrorSpec,
  OutsideSpec,
  RequestPolicy,
  RouteSpec,
  ServiceWeights,
  StickySpec,
} from "./routing";
import type { AutoscaleSpec, DisruptionBudget, StrategySpec } from "./scaling";
import type { UpstreamPolicy } from "./upstream-policy";

/** A gray release: services that live in one namespace, the same on every cluster. */
export interface Release {
  /** Name of the release; prefix of every Pulumi resource name. A DNS label. */
  readonly name: string;
  /**
   * Namespace of all its objects, the same in every cluster (Istio's namespace sameness). A DNS
   * label.
   */
  readonly namespace: string;
  /**
   * Whether the release makes its namespace. False: another owner makes it in every cluster, with
   * the label for sidecars that `injection` describes.
   * @default true
   */
  readonly createNamespace?: boolean;
  /**
   * How the namespace asks for sidecars: `enabled` sets the label `istio-injection: enabled`, a
   * revision sets `istio.io/rev`
   * (https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/); `disabled`: its pods
   * have no sidecars, and callers speak mutual TLS only to pods with sidecars.
   * @default "enabled"
   */
  readonly injection?:
    | "enabled"
    | "disabled"
    | {
        /** Name of the revision of Istio. */
        readonly revision: string;
      };
  /**
   * What the namespace's PeerAuthentication demands of callers. `external`: another owner decides
   * that, and the release makes no PeerAuthentication.
   * @default STRICT, or PERMISSIVE if injection is disabled
   */
  readonly mtls?: "STRICT" | "PERMISSIVE" | "external";
  /**
   * The callers that may call the services; sidecars refuse all others, and no VirtualService of
   * another namespace takes the Gateway's hosts. Left out: every workload may call, as far as
   * `mtls` lets it.
   */
  readonly access?: AccessSpec;
  /** Entry from outside the mesh. Left out: no service is reachable through an ingress gateway. */
  readonly gateway?: GatewaySpec;
  /**
   * Several entries from outside by name, such as a public one and an internal one, in place of
   * `gateway`.
   * @default none beside `gateway`
   */
  readonly gateways?: Readonly<Record<string, GatewaySpec>>;
  /**
   * The services by name. The name is also the name of the Service and the value of the label
   * `app`.
   */
  readonly services: Readonly<Record<string, ServiceSpec>>;
  /**
   * Objects that the release brings beside its own, such as a ServiceAccount or a ConfigMap that
   * its pods use: each as a mapping, or as the path of a YAML file. An update applies them in every
   * cluster, or in those that an entry names, before pods that may need them.
   * @default none
   */
  readonly manifests?: readonly ManifestEntry[];
  /** Lanes through the chain of services. @default none */
  readonly lanes?: LanesSpec;
  /** The steps in which weights change. Left out: an update moves them at once. @default none */
  readonly rollout?: RolloutSpec;
}

/** The protocol of a service; Istio reads it from the name of the port. */
export type Protocol = "http" | "http2" | "grpc" | "tcp";

/**
 * Type of a Service
 * (https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types).
 */
export type ServiceType = "ClusterIP" | "NodePort" | "LoadBalancer";

/**
 * One service: a Kubernetes Service, a Deployment for each version, and the routes that split its
 * traffic.
 */
export interface ServiceSpec extends RequestPolicy, UpstreamPolicy {
  /** Port of the Service, 1 to 65535. Each service has this key or `ports`, and not both. */
  readonly port?: number;
  /**
   * The ports of a service that has several, in place of `port`, `protocol`, `targetPort` and
   * `portName`.
   */
  readonly ports?: readonly PortSpec[];
  /** The protocol of the service; Istio reads it from the name of the port. @default "http" */
  readonly protocol?: Protocol;
  /**
   * Port of the container: its number, 1 to 65535, or the name of a port that `pod` declares.
   * @default the Service's port
   */
  readonly targetPort?: number | string;
  /**
   * Name of the Service's port. It begins with the protocol, because Istio reads the protocol from
   * it (https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/).
   * @default <protocol>-<port>
   */
  readonly portName?: string;
  /**
   * Labels by which the Service selects the pods of all versions, and each Deployment those of its
   * version. They stay the same for the whole life of the service, because an API server refuses to
   * change the selector of a Deployment.
   * @default the label `app` with the service's name
   */
  readonly selector?: Readonly<Record<string, string>>;
  /**
   * Type of the Service. What calls it by a node port or a load balancer goes past the gateway, and
   * no weight splits its requests.
   * @default "ClusterIP"
   */
  readonly type?: ServiceType;
  /** Labels of the Service beside `app`. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the Service. @default none */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * Name of the route that takes the requests that no other route takes. A DNS label.
   * @default the port's name; `default` with several ports
   */
  readonly defaultRoute?: string;
  /** The versions by name. A name is the value of the pods' `version` label. */
  readonly versions: Readonly<Record<string, VersionSpec>>;
  /**
   * What else answers requests, by names that no version has: a Service of others, or a host
   * outside the mesh.
   * @default none
   */
  readonly outside?: Readonly<Record<string, OutsideSpec>>;
  /** The split of all traffic that no route takes. */
  readonly weights: ServiceWeights;
  /**
   * The version to which `gray abort` brings all traffic back. It must run in some cluster, or be a
   * name of `outside`.
   * @default in each cluster the version that last had all traffic of the service there, as its
   * VirtualService notes it
   */
  readonly stable?: string;
  /** Special cases; proxies try them in this order, before the weights. */
  readonly routes?: readonly RouteSpec[];
  /**
   * Services of the release whose calls keep their version: a call from their version `v2` goes to
   * `v2` here if this service runs `v2`. Proxies try this after `routes`, by the labels of the
   * calling pod.
   * @default none
   */
  readonly follows?: readonly string[];
  /** Keeps a user on the version that answered first, by a cookie. @default none */
  readonly sticky?: StickySpec;
  /** Copies of weighted traffic, whose answers no caller gets. @default none */
  readonly mirror?: MirrorSpec;
  /**
   * Whether the release's gateway leads to this service, and by which hosts, paths or port; of
   * several gateways, which ones. A list has an entry for each way.
   * @default false
   */
  readonly expose?: boolean | ExposeSpec | readonly ExposeSpec[];
  /**
   * Callers of this service beside those in the release's `access`, without which this key is a
   * mistake.
   * @default none
   */
  readonly callers?: readonly Principal[];
  /**
   * Name of the VirtualService that holds the routes.
   * @default the service's name, with "-routes" if a root VirtualService delegates to it
   */
  readonly virtualService?: string;
}

/** One of several ports of a service. All ports of a service follow the same weights. */
export interface PortSpec {
  /**
   * Name of the Service's port; routes, `expose` and probes may name it. If the name does not begin
   * with the protocol, the Service's field `appProtocol` tells Istio the protocol. The container's
   * port has the same name if it has at most 15 characters. A DNS label.
   */
  readonly name: string;
  /** Port of the Service, 1 to 65535. */
  readonly port: number;
  /** The protocol of the port. @default the one with which the name begins, else http */
  readonly protocol?: Protocol;
  /**
   * Port of the container: its number, or the name of a port that `pod` declares.
   * @default the Service's port
   */
  readonly targetPort?: number | string;
}

/** One version of a service: a Deployment, in each of its clusters. */
export interface VersionSpec extends UpstreamPolicy, Probes {
  /** Container image. */
  readonly image: string;
  /** Name of the app's container in the pods. A DNS label. @default the service's name */
  readonly container?: string;
  /**
   * Number of pods in each of its clusters, or in single clusters by their names (the others have
   * 1); it never changes the traffic split. `external` leaves the number to somebody's own scaler,
   * such as KEDA.
   * @default 1, or what `autoscale` decides
   */
  readonly replicas?: number | "external" | Readonly<Record<string, number | "external">>;
  /** The autoscaler that decides the number of pods, in place of `replicas`. @default none */
  readonly autoscale?: AutoscaleSpec;
  /** How many pods may be gone while nodes are drained. @default none: all of them */
  readonly disruptionBudget?: DisruptionBudget;
  /** Names of the clusters that run it; an empty list takes it offline. @default all clusters */
  readonly clusters?: readonly string[];
  /**
   * Labels that tell its pods apart from those of other versions: beside the service's `selector`,
   * its Deployment and its subset select by them. They stay the same for the whole life of the
   * version, because an API server refuses to change the selector of a Deployment. An empty
   * mapping: the Deployment selects by the service's `selector` alone, and the subset by the label
   * `version`.
   * @default the label `version` with the version's name
   */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the Deployment; those of its pods are a part of `pod`. @default none */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * How Kubernetes replaces its pods when their template changes.
   * @default RollingUpdate with `maxUnavailable: 0` and `maxSurge: 25%`
   */
  readonly strategy?: "RollingUpdate" | "Recreate" | StrategySpec;
  /** Environment of the container. */
  readonly env?: Readonly<Record<string, string>>;
  /** CPU and memory in Kubernetes' units, such as `100m` and `128Mi`. */
  readonly resources?: {
    /** What a node must have free for the container. */
    readonly requests?: Readonly<Record<string, string>>;
    /** What the container may use. */
    readonly limits?: Readonly<Record<string, string>>;
  };
  /**
   * When a node pulls the image.
   * @default Kubernetes' own: Always for `:latest`, else IfNotPresent
   */
  readonly imagePullPolicy?: "Always" | "IfNotPresent" | "Never";
  /** Names of Secrets with which the image is pulled. @default none */
  readonly imagePullSecrets?: readonly string[];
  /** Name of the pods' ServiceAccount. @default the namespace's "default" */
  readonly serviceAccountName?: string;
  /**
   * Seconds for which a pod that ends still answers, 0 to 600: proxies call it until they know that
   * it ends. Its container sleeps for this time before Kubernetes stops it, which needs Kubernetes
   * 1.30. 0: no drain.
   * @default 5
   */
  readonly drainSeconds?: number;
  /** Fields of the pods that have no key here; they are merged over the generated pod template. */
  readonly pod?: PodOverrides;
}
