// Says which versions may answer requests while a release changes.
import { laneVersion } from "../../model/release/lane-version";
import type { Release } from "../../model/release/release";
import { weightsFrom } from "../../model/release/weights";

/** Versions by service. */
export type Versions = Readonly<Record<string, ReadonlySet<string>>>;

/**
 * The versions that may answer while a release changes: those with weight, or with a lane, in one
 * of its states. Services that are not of the release may answer with any.
 */
export function allowedVersions(...releases: readonly Release[]): Versions {
  const allowed: Record<string, Set<string>> = {};
  for (const release of releases)
    for (const [service, { weights }] of Object.entries(release.services)) {
      const known = (allowed[service] ??= new Set());
      for (const origin of ["gateway", "mesh"] as const)
        for (const [version, weight] of Object.entries(weightsFrom(weights, origin)))
          if (weight > 0) known.add(version);
      for (const lane of release.lanes?.lanes ?? []) known.add(laneVersion(lane, service));
    }
  return allowed;
}
