// Makes the ServiceEntry and the DestinationRule of a host outside the mesh.
import { kinds, outsideKey } from "../../kinds";
import { versionedName } from "../../release/names";
import type { Protocol } from "../../release/release";
import type { OutsideTls } from "../../release/routing";
import type { DestinationRuleManifest } from "../traffic-policy";
import type { Manifest } from "../metadata";

/** The arguments of the objects of one host outside the mesh. */
export interface ExternalHostArgs {
  readonly namespace: string;
  readonly service: string;
  /** Name of the destination. */
  readonly name: string;
  /** Name of the host inside the mesh, to which routes lead. */
  readonly meshHost: string;
  /** Name of the host in DNS and in its certificate. */
  readonly host: string;
  /** IP addresses at which it answers. @default those of DNS */
  readonly addresses?: readonly string[];
  readonly ports: readonly ExternalPort[];
  /** Whether proxies speak TLS to it, and which certificate they accept. */
  readonly tls: boolean | OutsideTls;
}

/** A port of a service, and the port of the host to which it leads. */
export interface ExternalPort {
  readonly name: string;
  /** Number of the service's port. */
  readonly number: number;
  readonly protocol: Protocol;
  /** Number of the host's port. */
  readonly to: number;
}

/** A ServiceEntry (https://istio.io/latest/docs/reference/config/networking/service-entry/). */
export interface ServiceEntryManifest extends Manifest {
  readonly spec: {
    readonly hosts: readonly string[];
    readonly location: "MESH_EXTERNAL";
    readonly resolution: "DNS" | "STATIC";
    readonly ports: readonly {
      readonly number: number;
      readonly name: string;
      readonly protocol: string;
    }[];
    readonly endpoints: readonly {
      readonly address: string;
      readonly ports: Readonly<Record<string, number>>;
    }[];
  };
}

/** The ServiceEntry: a name of the mesh that stands for the host. */
export function serviceEntryManifest(args: ExternalHostArgs): ServiceEntryManifest {
  const { namespace, service, name, meshHost, host, addresses, ports } = args;
  const to = Object.fromEntries(ports.map((port) => [port.name, port.to]));
  return {
    apiVersion: kinds.ServiceEntry.apiVersion,
    kind: "ServiceEntry",
    metadata: {
      name: versionedName(service, name),
      namespace,
      annotations: { [outsideKey]: name },
    },
    spec: {
      hosts: [meshHost],
      location: "MESH_EXTERNAL",
      resolution: addresses ? "STATIC" : "DNS",
      ports: ports.map(({ number, name: portName, protocol }) => ({
        number,
        name: portName,
        protocol: protocol.toUpperCase(),
      })),
      endpoints: (addresses ?? [host]).map((address) => ({ address, ports: to })),
    },
  };
}

/**
 * The DestinationRule of the host: whether proxies speak TLS to it. They check the name in the
 * certificate, because a name that nothing checks could be anybody's
 * (https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings).
 */
export function externalRuleManifest(args: ExternalHostArgs): DestinationRuleManifest {
  const { namespace, service, name, meshHost, host, tls } = args;
  return {
    apiVersion: kinds.DestinationRule.apiVersion,
    kind: "DestinationRule",
    metadata: { name: versionedName(service, name), namespace },
    spec: {
      host: meshHost,
      trafficPolicy: {
        tls: tls ? clientTls(host, tls === true ? {} : tls) : { mode: "DISABLE" },
      },
    },
  };
}

/** Istio refuses names and authorities beside `insecureSkipVerify` (GR342 tells it before). */
function clientTls(
  host: string,
  { sni = host, subjectAltNames = [host], caCertificates, insecureSkipVerify }: OutsideTls,
) {
  const checked = {
    subjectAltNames: [...subjectAltNames],
    ...(caCertificates !== undefined && { caCertificates }),
  };
  return {
    mode: "SIMPLE" as const,
    sni,
    ...(insecureSkipVerify ? { insecureSkipVerify } : checked),
  };
}
