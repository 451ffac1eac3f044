// Checks destinations outside of the release: names, hosts, and what fits together. GR340 to GR343.
import { besideObjects } from "../plan/beside";
import { isOutside } from "../routes/outside";
import { formatPath, show, type Path, type Problem } from "../problem";
import {
  clusterDomain,
  isServiceHost,
  serviceHost,
  subsetName,
  versionedName,
} from "../release/names";
import { isHttp, servicePorts } from "../release/ports";
import type { OutsideSpec } from "../release/routing";
import { isMapping } from "../schema/best-effort";
import { serviceContexts, type CheckContext, type ServiceContext } from "./context";

/** Checks the destinations outside of the release, of all services. */
export function checkOutside(context: CheckContext): Problem[] {
  return serviceContexts(context).flatMap((service) => [
    ...destinations(service).flatMap((one) => [
      ...checkName(one, service),
      ...checkHost(one, service),
      ...checkFit(one, service),
    ]),
    ...checkMirrors(service),
  ]);
}

/** A destination, and the place where the user wrote it. */
interface Destination {
  readonly name: string;
  readonly spec: OutsideSpec;
  readonly path: Path;
}

/** The destinations of a service that can be read. */
function destinations({ name: of, service, locate }: ServiceContext): Destination[] {
  return Object.entries(service.outside ?? {})
    .filter(([, spec]) => isMapping(spec) && typeof spec.host === "string")
    .map(([name, spec]) => ({ name, spec, path: locate(["services", of, "outside", name]) }));
}

/**
 * Its name must differ from those of versions as a subset's name spells them, and from those of other
 * destinations; and the objects of an external host are named as those of a version are.
 */
function checkName(
  { name, path }: Destination,
  { name: of, service, release }: ServiceContext,
): Problem[] {
  const owner = [
    ...Object.keys(service.versions)
      .filter((version) => subsetName(version) === subsetName(name))
      .map((version) => `version ${version}`),
    ...Object.keys(service.outside ?? {})
      .filter((other) => other < name && subsetName(other) === subsetName(name))
      .map((other) => `the destination ${other}`),
    ...Object.entries(release.services)
      .filter(([other]) => other !== of)
      .flatMap(([other, { versions, outside = {} }]) =>
        [...Object.keys(versions), ...Object.keys(outside)]
          .filter((one) => versionedName(other, one) === versionedName(of, name))
          .map((one) => `${one} of ${other}, with the object name ${versionedName(of, name)}`),
      ),
  ][0];
  if (owner === undefined) return [];
  return [
    {
      code: "GR340",
      path: formatPath(path),
      given: `${show(name)}, which is the name of ${owner}`,
      allowed: "a name that differs from all versions in more than capitals and punctuation",
      fix: "rename the destination",
    },
  ];
}

/** Checks that proxies can know the host, as far as the declaration shows it. */
function checkHost(
  { spec, path }: Destination,
  { release }: Pick<ServiceContext, "release">,
): Problem[] {
  const { host, external = false, tls = false } = spec;
  const told = (given: string, fix: string): Problem[] => [
    {
      code: "GR341",
      path: formatPath([...path, "host"]),
      given,
      allowed: `the full name of a Service (<service>.<namespace>${clusterDomain}), or an external host`,
      fix,
    },
  ];
  const own = Object.keys(release.services).find(
    (name) => serviceHost(name, release.namespace) === host,
  );
  if (own !== undefined)
    return told(
      `${show(host)}, the service ${own} of this release`,
      `declare what answers there as a version of this service`,
    );
  const inCluster = isServiceHost(host);
  // Pods that end TLS themselves are reached as a host outside the mesh is.
  if (external && inCluster && !tls)
    return told(
      `${show(host)}, a Service, as an external host`,
      "remove external; or say tls, if its pods end TLS themselves",
    );
  // Written out, it says that others bring the ServiceEntry.
  if (external || inCluster || spec.external === false || hasEntry(host, release)) return [];
  const [name, namespace, ...rest] = host.split(".");
  const full = serviceHost(name ?? "", namespace ?? release.namespace);
  const isShort = rest.length === 0 || (rest.length === 1 && rest[0] === "svc");
  const service = isShort ? `for a Service: host: ${full}; ` : "";
  return told(
    `${show(host)}, which is no full name of a Service, and for which the release brings no ServiceEntry`,
    `${service}for a host outside the mesh: external: true; where others bring its ServiceEntry: external: false`,
  );
}

/** Whether the release brings a ServiceEntry for a host beside its own objects. */
function hasEntry(host: string, release: ServiceContext["release"]): boolean {
  return besideObjects(release).some(({ object: { kind, spec } }) => {
    const hosts: unknown = isMapping(spec) ? spec.hosts : undefined;
    return kind === "ServiceEntry" && Array.isArray(hosts) && hosts.includes(host);
  });
}

/** Checks the settings that only external hosts have, ports and TLS. */
function checkFit({ spec, path }: Destination, { service }: ServiceContext): Problem[] {
  const { host, port, subset, external = false, tls, addresses } = spec;
  const ports = servicePorts(service);
  const told = (key: string, given: string, allowed: string, fix: string): Problem[] => [
    { code: "GR342", path: formatPath([...path, ...key.split(".")]), given, allowed, fix },
  ];
  const alone = (key: "tls" | "addresses", value: unknown) =>
    value === undefined || external
      ? []
      : told(
          key,
          `${key} of ${show(host)}, which is not external`,
          `${key} of an external host: others decide it for a Service`,
          `remove ${key}, or set external: true`,
        );
  const unchecked = isMapping(tls) && tls.insecureSkipVerify === true;
  const beside = unchecked
    ? (["subjectAltNames", "caCertificates"] as const).filter((key) => tls[key] !== undefined)
    : [];
  const reached = port ?? (ports.length === 1 ? ports[0]?.port : undefined);
  const connections = ports.filter((one) => !isHttp(one)).map(({ name }) => name);
  return [
    ...alone("tls", tls),
    ...alone("addresses", addresses),
    ...(external && subset !== undefined
      ? told("subset", "a subset of an external host", "a subset of a Service", "remove subset")
      : []),
    ...(port !== undefined && ports.length > 1
      ? told(
          "port",
          `one port, of a service with ${ports.length}`,
          "no port: each port of the service leads to the same number of the host",
          "remove port",
        )
      : []),
    ...(external && reached === 443 && tls === undefined
      ? told(
          "tls",
          "port 443 of an external host without a word on TLS",
          "true or false",
          "set tls: true; or tls: false if the host speaks plain HTTP there",
        )
      : []),
    ...beside.flatMap((key) =>
      told(
        `tls.${key}`,
        `${key}, beside insecureSkipVerify`,
        "names and authorities of certificates that proxies check",
        `remove ${key}, or insecureSkipVerify`,
      ),
    ),
    ...(spec.keepHost === false && connections.length > 0
      ? told(
          "keepHost",
          `a host header for connections (${connections.join(", ")}), which have none`,
          "true for a service that takes connections",
          "remove keepHost",
        )
      : []),
    ...(external && connections.length > 0
      ? told(
          "external",
          `an external host of connections (${connections.join(", ")}), which proxies tell apart by addresses alone`,
          "an external host of a service whose ports all take requests",
          "bring a ServiceEntry with its addresses by `manifests`, and name its host without external",
        )
      : []),
  ];
}

/** A copy has the `host` header of the caller. */
function checkMirrors({ name: of, service, locate }: ServiceContext): Problem[] {
  const root: Path = ["services", of];
  const mirrors = [
    { mirror: service.mirror, path: [...root, "mirror"] },
    ...(service.routes ?? []).flatMap(({ mirror }, i) => [
      { mirror, path: [...root, "routes", i, "mirror"] },
    ]),
  ];
  return mirrors.flatMap(({ mirror, path }): Problem[] => {
    const version = mirror?.version;
    if (version === undefined || !isOutside(service, version)) return [];
    const { external = false, keepHost = !external, host } = service.outside![version]!;
    if (keepHost) return [];
    return [
      {
        code: "GR343",
        path: formatPath(locate([...path, "version"])),
        given: `${show(version)}, whose requests get the host header ${show(host)}`,
        allowed: "a version, or a destination whose requests keep the caller's host header",
        fix: `set keepHost: true of ${version}, if the host answers under the caller's names, too; or remove mirror`,
      },
    ];
  });
}
