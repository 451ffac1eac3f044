// What the clusters have after an action of a rollout, and before the first one.
import { headerRouteMatches, mirrorPercent, mirrorRouteMatches } from "./argo-match";
import type { ServiceWeights, Weights } from "../release/routing";
import type { RolloutRecord } from "./record";
import { sequenceOf, type Action, type Planned } from "./sequence";
import type { CanaryScale } from "./spec";
import type { ClusterWeights, FleetState, FleetWeights, ManagedRoute, VersionScale } from "./state";
import { apportion, gainsOf, lanesAt, shareOf, weightsAt } from "./weights";

/** What the state after an action follows from. */
export type Stateful = Planned & Pick<RolloutRecord, "start" | "pods">;

/** The state in which clusters have some weights, and nothing else of a rollout. */
export function plainState(weights: FleetWeights): FleetState {
  return { weights, routes: {}, scale: {} };
}

/**
 * The state after an action.
 *
 * @param index of the action in {@link sequenceOf}; -1: before the first one
 */
export function stateAt(
  about: Stateful,
  index: number,
  actions: readonly Action[] = sequenceOf(about),
): FleetState {
  const done = actions.slice(0, index + 1);
  const clusters = about.primaries.map((name) => {
    const here = done.filter(({ clusters }) => clusters.includes(name));
    return [name, clusterAt(about, name, here)] as const;
  });
  const pick = <T extends object>(of: (one: (typeof clusters)[number][1]) => T) =>
    Object.fromEntries(
      clusters.flatMap(([name, one]) => {
        const value = of(one);
        return Object.keys(value).length > 0 ? [[name, value] as const] : [];
      }),
    );
  return {
    weights: Object.fromEntries(clusters.map(([name, { weights }]) => [name, weights])),
    routes: pick(({ routes }) => routes),
    scale: pick(({ scale }) => scale),
  };
}

function clusterAt(
  { start, goal, pods }: Stateful,
  cluster: string,
  done: readonly Action[],
): {
  readonly weights: ClusterWeights;
  readonly routes: readonly ManagedRoute[];
  readonly scale: VersionScale;
} {
  const none: ClusterWeights = { services: {}, lanes: {} };
  const [from, to] = [start[cluster] ?? none, goal[cluster] ?? none];
  const progress = (concerns: (action: Action) => boolean) =>
    done.filter(concerns).reduce((at, { doing }) => {
      if (doing.kind === "goal") return 100;
      return doing.kind === "weights" ? doing.percent : at;
    }, 0);
  const services = Object.fromEntries(
    Object.entries(to.services).map(([name, wanted]) => [
      name,
      weightsAt(
        from.services[name] ?? wanted,
        wanted,
        progress((action) => action.services.includes(name)),
      ),
    ]),
  );
  const lanes = lanesAt(
    from.lanes,
    to.lanes,
    progress((action) => action.lanes),
  );
  const gains = gainsIn(from, to);
  return {
    weights: { services, lanes },
    routes: managedRoutes(done, gains),
    scale: scaleAt(done, { gains, services, declared: pods[cluster] ?? {} }),
  };
}

/** What versions gain in a cluster, by service; services where none does are left out. */
type Gains = ReadonlyMap<string, Weights>;

function gainsIn(from: ClusterWeights, to: ClusterWeights): Gains {
  return new Map(
    Object.entries(to.services).flatMap(([name, wanted]) => {
      const gains = gainsOf(from.services[name] ?? wanted, wanted);
      return Object.keys(gains).length > 0 ? [[name, gains] as const] : [];
    }),
  );
}

/** The routes that steps have set and not removed again; the goal of a service removes its own. */
function managedRoutes(done: readonly Action[], gains: Gains): ManagedRoute[] {
  let routes: readonly ManagedRoute[] = [];
  for (const { doing, services } of done) {
    if (doing.kind === "goal") routes = without(routes, services);
    if (doing.kind !== "header" && doing.kind !== "mirror") continue;
    const { name } = doing.route;
    const match =
      doing.kind === "header" ? headerRouteMatches(doing.route) : mirrorRouteMatches(doing.route);
    // The same name in another group of services is another route.
    routes = without(routes, services, name);
    if (match === undefined) continue;
    const mirror = doing.kind === "mirror" ? mirrorPercent(doing.route) : undefined;
    const to = Object.fromEntries(
      services.flatMap((service) => {
        const own = gains.get(service);
        return own ? [[service, shared(own)] as const] : [];
      }),
    );
    if (Object.keys(to).length === 0) continue;
    const route = { name, to, match, ...(mirror !== undefined && { mirror }) };
    routes = [...routes, route];
  }
  return [...routes];
}

function without(
  routes: readonly ManagedRoute[],
  services: readonly string[],
  name?: string,
): ManagedRoute[] {
  return routes.flatMap((route) => {
    if (name !== undefined && route.name !== name) return [route];
    const to = Object.entries(route.to).filter(([service]) => !services.includes(service));
    return to.length > 0 ? [{ ...route, to: Object.fromEntries(to) }] : [];
  });
}

/** What versions gain, as weights that add up to 100. */
function shared(gains: Weights): Weights {
  const sum = Object.values(gains).reduce((all, one) => all + one, 0);
  const exact = new Map(Object.entries(gains).map(([name, one]) => [name, (100 * one) / sum]));
  return Object.fromEntries([...apportion(exact, 100)].filter(([, part]) => part > 0));
}

function scaleAt(
  done: readonly Action[],
  about: {
    readonly gains: Gains;
    readonly services: Readonly<Record<string, ServiceWeights>>;
    readonly declared: VersionScale;
  },
): VersionScale {
  const asked = new Map<string, CanaryScale>();
  for (const { doing, services } of done)
    for (const service of services) {
      if (doing.kind === "scale") asked.set(service, doing.scale);
      if (doing.kind === "goal") asked.delete(service);
    }
  return Object.fromEntries(
    [...asked].flatMap(([service, scale]) => {
      const versions = Object.keys(about.gains.get(service) ?? {}).flatMap((version) => {
        const declared = about.declared[service]?.[version];
        if (declared === undefined) return [];
        const share = shareOf(about.services[service] ?? {}, version);
        return [[version, podsFor(scale, declared, share)] as const];
      });
      return versions.length > 0 ? [[service, Object.fromEntries(versions)] as const] : [];
    }),
  );
}

/** A version with traffic keeps at least one pod, whatever the step says. */
function podsFor(scale: CanaryScale, declared: number, share: number): number {
  const percent = "weight" in scale ? scale.weight : share;
  const part = Math.ceil((declared * percent) / 100 - 1e-9);
  const matches = "weight" in scale || ("matchTrafficWeight" in scale && scale.matchTrafficWeight);
  const pods = "replicas" in scale ? scale.replicas : matches ? part : declared;
  return Math.max(pods, share > 0 ? 1 : 0);
}
