// The gateways of a release and the ways in which services are exposed, in one form for all the
// ways in which a user may declare them.
import { compareNames } from "../../order";
import type { Path } from "../../problem";
import type { ExposeSpec, GatewayCertificate, GatewaySpec } from "../gateway";
import type { Release, ServiceSpec } from "../release";

/** A gateway as a user declared it, by the short form or by name. */
export interface DeclaredGateway {
  /** Its name in `gateways`; left out for the one of the short form `gateway`. */
  readonly key?: string;
  readonly spec: GatewaySpec;
  /** Its place in the release. */
  readonly place: Path;
}

type Gateways = Pick<Release, "gateway" | "gateways">;

/** The gateways of a release, in the order of their names. The release may lack broken parts. */
export function declaredGateways({ gateway, gateways }: Gateways): readonly DeclaredGateway[] {
  const named = Object.entries(gateways ?? {}).sort(([a], [b]) => compareNames(a, b));
  return [
    ...(gateway ? [{ spec: gateway, place: ["gateway"] }] : []),
    ...named.map(([key, spec]) => ({ key, spec, place: ["gateways", key] })),
  ];
}

/** Whether a gateway leads into the release. */
export function hasGateway({ gateway, gateways }: Gateways): boolean {
  return gateway !== undefined || Object.keys(gateways ?? {}).length > 0;
}

/** Name of the Gateway: its own, or one that the namespace and its name in `gateways` make. */
export function declaredName({ key, spec }: DeclaredGateway, namespace: string): string {
  return spec.name ?? `${namespace}-${key ?? "gateway"}`;
}

/** A certificate of a gateway, with the hosts that it is for. */
export interface Certificate extends GatewayCertificate {
  readonly hosts: readonly string[];
  /** The hosts by which its server is told apart, if the declaration names some. */
  readonly own: boolean;
}

/** The hosts that a gateway serves; `*` is every host. */
export function servedHosts({ hosts, tls }: GatewaySpec): readonly string[] {
  if (hosts) return hosts;
  const listed = certificateList(tls);
  if (!listed || listed.length === 0) return ["*"];
  const rest = listed.some((one) => one.hosts === undefined) ? ["*"] : [];
  return [...new Set([...listed.flatMap((one) => one.hosts ?? []), ...rest])];
}

/** The place inside a gateway at which a host stands that it serves: among its hosts, or with a certificate. */
export function hostPlace({ hosts, tls }: GatewaySpec, host: string): Path {
  if (hosts) return ["hosts", Math.max(0, hosts.indexOf(host))];
  const places = (certificateList(tls) ?? []).flatMap((one, i): Path[] => {
    const at = one.hosts?.indexOf(host) ?? -1;
    return at < 0 ? [] : [["tls", i, "hosts", at]];
  });
  return places[0] ?? ["hosts"];
}

/** The certificates of a gateway; none without TLS. */
export function certificatesOf(spec: GatewaySpec): readonly Certificate[] {
  const { tls } = spec;
  if (!tls) return [];
  const served = servedHosts(spec);
  const listed = certificateList(tls);
  if (!listed) return [{ ...(tls as GatewayCertificate), hosts: served, own: false }];
  const named = new Set(listed.flatMap((one) => one.hosts ?? []));
  const rest = served.filter((host) => !named.has(host));
  return listed.map((one) => ({
    ...one,
    hosts: one.hosts ?? rest,
    own: one.hosts !== undefined,
  }));
}

/** The hosts whose TLS a gateway passes on to applications. */
export function passedHosts(spec: GatewaySpec): readonly string[] {
  return certificatesOf(spec)
    .filter(passesOn)
    .flatMap(({ hosts }) => hosts);
}

/** Whether TLS does not end at the gateway. */
export function passesOn({ mode }: Pick<GatewayCertificate, "mode">): boolean {
  return mode === "PASSTHROUGH";
}

/** The entries of a list of certificates; undefined for the form with one. */
export function certificateList(tls: GatewaySpec["tls"]): GatewayCertificate[] | undefined {
  // A broken entry that was cut out leaves a hole in the list.
  return Array.isArray(tls) ? (tls as GatewayCertificate[]).filter(() => true) : undefined;
}

/** One way in which a service is exposed. */
export interface ExposeEntry {
  readonly spec: ExposeSpec;
  /** Its place below `expose`. */
  readonly place: Path;
}

/** The ways in which a service is exposed, as it declares them; none: no gateway leads to it. */
export function exposeEntries({ expose }: Pick<ServiceSpec, "expose">): readonly ExposeEntry[] {
  if (!expose) return [];
  if (expose === true) return [{ spec: {}, place: [] }];
  if (!isList(expose)) return [{ spec: expose, place: [] }];
  return expose.flatMap((spec, i) => [{ spec, place: [i] }]);
}

function isList<T extends object>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
