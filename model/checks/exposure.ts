// Checks the way from the gateway to services: hosts, paths, ports and names of VirtualServices.
import { planRootRoutes } from "../plan/root-routes";
import {
  exposedByHttp,
  exposureOf,
  gatewayHosts,
  isEvery,
  resolveEntrances,
  serves,
} from "../plan/exposure";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { Release } from "../release/release";
import { checkPorts } from "./ports/gateway-ports";
import type { CheckContext } from "./context";

/**
 * Checks that the gateway and the exposed services fit together, and that no two services write one
 * VirtualService.
 */
export function checkExposure(context: CheckContext): Problem[] {
  return [
    ...checkGateway(context),
    ...checkMade(context),
    ...checkHosts(context),
    ...checkOverlaps(context),
    ...checkPaths(context),
    ...checkPorts(context),
    ...checkVirtualServices(context),
  ];
}

function exposed({ services }: Release): string[] {
  return Object.keys(services).filter((name) => services[name]?.expose);
}

function checkGateway({ release, locate }: CheckContext): Problem[] {
  if (release.gateway) return [];
  return exposed(release).map((name) => ({
    code: "GR140",
    path: formatPath(locate(["services", name, "expose"])),
    given: `${show(release.services[name]?.expose)}, in a release without a gateway`,
    allowed: "expose only where the release has a gateway",
    fix: "add `gateway: {}` to the release, or remove expose",
  }));
}

function checkMade({ release: { gateway }, locate }: CheckContext): Problem[] {
  if (gateway?.create !== false) return [];
  return (["selector", "tls"] as const)
    .filter((key) => gateway[key] !== undefined)
    .map((key) => ({
      code: "GR147",
      path: formatPath(locate(["gateway", key])),
      given: `${key}, of a gateway that the release does not make`,
      allowed: "name, namespace, hosts, port and delegate, with create: false",
      fix: `remove ${key}, or create: false`,
    }));
}

/** The gateway serves a host if it lists the host, or a wildcard that covers it. */
function checkHosts({ release, locate }: CheckContext): Problem[] {
  const served = gatewayHosts(release);
  if (!release.gateway) return [];
  return exposedByHttp(release).flatMap((name) => {
    const expose = release.services[name]?.expose;
    const hosts = typeof expose === "object" ? (expose.hosts ?? []) : [];
    return hosts.flatMap((host, i): Problem[] => {
      if (served.some((each) => serves(each, host))) return [];
      return [
        {
          code: "GR141",
          path: formatPath(locate(["services", name, "expose", "hosts", i])),
          given: `${show(host)}, which the gateway does not serve`,
          allowed: served.join(", "),
          fix: "add the host to the gateway's hosts, or name one of them",
        },
      ];
    });
  });
}

/**
 * No host of a VirtualService may cover another host of it. Hosts of different VirtualServices may:
 * the narrower host wins.
 */
function checkOverlaps({ release, locate }: CheckContext): Problem[] {
  const problems = exposedByHttp(release).flatMap((name): Problem[] => {
    const expose = release.services[name]?.expose;
    const own = typeof expose === "object" && expose.hosts !== undefined;
    const place: Path = own ? ["services", name, "expose", "hosts"] : ["gateway", "hosts"];
    const hosts = exposureOf(release, name)?.hosts ?? [];
    return hosts.flatMap((host, i): Problem[] => {
      const wider = hosts.find((other) => other !== host && serves(other, host));
      if (wider === undefined) return [];
      return [
        {
          code: "GR148",
          path: formatPath(locate([...place, i])),
          given: `${show(host)}, which is part of ${show(wider)}`,
          allowed: "hosts of which none is part of another",
          fix: `remove the host, or expose services of their own under ${show(host)} and ${show(wider)}`,
        },
      ];
    });
  });
  return [...new Map(problems.map((problem) => [problem.path, problem])).values()];
}

/**
 * Paths tell apart the services under one host. A service without paths, or with the prefix `/`,
 * gets all paths that the others leave.
 */
function checkPaths({ release, locate }: CheckContext): Problem[] {
  const owners = new Map<string, string>();
  return exposedByHttp(release).flatMap((name): Problem[] => {
    const { hosts = [], paths = [] } = exposureOf(release, name) ?? {};
    const written = paths.map((path) => (isEvery(path) ? "every path" : JSON.stringify(path)));
    const all = paths.length > 0 ? written : ["every path"];
    const places = [...new Set(hosts.flatMap((host) => all.map((path) => `${path} of ${host}`)))];
    return places.flatMap((place): Problem[] => {
      const owner = owners.get(place);
      owners.set(place, owner ?? name);
      if (!owner) return [];
      return [
        {
          code: "GR142",
          path: formatPath(locate(["services", name, "expose"])),
          given: `${place}, where the release exposes ${show(owner)}, too`,
          allowed: "a host or path of its own for each exposed service",
          fix: `give ${show(name)} hosts or paths of its own: expose: {paths: [{prefix: /${name}}]}`,
        },
      ];
    });
  });
}

/**
 * Finds VirtualServices that have one namespace and name, among those of services and the root
 * ones.
 */
function checkVirtualServices({ release, locate }: CheckContext): Problem[] {
  const { namespace } = release;
  const owners = new Map<string, string>();
  const entrances = resolveEntrances(release);
  for (const entry of planRootRoutes(entrances))
    owners.set(
      `${entry.namespace}/${entry.name}`,
      entry.gateway
        ? "the VirtualService that holds the gateway's hosts"
        : "a VirtualService that holds a host in the mesh",
    );
  return entrances.services.flatMap(({ name: service, routesName: name }): Problem[] => {
    const owner = owners.get(`${namespace}/${name}`);
    owners.set(`${namespace}/${name}`, owner ?? `the VirtualService of ${show(service)}`);
    return owner ? [sameName(name, owner, locate(["services", service, "virtualService"]))] : [];
  });
}

function sameName(name: string, owner: string, path: Path): Problem {
  return {
    code: "GR146",
    path: formatPath(path),
    given: `${show(name)}, the name of ${owner} too`,
    allowed: "a VirtualService of its own for each service",
    fix: "set another name in virtualService",
  };
}
