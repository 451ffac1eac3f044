// Puts the environments of a project beside each other: the same service, version by version.
import type { DeploymentManifest } from "../manifests/deployment";
import { restKey, type From } from "./row";
import type { RowsByService } from "./services";
import type { Snapshot } from "./snapshot";
import type { VersionNames } from "./version-names";

/** What an environment has of a version, after the change. */
export interface VersionState {
  /** The lowest and the highest share of all clusters and sides, in percent; none: no routes. */
  readonly share?: { readonly least: number; readonly most: number };
  /** Its images in all clusters. */
  readonly images: readonly string[];
}

/** One environment. */
export interface Environment {
  readonly stack: string;
  /** By service, then by version. */
  readonly services: ReadonlyMap<string, ReadonlyMap<string, VersionState>>;
}

/** A version of a service that environments have otherwise. */
export interface Ahead {
  readonly service: string;
  readonly version: string;
  /** By the name of the stack; a stack that lacks the version is left out. */
  readonly states: Readonly<Record<string, VersionState>>;
}

/** What a stack has of each version. */
export function environmentOf(
  stack: string,
  { clusters }: Snapshot,
  rows: ReadonlyMap<string, RowsByService>,
  names: VersionNames,
): Environment {
  const services = new Map<string, Map<string, { shares: number[]; images: Set<string> }>>();
  const state = (service: string, version: string) => {
    const versions =
      services.get(service) ?? new Map<string, { shares: number[]; images: Set<string> }>();
    services.set(service, versions);
    const known = versions.get(version) ?? { shares: [], images: new Set<string>() };
    versions.set(version, known);
    return known;
  };
  for (const objects of new Set(clusters.map((one) => one.objects)))
    for (const object of objects) {
      const of = object.kind === "Deployment" ? names.of(object) : undefined;
      const [app] = (object as DeploymentManifest).spec?.template?.spec?.containers ?? [];
      if (of && app?.image !== undefined) state(of.service, of.version).images.add(app.image);
    }
  for (const byService of new Set(rows.values()))
    for (const [service, { rows: cases }] of byService)
      for (const from of ["outside", "inside"] as readonly From[]) {
        const rest = cases.find((one) => one.from === from && one.key === restKey);
        if (!rest) continue;
        const versions = new Set([
          ...(services.get(service)?.keys() ?? []),
          ...rest.shares.map(({ target }) => target),
        ]);
        for (const version of versions) {
          const mine = rest.shares.filter(({ target }) => target === version);
          state(service, version).shares.push(mine.reduce((sum, one) => sum + one.percent, 0));
        }
      }
  return {
    stack,
    services: new Map(
      [...services].map(([service, versions]) => [
        service,
        new Map([...versions].map(([version, one]) => [version, stateOf(one)])),
      ]),
    ),
  };
}

function stateOf({
  shares,
  images,
}: {
  shares: readonly number[];
  images: ReadonlySet<string>;
}): VersionState {
  return {
    ...(shares.length > 0 && { share: { least: Math.min(...shares), most: Math.max(...shares) } }),
    images: [...images].sort(),
  };
}

/**
 * The versions of services that several environments have, where they do not all have the same.
 *
 * @param touched the services that some environment changes
 */
export function ahead(all: readonly Environment[], touched: ReadonlySet<string>): Ahead[] {
  return [...touched].sort().flatMap((service) => {
    const having = all.filter(({ services }) => services.has(service));
    if (having.length < 2) return [];
    const versions = new Set(
      having.flatMap(({ services }) => [...(services.get(service)?.keys() ?? [])]),
    );
    return [...versions].flatMap((version): Ahead[] => {
      const states = having.flatMap(({ stack, services }) => {
        const one = services.get(service)?.get(version);
        return one ? [[stack, one] as const] : [];
      });
      const texts = having.map(({ services }) =>
        JSON.stringify(services.get(service)?.get(version)),
      );
      if (new Set(texts).size < 2) return [];
      return [{ service, version, states: Object.fromEntries(states) }];
    });
  });
}
