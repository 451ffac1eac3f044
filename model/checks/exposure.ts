// Checks the way from the gateway to services: hosts, paths, ports and names of VirtualServices.
import { planRootRoutes } from "../plan/root-routes";
import {
  exposedByHttp,
  exposuresOf,
  isEvery,
  leading,
  resolveEntrances,
  resolveGateways,
  serves,
  servesAny,
} from "../plan/exposure";
import {
  declaredGateways,
  exposeEntries,
  hasGateway,
  hostPlace,
} from "../release/gateways/declared";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { GatewaySpec } from "../release/gateway";
import type { Release } from "../release/release";
import { checkCertificates } from "./gateways/certificates";
import { checkGateways } from "./gateways/gateways";
import { checkPassthrough } from "./gateways/passthrough";
import { checkPorts } from "./ports/gateway-ports";
import type { CheckContext } from "./context";

/**
 * Checks that the gateway and the exposed services fit together, and that no two services write one
 * VirtualService.
 */
export function checkExposure(context: CheckContext): Problem[] {
  return [
    ...checkGateway(context),
    ...checkGateways(context),
    ...checkCertificates(context),
    ...checkPassthrough(context),
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
  if (hasGateway(release)) return [];
  return exposed(release).map((name) => ({
    code: "GR140",
    path: formatPath(locate(["services", name, "expose"])),
    given: `${show(release.services[name]?.expose)}, in a release without a gateway`,
    allowed: "expose only where the release has a gateway",
    fix: "add `gateway: {}` to the release, or remove expose",
  }));
}

function checkMade({ release, locate }: CheckContext): Problem[] {
  return declaredGateways(release).flatMap(({ spec, place }) => {
    if (spec.create !== false) return [];
    return (
      (["selector", "tls"] as const)
        // The mode says what a gateway of another owner does.
        .filter((key) => spec[key] !== undefined && !(key === "tls" && isModeAlone(spec.tls)))
        .map((key) => ({
          code: "GR147" as const,
          path: formatPath(locate([...place, key])),
          given: `${key}, of a gateway that the release does not make`,
          allowed: "name, namespace, hosts, port, workload and delegate, with create: false",
          fix: `remove ${key}, or create: false`,
        }))
    );
  });
}

function isModeAlone(tls: GatewaySpec["tls"]): boolean {
  return JSON.stringify(tls) === JSON.stringify({ mode: "PASSTHROUGH" });
}

/** A gateway serves a host if it lists the host, or a wildcard that covers it. */
function checkHosts({ release, locate }: CheckContext): Problem[] {
  const gateways = resolveGateways(release);
  return exposedByHttp(release).flatMap((name) =>
    exposeEntries(release.services[name] ?? {}).flatMap(({ spec, place }) => {
      const named = leading(gateways, spec.gateways);
      // A gateway that does not exist has a problem of its own (GR301).
      if (named.length === 0) return [];
      return (spec.hosts ?? []).flatMap((host, i): Problem[] => {
        if (named.some((gateway) => servesAny(gateway, host))) return [];
        const many = named.length > 1;
        return [
          {
            code: "GR141",
            path: formatPath(locate(["services", name, "expose", ...place, "hosts", i])),
            given: `${show(host)}, which ${many ? "none of the gateways serves" : "the gateway does not serve"}`,
            allowed: [...new Set(named.flatMap(({ hosts }) => hosts))].join(", "),
            fix: `add the host to ${many ? "a" : "the"} gateway's hosts, or name one of them`,
          },
        ];
      });
    }),
  );
}

/**
 * No host of a VirtualService may cover another host of it. Hosts of different VirtualServices may:
 * the narrower host wins.
 */
function checkOverlaps({ release, locate }: CheckContext): Problem[] {
  const problems = exposedByHttp(release).flatMap((name) => {
    const entries = exposeEntries(release.services[name] ?? {});
    return exposuresOf(release, name).flatMap(({ gateway, hosts, place }): Problem[] => {
      const own = entries.find((one) => isEnd(place, one.place))?.spec.hosts;
      const spec = declaredGateways(release).find(
        (one) => formatPath(one.place) === formatPath(gateway.place),
      )?.spec;
      const where = (host: string): Path =>
        own
          ? [...place, "hosts", own.indexOf(host)]
          : [...gateway.place, ...hostPlace(spec ?? {}, host)];
      return hosts.flatMap((host): Problem[] => {
        const wider = hosts.find((other) => other !== host && serves(other, host));
        if (wider === undefined) return [];
        return [
          {
            code: "GR148",
            path: formatPath(locate(where(host))),
            given: `${show(host)}, which is part of ${show(wider)}`,
            allowed: "hosts of which none is part of another",
            fix: `remove the host, or expose services of their own under ${show(host)} and ${show(wider)}`,
          },
        ];
      });
    });
  });
  return [...new Map(problems.map((problem) => [problem.path, problem])).values()];
}

/** Whether the place of an exposure is that of an entry below `expose`. */
function isEnd(place: Path, entry: Path): boolean {
  return place.length === 3 + entry.length && entry.every((step, i) => place[3 + i] === step);
}

/**
 * Paths tell apart the services under one host. A service without paths, or with the prefix `/`,
 * gets all paths that the others leave.
 */
function checkPaths({ release, locate }: CheckContext): Problem[] {
  const several = declaredGateways(release).length > 1;
  const owners = new Map<string, string>();
  return exposedByHttp(release).flatMap((name): Problem[] =>
    exposuresOf(release, name).flatMap(({ gateway, hosts, paths, place: at }): Problem[] => {
      const written = paths.map((path) => (isEvery(path) ? "every path" : JSON.stringify(path)));
      const all = paths.length > 0 ? written : ["every path"];
      const where = several ? ` at the gateway ${gateway.key}` : "";
      const places = new Set(
        hosts.flatMap((host) => all.map((path) => `${path} of ${host}${where}`)),
      );
      return [...places].flatMap((place): Problem[] => {
        const owner = owners.get(place);
        owners.set(place, owner ?? name);
        if (!owner) return [];
        return [
          {
            code: "GR142",
            path: formatPath(locate(at)),
            given: `${place}, where the release exposes ${show(owner)}, too`,
            allowed: "a host or path of its own for each exposed service",
            fix: `give ${show(name)} hosts or paths of its own: expose: {paths: [{prefix: /${name}}]}`,
          },
        ];
      });
    }),
  );
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
