import { formatPath, show, type Problem } from "../problem";
import type { Release } from "../release";
import type { Locate } from "./locate";

/** What leads in from outside fits together, and no two services write one VirtualService. */
export function checkExposure(release: Release, locate: Locate): Problem[] {
  return [
    ...checkGateway(release, locate),
    ...checkEntries(release, locate),
    ...checkRouteNames(release, locate),
  ];
}

function exposed(release: Release): string[] {
  return Object.keys(release.services).filter((name) => release.services[name]?.expose);
}

function checkGateway(release: Release, locate: Locate): Problem[] {
  if (release.gateway) return [];
  return exposed(release).map((name) => ({
    path: formatPath(locate(["services", name, "expose"])),
    given: "true, in a release without a gateway",
    allowed: "true only where the release has a gateway",
    fix: "add `gateway: {}` to the release, or remove expose",
  }));
}

function checkEntries(release: Release, locate: Locate): Problem[] {
  const [first, ...others] = exposed(release);
  return others.map((name) => ({
    path: formatPath(locate(["services", name, "expose"])),
    given: `true, for a second service beside ${show(first)}`,
    allowed: "one exposed service for each gateway: it takes every path",
    fix: `expose ${show(first)} alone, or give ${show(name)} a release of its own`,
  }));
}

function checkRouteNames(release: Release, locate: Locate): Problem[] {
  const owners = new Map<string, string>();
  return Object.entries(release.services).flatMap(([service, spec]): Problem[] => {
    const name = spec.virtualService ?? service;
    const owner = owners.get(name);
    owners.set(name, owner ?? service);
    if (!owner) return [];
    return [
      {
        path: formatPath(locate(["services", service, "virtualService"])),
        given: `${show(name)}, the VirtualService of ${show(owner)} too`,
        allowed: "a VirtualService of its own for each service",
        fix: "rename one of the two",
      },
    ];
  });
}
