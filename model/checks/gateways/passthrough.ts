// Checks TLS that a gateway passes on: certificates, hosts, and what the services behind it speak.
import {
  exposuresOf,
  isPassed,
  leading,
  resolveGateways,
  serves,
  type ResolvedGateway,
} from "../../plan/exposure";
import { formatPath, show, type Path, type Problem } from "../../problem";
import {
  certificateList,
  declaredGateways,
  exposeEntries,
  passedHosts,
  passesOn,
  type DeclaredGateway,
} from "../../release/gateways/declared";
import { exposesTcp } from "../../release/ports";
import type { ExposeSpec, GatewayCertificate } from "../../release/gateway";
import type { CheckContext } from "../context";

/**
 * Checks that TLS which ends at a gateway has a certificate, that services of requests are not behind
 * TLS that it passes on, and that the hosts by which it does so lead to one service each.
 */
export function checkPassthrough(context: CheckContext): Problem[] {
  const { release, locate } = context;
  const gateways = resolveGateways(release);
  const owners = new Map<string, string>();
  return [
    ...declaredGateways(release).flatMap((gateway) => checkModes(gateway, context)),
    ...Object.entries(release.services).flatMap(([name, service]) =>
      exposeEntries(service).flatMap(({ spec, place }) =>
        leading(gateways, spec.gateways).flatMap((gateway): Problem[] => {
          const at = locate(["services", name, "expose", ...place]);
          if (!exposesTcp(service)) {
            // An entry that names no gateway means those that can lead to the service.
            const meant = spec.gateways !== undefined || exposuresOf(release, name).length === 0;
            return checkRequests(spec, gateway, meant, at);
          }
          if (spec.port !== undefined || passedHosts(gateway.spec).length === 0) return [];
          return checkHosts(spec, gateway, at, (host) => {
            const key = `${gateway.place.join()} ${host}`;
            const owner = owners.get(key);
            owners.set(key, owner ?? name);
            return owner;
          });
        }),
      ),
    ),
  ];
}

function checkModes({ spec, place }: DeclaredGateway, { locate }: CheckContext): Problem[] {
  const { tls } = spec;
  if (!tls) return [];
  const root = locate([...place, "tls"]);
  const list = certificateList(tls);
  if (list) return list.flatMap((one, i) => checkMode(one, [...root, i]));
  return checkMode(tls as GatewayCertificate, root);
}

function checkMode(tls: GatewayCertificate, path: Path): Problem[] {
  if (!passesOn(tls)) {
    if (tls.credentialName !== undefined) return [];
    return [
      {
        code: "GR314",
        path: formatPath([...path, "credentialName"]),
        given: "no certificate, for TLS that ends at the gateway",
        allowed: "credentialName, the name of a Secret; or mode: PASSTHROUGH",
        fix: "add credentialName; or mode: PASSTHROUGH, if the application has the certificate",
      },
    ];
  }
  return (["credentialName", "minVersion"] as const)
    .filter((key) => tls[key] !== undefined)
    .map((key) => ({
      code: "GR314",
      path: formatPath([...path, key]),
      given: `${key}, beside mode: PASSTHROUGH`,
      allowed: "hosts and redirect beside mode: PASSTHROUGH: the application decides the rest",
      fix: `remove ${key}, or mode: PASSTHROUGH`,
    }));
}

const hidden = "TLS of these hosts that ends at the gateway, or a service with `protocol: tcp`";

/** A gateway that passes TLS on sees no requests, which could have paths or headers. */
function checkRequests(
  { hosts }: ExposeSpec,
  gateway: ResolvedGateway,
  meant: boolean,
  path: Path,
): Problem[] {
  const told = (where: Path, given: string): Problem => ({
    code: "GR315",
    path: formatPath([...path, ...where]),
    given,
    allowed: hidden,
    fix: "if the application ends TLS itself, set `protocol: tcp`; else give the gateway a certificate for the host",
  });
  if (hosts)
    return hosts.flatMap((host, i) =>
      isPassed(gateway, host)
        ? [
            told(
              ["hosts", i],
              `${show(host)}, whose TLS the gateway passes on, for a service of requests`,
            ),
          ]
        : [],
    );
  const none =
    meant && gateway.hosts.length > 0 && gateway.hosts.every((host) => isPassed(gateway, host));
  return none ? [told([], "a service of requests, at a gateway that passes all TLS on")] : [];
}

/** The hosts by which a gateway passes TLS on to a service. */
function checkHosts(
  { hosts }: ExposeSpec,
  gateway: ResolvedGateway,
  path: Path,
  ownerOf: (host: string) => string | undefined,
): Problem[] {
  const passed = passedHosts(gateway.spec);
  const all = hosts ?? passed;
  return all.flatMap((host, i): Problem[] => {
    const where = hosts ? [...path, "hosts", i] : path;
    const told = (
      code: Problem["code"],
      given: string,
      allowed: string,
      fix: string,
    ): Problem[] => [{ code, path: formatPath(where), given, allowed, fix }];
    if (!isPassed(gateway, host))
      return told(
        "GR315",
        `${show(host)}, whose TLS the gateway does not pass on, for a service of connections`,
        `${passed.join(", ")}; or a port of its own in expose.port`,
        "name a host with mode: PASSTHROUGH, or set expose.port",
      );
    if (host === "*")
      return told(
        "GR316",
        "every host, for TLS that the gateway passes on",
        "hosts by name, such as shop.example.com or *.example.com: Istio refuses * for calls inside the mesh",
        "name the hosts in expose.hosts, or in the gateway's hosts",
      );
    const wider = all.find((other) => other !== host && serves(other, host));
    if (wider !== undefined)
      return told(
        "GR148",
        `${show(host)}, which is part of ${show(wider)}`,
        "hosts of which none is part of another",
        "remove the host",
      );
    const owner = ownerOf(host);
    if (owner === undefined) return [];
    return told(
      "GR142",
      `every path of ${host}, where the release exposes ${show(owner)}, too`,
      "a host of its own for each service to which TLS is passed on",
      "give the service hosts of its own in expose.hosts",
    );
  });
}
