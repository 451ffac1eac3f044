// Plans the release of a stack, and returns the preflight's findings with paths in the config.
import type { Cluster } from "../release/cluster";
import { planRelease } from "../plan/plan";
import { declaredProblems } from "../limits/declared";
import { limitContext } from "../limits/limit";
import type { LimitsSpec } from "../limits/spec";
import { asFinding, withoutConsequences, type Finding } from "../preflight/finding";
import { preflight, type PreflightPlaces } from "../preflight/preflight";
import type { Problem } from "../problem";
import type { Release, ServiceSpec, VersionSpec } from "../release/release";
import { at, locator } from "./path";
import type { StackConfig } from "./settings";

/**
 * The findings of the preflight, and the limits that the plan breaks. If the declaration has mistakes, only those errors that no mistake
 * explains.
 *
 * @param problems the mistakes in the declaration itself
 * @param limits what the stack forbids
 */
export function plannedFindings(
  release: Release,
  clusters: readonly Cluster[],
  config: StackConfig,
  problems: readonly Problem[],
  limits: LimitsSpec = {},
): Finding[] {
  if (clusters.length === 0) return [];
  const plan = planRelease(withoutUnknownClusters(release, clusters), clusters);
  const places = placesIn(config, release);
  const found = [
    ...preflight(plan, places),
    ...declaredProblems(limitContext(plan, limits, places)).map(asFinding),
  ];
  if (problems.length === 0) return found;
  const errors = found.filter(({ severity }) => severity === "error");
  return withoutConsequences(errors, problems);
}

/** The places of the parts of a release, and of its clusters, in the config of its stack. */
export function placesIn(config: StackConfig, release: Release): PreflightPlaces {
  return { locate: locator(config, release), clusters: at("clusters") };
}

/**
 * Drops the placement of a version that names an unknown cluster, which has a problem already
 * (GR103); else the version would seem to run nowhere.
 */
function withoutUnknownClusters(release: Release, clusters: readonly Cluster[]): Release {
  const names = clusters.map(({ name }) => name);
  const version = ({ clusters: placed, ...spec }: VersionSpec): VersionSpec =>
    placed?.every((name) => names.includes(name)) ? { ...spec, clusters: placed } : spec;
  const service = (spec: ServiceSpec): ServiceSpec => ({
    ...spec,
    versions: mapped(spec.versions, version),
  });
  return { ...release, services: mapped(release.services, service) };
}

function mapped<T>(values: Readonly<Record<string, T>>, change: (value: T) => T) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
