// Applies the keys of a stack's config that change its release, and checks the names in them.
import type { AccessSpec } from "../release/access";
import type { LanesSpec } from "../release/lanes";
import { laneNames } from "../release/lane-version";
import { unknownName } from "../checks/unknown";
import { formatPath, listed, show, type Problem } from "../problem";
import type { ManifestEntry } from "../release/manifests";
import type { GatewaySpec } from "../release/gateway";
import type { Release, ServiceSpec, VersionSpec } from "../release/release";
import type { RolloutSpec } from "../rollout/spec";
import type { ServiceWeights } from "../release/routing";
import type { VersionChanges } from "../release/version-changes";
import { mergedVersion } from "../plan/merged-version";
import { nearest } from "../schema/validate";
import { at } from "./path";

/** The keys of a stack's config that change its release. */
export interface Overrides {
  readonly weights: Readonly<Record<string, ServiceWeights>>;
  readonly versions: Readonly<Record<string, Readonly<Record<string, VersionChanges>>>>;
  /** Stable versions by service. */
  readonly stable: Readonly<Record<string, string>>;
  /** Percentages by lane. */
  readonly lanes: Readonly<Record<string, number>>;
  readonly namespace: string | undefined;
  /** Hosts of the one gateway, or of several gateways by name. */
  readonly hosts: readonly string[] | Readonly<Record<string, readonly string[]>> | undefined;
  readonly createNamespace: boolean | undefined;
  readonly access: AccessSpec | undefined;
  /** Objects beside those of the release. */
  readonly manifests: readonly ManifestEntry[] | undefined;
  /** The steps in which weights change; `false`: none, though the release has some. */
  readonly rollout: RolloutSpec | false | undefined;
}

/**
 * The release with the overrides of the stack.
 *
 * @param clusters names of all clusters
 */
export function override(
  { rollout: ownRollout, ...release }: Release,
  {
    weights,
    versions,
    stable,
    lanes,
    namespace,
    hosts,
    createNamespace,
    access,
    manifests,
    rollout = ownRollout,
  }: Overrides,
  clusters: readonly string[],
): Release {
  const services = Object.entries(release.services).map(
    ([name, service]): [string, ServiceSpec] => {
      const merged = { ...service.versions };
      for (const [version, changes] of Object.entries(versions[name] ?? {})) {
        const before = merged[version] ?? ({} as VersionSpec);
        const whole = withOtherReplicas(changes, before, clusters);
        merged[version] = mergedVersion(before, whole, name);
      }
      return [
        name,
        {
          ...service,
          versions: merged,
          weights: weights[name] ?? service.weights,
          ...(stable[name] !== undefined && { stable: stable[name] }),
        },
      ];
    },
  );
  return {
    ...release,
    ...(namespace && { namespace }),
    ...(createNamespace !== undefined && { createNamespace }),
    ...(access && { access }),
    ...(manifests && { manifests: [...(release.manifests ?? []), ...manifests] }),
    ...(hosts && withHosts(release, hosts)),
    ...(release.lanes && { lanes: withPercents(release.lanes, lanes) }),
    ...(rollout && { rollout }),
    services: Object.fromEntries(services),
  };
}

/** Where a mapping changes the pods of some clusters, the others keep the number that they had. */
function withOtherReplicas(
  changes: VersionChanges,
  before: VersionSpec,
  clusters: readonly string[],
): VersionChanges {
  const { replicas } = changes;
  if (typeof replicas !== "object" || replicas === null) return changes;
  const had = before.replicas ?? 0;
  const placed = changes.clusters ?? before.clusters ?? clusters;
  const others =
    typeof had === "object" || had === 0
      ? { ...(had as object) }
      : // A name that was cut out, because it is none, leaves a hole.
        Object.fromEntries(placed.flatMap((name) => [[name, had]]));
  return { ...changes, replicas: { ...others, ...replicas } };
}

/** The gateways with the hosts of the stack; GR307 tells of hosts for a gateway that there is not. */
function withHosts(
  { gateway, gateways }: Release,
  hosts: NonNullable<Overrides["hosts"]>,
): Pick<Release, "gateway" | "gateways"> {
  if (isHostList(hosts)) return gateways ? {} : { gateway: { ...gateway, hosts } };
  const own = Object.entries(gateways ?? {}).map(([name, spec]): [string, GatewaySpec] => {
    const given = Object.hasOwn(hosts, name) ? hosts[name] : undefined;
    return [name, given ? { ...spec, hosts: given } : spec];
  });
  return gateways ? { gateways: Object.fromEntries(own) } : {};
}

function isHostList(hosts: NonNullable<Overrides["hosts"]>): hosts is readonly string[] {
  return Array.isArray(hosts);
}

/** Checks that the stack's `hosts` have the form that the gateways of the release need. */
export function checkHosts({ gateways }: Release, hosts: Overrides["hosts"]): Problem[] {
  if (hosts === undefined) return [];
  if (isHostList(hosts)) {
    if (!gateways) return [];
    const [name = "public"] = Object.keys(gateways);
    return [
      {
        code: "GR307",
        path: formatPath(at("hosts")),
        given: "a list of host names, in a release with several gateways",
        allowed: `a mapping of names of gateways to lists: ${listed(Object.keys(gateways))}`,
        fix: `write hosts: {${name}: [${hosts.join(", ")}]}`,
      },
    ];
  }
  const known = Object.keys(gateways ?? {});
  return Object.keys(hosts)
    .filter((name) => !known.includes(name))
    .map((name) =>
      unknownName({
        code: "GR307",
        path: at("hosts", name),
        what: "gateway",
        name,
        known,
        allowed: listed(known) || "a list of host names: the release has no `gateways`",
        otherwise: gateways
          ? "declare it in `gateways` of the release, or remove it here"
          : "write the host names as a list, without a gateway's name",
      }),
    );
}

function withPercents(spec: LanesSpec, percents: Overrides["lanes"]): LanesSpec {
  const lanes = spec.lanes.map((lane) =>
    Object.hasOwn(percents, lane.name) ? { ...lane, weight: percents[lane.name] } : lane,
  );
  return { ...spec, lanes };
}

/**
 * Checks that the release declares each lane to which the stack gives a percentage. Mistakes in the
 * lanes themselves have problems of their own.
 */
export function checkLanePercents(base: Release, percents: Overrides["lanes"]): Problem[] {
  const known = laneNames(base);
  // A lane that was cut out may have any name.
  if (base.lanes && known.length < Math.max(1, base.lanes.lanes.length)) return [];
  return Object.keys(percents)
    .filter((name) => !known.includes(name))
    .map((name) =>
      unknownName({
        code: "GR012",
        path: at("lanes", name),
        what: "lane",
        name,
        known,
        allowed: listed(known) || "nothing: the release has no lanes",
        otherwise: "declare the lane in the release, or remove it here",
      }),
    );
}

/** Checks that each version that only the stack declares has an image. */
export function checkNewVersions(base: Release, versions: Overrides["versions"]): Problem[] {
  return Object.entries(versions).flatMap(([service, specs]) => {
    if (!Object.hasOwn(base.services, service)) return [];
    const known = base.services[service]?.versions ?? {};
    return Object.entries(specs).flatMap(([version, spec]): Problem[] => {
      if (Object.hasOwn(known, version) || spec.image) return [];
      const near = nearest(version, Object.keys(known));
      const path = formatPath(at("versions", service, version));
      return [
        {
          code: "GR011",
          path,
          given: `a new version ${show(version)} without an image`,
          allowed: `${listed(Object.keys(known))}, or a new version with its image`,
          fix: near
            ? `did you mean "${near}"? Else: pulumi config set --path '${path}.image' <image>`
            : `pulumi config set --path '${path}.image' <image>`,
        },
      ];
    });
  });
}
