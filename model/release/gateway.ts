// The types of the keys `gateway`, `gateways` and `expose`: the ways in from outside. Generated
// from model/schema by `npm run generate`. Do not edit.

/** The Istio Gateway through which requests from outside reach exposed services. */
export interface GatewaySpec {
  /**
   * Name of the Gateway. A DNS label.
   * @default <namespace>-gateway; of one of several gateways <namespace>-<its name>
   */
  readonly name?: string;
  /**
   * Namespace of the Gateway. It must exist if it is not the release's own.
   * @default the release's namespace
   */
  readonly namespace?: string;
  /**
   * Whether the release makes the Gateway; false: another owner makes it, and the release only
   * names it.
   * @default true
   */
  readonly create?: boolean;
  /**
   * Host names that it serves. `*` is every host; two releases on one ingress gateway need hosts of
   * their own.
   * @default ["*"], or the hosts that `tls` lists with its certificates
   */
  readonly hosts?: readonly string[];
  /** Port of the ingress gateway's Service. @default 80, or 443 with `tls` */
  readonly port?: number;
  /**
   * TLS of callers from outside: one certificate for all hosts, or a list of certificates by host.
   * @default none: plain HTTP
   */
  readonly tls?: GatewayTls | readonly GatewayCertificate[];
  /** Labels of the ingress gateway's pods. @default {"istio":"ingressgateway"} */
  readonly selector?: Readonly<Record<string, string>>;
  /**
   * The identity of the ingress gateway's pods, for `access`: which callers the exposed services
   * let in.
   * @default any workload of the namespace of the Service that `clusters[].ingress` names, else of
   * `clusters[].meshNamespace`
   */
  readonly workload?: {
    /** Namespace of the pods. */
    readonly namespace: string;
    /** Name of their ServiceAccount. @default any */
    readonly serviceAccount?: string;
  };
  /**
   * Whether a root VirtualService beside the Gateway holds the hosts and delegates to the
   * VirtualServices of services. There is one anyway if services share a host or are exposed by
   * path.
   * @default false
   */
  readonly delegate?: boolean;
}

/**
 * TLS at the gateway, with a certificate that a Secret in the namespace of the ingress gateway's
 * pods holds.
 */
export interface GatewayTls {
  /** Name of that Secret. Each mode but `PASSTHROUGH` needs it. */
  readonly credentialName?: string;
  /**
   * `MUTUAL` asks callers for a certificate, too. `PASSTHROUGH` passes TLS on to an application
   * that ends it, by the host that callers name when they connect (SNI); the application's service
   * has `protocol: tcp`.
   * @default "SIMPLE"
   */
  readonly mode?: "SIMPLE" | "MUTUAL" | "PASSTHROUGH";
  /** Lowest version of TLS that callers may speak. @default "1.2" */
  readonly minVersion?: "1.2" | "1.3";
  /** Whether port 80 answers with a redirect to https. @default false: port 80 is not served */
  readonly redirect?: boolean;
}

/**
 * One of several certificates of a gateway, and the hosts that it is for. Callers name the host
 * when they connect (SNI).
 */
export interface GatewayCertificate extends GatewayTls {
  /**
   * The hosts that it is for; no host has two certificates, and one entry at most may leave them
   * out.
   * @default the gateway's hosts that no other entry names
   */
  readonly hosts?: readonly string[];
}

/** The part of the gateway that leads to a service, or of several gateways. */
export interface ExposeSpec {
  /**
   * Names of the gateways that lead to it, of a release with `gateways`.
   * @default all of them, as far as they serve `hosts`
   */
  readonly gateways?: readonly string[];
  /** Some of the gateway's hosts. @default all of them */
  readonly hosts?: readonly string[];
  /** Paths: exact, by prefix, or with all paths below. @default every path */
  readonly paths?: readonly ExposedPath[];
  /**
   * Port of the ingress gateway's Service. Every exposed TCP service needs one, and only TCP
   * services can have one.
   */
  readonly port?: number;
  /**
   * Name of the service's port to which the gateway leads, of a service with `ports`.
   * @default the first port of the service
   */
  readonly servicePort?: string;
}

/** A path under which the gateway leads to a service. */
export type ExposedPath =
  { readonly exact: string } | { readonly prefix: string } | { readonly pathPrefix: string };
