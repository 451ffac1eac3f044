// Checks the ports that services have at the gateway. GR144 and GR145.
import { entryPort } from "../../manifests/gateway";
import { formatPath, show, type Path, type Problem } from "../../problem";
import { exposesTcp } from "../../release/ports";
import type { CheckContext } from "../context";
import type { Locate } from "../locate";

/**
 * All HTTP services share the gateway's port. Each TCP service needs a port of its own, and the
 * redirect to https needs port 80.
 */
export function checkPorts({ release, locate }: CheckContext): Problem[] {
  const { gateway, services } = release;
  if (!gateway) return [];
  const entry = entryPort(gateway);
  const redirect = gateway.tls?.redirect === true;
  const owners = new Map([[entry, "HTTP at the gateway"]]);
  if (redirect && entry !== 80) owners.set(80, "the redirect to https");
  const own = redirect && entry === 80 ? [redirectTaken(locate)] : [];
  const ofServices = Object.entries(services).flatMap(([name, spec]): Problem[] => {
    const { expose } = spec;
    if (!expose) return [];
    const port = typeof expose === "object" ? expose.port : undefined;
    const where = locate(["services", name, "expose"]);
    if (!exposesTcp(spec)) return port === undefined ? [] : [surplus(port, [...where, "port"])];
    if (port === undefined) return [missing(where)];
    const owner = owners.get(port);
    owners.set(port, owner ?? `the service ${show(name)}`);
    return owner ? [taken(port, owner, [...where, "port"])] : [];
  });
  return [...own, ...ofServices];
}

function redirectTaken(locate: Locate): Problem {
  return {
    code: "GR145",
    path: formatPath(locate(["gateway", "port"])),
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
    allowed: "a port of the ingress gateway: TCP has no hosts or paths to tell services by",
    fix: `pulumi config set --path '${formatPath([...path, "port"])}' <port>`,
  };
}

function taken(port: number, owner: string, path: Path): Problem {
  return {
    code: "GR145",
    path: formatPath(path),
    given: `${port}, the port of ${owner} too`,
    allowed: "a port of the gateway that no other service has",
    fix: "take another port of the ingress gateway's Service",
  };
}
