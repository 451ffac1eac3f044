// Checks several certificates on one gateway: each host has exactly one. GR304.
import { serves } from "../../plan/exposure";
import { formatPath, show, type Path, type Problem } from "../../problem";
import {
  certificateList,
  declaredGateways,
  servedHosts,
  type DeclaredGateway,
} from "../../release/gateways/declared";
import type { CheckContext } from "../context";
import type { Locate } from "../locate";

/** Checks that each host of a gateway has one certificate, and each certificate some host. */
export function checkCertificates({ release, locate }: CheckContext): Problem[] {
  return declaredGateways(release).flatMap((gateway) => checkGateway(gateway, locate));
}

function checkGateway({ spec, place }: DeclaredGateway, locate: Locate): Problem[] {
  const all = certificateList(spec.tls);
  if (!all) return [];
  const at = (...inside: Path) => formatPath(locate([...place, "tls", ...inside]));
  const owners = new Map<string, number>();
  const told = all.flatMap(({ hosts = [] }, i) =>
    hosts.flatMap((host, j): Problem[] => {
      const owner = owners.get(host);
      owners.set(host, owner ?? i);
      const served = spec.hosts?.some((wide) => serves(wide, host)) ?? true;
      if (!served)
        return [
          problem(at(i, "hosts", j), `${show(host)}, which the gateway does not serve`, {
            allowed: (spec.hosts ?? []).join(", "),
            fix: "add the host to `hosts` of the gateway, or remove it here",
          }),
        ];
      if (owner === undefined) return [];
      return [
        problem(
          at(i, "hosts", j),
          `${show(host)}, which has the certificate of entry ${owner + 1}`,
          {
            allowed: "each host with one certificate",
            fix: "keep the host in one entry",
          },
        ),
      ];
    }),
  );
  const open = all.flatMap((one, i) => (one.hosts === undefined ? [i] : []));
  const rest = servedHosts(spec).filter((host) => !owners.has(host));
  return [
    ...told,
    ...open.slice(1).map((i) =>
      problem(at(i), `no hosts, as entry ${(open[0] ?? 0) + 1}`, {
        allowed: "hosts in all entries but one, which is for the hosts that are left",
        fix: "write the hosts that the certificate is for",
      }),
    ),
    ...(open.length > 0 && rest.length === 0
      ? [
          problem(at(open[0] ?? 0), "no hosts, and no host of the gateway is left", {
            allowed: "an entry without hosts only where hosts are left for it",
            fix: "remove the entry, or write the hosts that the certificate is for",
          }),
        ]
      : []),
    ...(open.length === 0 ? rest : []).map((host) =>
      problem(at(), `no certificate for ${show(host)}, which the gateway serves`, {
        allowed: "a certificate for each host of the gateway",
        fix: "add the host to `hosts` of an entry, or an entry without hosts for all that are left",
      }),
    ),
  ];
}

function problem(
  path: string,
  given: string,
  { allowed, fix }: Pick<Problem, "allowed" | "fix">,
): Problem {
  return { code: "GR304", path, given, allowed, fix };
}
