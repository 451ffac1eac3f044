// Checks the ports that services have at the gateway. GR144 and GR145.
import { entryPort } from "../../manifests/gateway";
import { formatPath, show, type Path, type Problem } from "../../problem";
import { leading, resolveGateways, type ResolvedGateway } from "../../plan/exposure";
import { certificatesOf, exposeEntries, passedHosts } from "../../release/gateways/declared";
import { exposesTcp } from "../../release/ports";
import type { GatewaySpec } from "../../release/gateway";
import type { CheckContext } from "../context";

/**
 * All HTTP services share a gateway's port. Each TCP service needs a port of its own, and the
 * redirect to https needs port 80.
 */
export function checkPorts({ release, locate }: CheckContext): Problem[] {
  const gateways = resolveGateways(release);
  if (gateways.length === 0) return [];
  const taken = new Map(gateways.map((gateway) => [gateway.place.join(), owned(gateway)]));
  return [
    ...gateways.filter(redirectsToItself).map(({ place }) => redirectTaken(locate(place))),
    ...Object.entries(release.services).flatMap(([name, spec]) =>
      exposeEntries(spec).flatMap(({ spec: entry, place }): Problem[] => {
        const { port } = entry;
        const where = locate(["services", name, "expose", ...place]);
        if (!exposesTcp(spec)) return port === undefined ? [] : [surplus(port, [...where, "port"])];
        const led = leading(gateways, entry.gateways);
        // The host leads to a service whose TLS is passed on.
        if (port === undefined)
          return led.every(({ spec: own }) => passedHosts(own).length > 0) ? [] : [missing(where)];
        return led.flatMap((gateway): Problem[] => {
          const owners = taken.get(gateway.place.join());
          const owner = owners?.get(port);
          owners?.set(port, owner ?? `the service ${show(name)}`);
          return owner ? [alsoTaken(port, owner, [...where, "port"])] : [];
        });
      }),
    ),
  ];
}

/** The ports of a gateway that no TCP service may have. */
function owned({ spec }: ResolvedGateway): Map<number, string> {
  const entry = entryPort(spec);
  const owners = new Map([[entry, "HTTP at the gateway"]]);
  if (redirects(spec) && entry !== 80) owners.set(80, "the redirect to https");
  return owners;
}

function redirects(spec: GatewaySpec): boolean {
  return certificatesOf(spec).some(({ redirect }) => redirect);
}

function redirectsToItself({ spec }: ResolvedGateway): boolean {
  return redirects(spec) && entryPort(spec) === 80;
}

function redirectTaken(gateway: Path): Problem {
  return {
    code: "GR145",
    path: formatPath([...gateway, "port"]),
    given: "80, on which tls.redirect sends callers to https",
    allowed: "another port than 80, where port 80 redirects",
    fix: "remove port (443 is the default with tls), or redirect",
  };
}

function surplus(port: number, path: Path): Problem {
  return {
    code: "GR144",
    path: formatPath(path),
    given: `${port}, for a service that speaks HTTP`,
    allowed: "a port of its own for a TCP service only; the others share the gateway's",
    fix: "remove the port; gateway.port is the port of all HTTP services",
  };
}

function missing(path: Path): Problem {
  return {
    code: "GR144",
    path: formatPath(path),
    given: "no port, for a TCP service",
    allowed:
      "a port of the ingress gateway: TCP has no hosts or paths to tell services by, but for TLS that the gateway passes on",
    fix: `pulumi config set --path '${formatPath([...path, "port"])}' <port>`,
  };
}

function alsoTaken(port: number, owner: string, path: Path): Problem {
  return {
    code: "GR145",
    path: formatPath(path),
    given: `${port}, the port of ${owner} too`,
    allowed: "a port of the gateway that no other service has",
    fix: "take another port of the ingress gateway's Service",
  };
}
