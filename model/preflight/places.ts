// Finds the place of a finding about one version: what a cluster says of it, or what the release says.
import type { Cluster } from "../release/cluster";
import type { Path } from "../problem";
import type { Release } from "../release/release";
import { isMapping } from "../schema/best-effort";

/** What a cluster says itself of one version, and where. */
export interface OwnSettings {
  /** Place of the values; one that begins with `clusters` names the cluster. */
  readonly place: Path;
  /** Values by the keys that a version has. */
  readonly values: object;
  /** Keys of the place for keys of a version that have another name there. */
  readonly names?: Readonly<Record<string, string>>;
}

/** The part of a planned object that says where it comes from. */
interface FromVersion {
  /** Place of the version in the release. */
  readonly origin: Path;
  readonly own?: readonly OwnSettings[];
}

/**
 * All that a cluster says itself of a version, what counts most first: `versions` of the cluster, its
 * `imagePullSecrets` and `registry`, and its number in the version's `replicas`.
 */
export function ownSettings(
  { services }: Pick<Release, "services">,
  cluster: Cluster,
  [service, version]: readonly [string, string],
): OwnSettings[] {
  const { name, registry, imagePullSecrets } = cluster;
  const changes = cluster.versions?.[service]?.[version];
  const spec = services[service]?.versions[version];
  const numbers = typeof spec?.replicas === "object" ? spec.replicas : {};
  const names: Record<string, string> = { image: "registry" };
  return [
    ...(changes
      ? [{ place: ["clusters", name, "versions", service, version], values: changes }]
      : []),
    ...(registry !== undefined || imagePullSecrets
      ? [
          {
            place: ["clusters", name],
            values: {
              ...(imagePullSecrets && { imagePullSecrets }),
              ...(registry !== undefined && { image: registry }),
            },
            names,
          },
        ]
      : []),
    ...(Object.hasOwn(numbers, name)
      ? [
          {
            place: ["services", service, "versions", version, "replicas"],
            values: { replicas: numbers[name] },
            names: { replicas: name },
          },
        ]
      : []),
  ];
}

/**
 * The place of a finding about a version: the first of its causes that the cluster says itself, or
 * its usual place in the version. A container in a path stands by its name.
 *
 * @param usual place inside the version
 * @param causes the keys inside the version that may cause the finding, with the usual place first
 * where it is one of them
 */
export function placeOf(of: FromVersion, usual: Path, causes: readonly Path[] = [usual]): Path {
  return ownPlace(of, causes) ?? [...of.origin, ...usual];
}

/** The place of the first cause that the cluster says itself; undefined if it says none of them. */
export function ownPlace({ own = [] }: FromVersion, causes: readonly Path[]): Path | undefined {
  for (const cause of causes)
    for (const { place, values, names = {} } of own) {
      const inside = written(values, cause);
      if (!inside) continue;
      const [key = "", ...rest] = inside;
      return [...place, names[key] ?? key, ...rest];
    }
  return undefined;
}

/** The place of the first key that the cluster says itself, and in whose value a text stands. */
export function ownKeyNaming(
  { own = [] }: FromVersion,
  keys: readonly string[],
  text: string,
): Path | undefined {
  for (const { place, values, names = {} } of own)
    for (const key of keys)
      if (holds((values as Readonly<Record<string, unknown>>)[key], text))
        return [...place, names[key] ?? key];
  return undefined;
}

function holds(value: unknown, text: string): boolean {
  if (typeof value !== "object" || value === null) return value === text;
  return Object.values(value).some((inside) => holds(inside, text));
}

/**
 * The path of a part inside values. A value in the way that holds no other values, such as `null`,
 * stands for the part.
 */
function written(values: unknown, [step, ...rest]: Path): Path | undefined {
  if (step === undefined) return [];
  if (Array.isArray(values)) {
    const index = indexOf(values, step);
    const inside = index < 0 ? undefined : written(values[index], rest);
    return inside && [index, ...inside];
  }
  if (!isMapping(values)) return [];
  if (!Object.hasOwn(values, step) || values[step] === undefined) return undefined;
  const inside = written(values[step], rest);
  return inside && [step, ...inside];
}

/** A container without a name is the app's, which the caller looks for by its name, too. */
function indexOf(items: readonly unknown[], name: string | number): number {
  const named = items.findIndex((item) => isMapping(item) && item.name === name);
  return named >= 0 ? named : items.findIndex((item) => isMapping(item) && item.name === undefined);
}
