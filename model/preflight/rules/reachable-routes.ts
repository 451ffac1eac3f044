// The rule on routes that get no requests because earlier routes take them. GR214 to GR216.
import { composed } from "../compose";
import { httpConditions, tcpConditions, type TcpMatch } from "../conditions";
import { inAnyCase, includes, type Condition, type Conditions } from "../../routes/conditions";
import type { RuleFinding } from "../finding";
import { isOfWeights } from "../origin";
import type { PlannedCluster, PlannedObjects, PlannedRoutes } from "../planned-objects";
import { fullGateway } from "../../release/names";
import { gatewaysOf, routesBy, type PlannedRoute } from "../planned-routes";

/**
 * How many match blocks of a route are reachable at one gateway or in the mesh, and which earlier
 * routes shadow the others.
 */
interface Reachability {
  readonly route: PlannedRoute;
  readonly alive: number;
  /** For each match block that is not reachable, the route that takes its requests. */
  readonly taken: readonly PlannedRoute[];
}

/**
 * Finds routes that get no requests, neither at a gateway nor in the mesh, under any route that
 * delegates to them. It looks at the routes as proxies get them, in the order of the VirtualService
 * that holds the hosts.
 */
export function reachableRoutes({ clusters }: PlannedObjects): RuleFinding[] {
  return clusters.flatMap((cluster) => {
    const byRoute = new Map<unknown, Reachability[]>();
    for (const root of cluster.virtualServices)
      for (const gateway of gatewaysOf(root))
        for (const standing of [
          ...httpStandings(root, gateway, cluster),
          ...tcpStandings(root, gateway),
        ]) {
          const { spec } = standing.route;
          byRoute.set(spec, [...(byRoute.get(spec) ?? []), standing]);
        }
    return [...byRoute.values()].flatMap(judge);
  });
}

function judge(standings: readonly Reachability[]): RuleFinding[] {
  const taken = standings.find((one) => one.taken.length > 0);
  if (!taken) return [];
  const { route } = taken;
  const [before] = taken.taken;
  const about = { origin: route.origin, on: route.of };
  const never = standings.every(({ alive }) => alive === 0);
  // A service always has weights; the user may want routes that leave no requests to them.
  if (never && isOfWeights(route.origin))
    return [
      {
        ...about,
        code: "GR215",
        given: `${route.name}, with weights, behind ${before?.name}, which takes all requests`,
        allowed: "weights that some request reaches",
        fix: `narrow the conditions of ${before?.name}, if the weights should have an effect`,
      },
    ];
  if (never)
    return [
      {
        ...about,
        code: "GR214",
        given: `${route.name}, behind ${before?.name}, which takes all its requests`,
        allowed: "routes that some request reaches",
        fix: `move the route before ${before?.name}, narrow the conditions of that one, or remove the route`,
      },
    ];
  if (standings.some(({ alive, taken }) => taken.length > 0 && alive === 0)) return [];
  return [
    {
      ...about,
      code: "GR216",
      given: `${route.name} with a condition that ${before?.name} has already`,
      allowed: "conditions that no earlier route has",
      fix: "remove the condition",
    },
  ];
}

function httpStandings(
  root: PlannedRoutes,
  gateway: string,
  cluster: PlannedCluster,
): Reachability[] {
  if ((root.manifest.spec.hosts ?? []).length === 0) return [];
  return standings(
    composed(root, cluster).flatMap(({ route, match }) => {
      if (!match) return [];
      const here = match.filter(({ gateways = [] }) => actsAt(gateways, gateway));
      if (match.length > 0 && here.length === 0) return [];
      return [{ route, conditions: match.length > 0 ? here.map(httpConditions) : [new Map()] }];
    }),
  );
}

function tcpStandings(root: PlannedRoutes, gateway: string): Reachability[] {
  const { namespace } = root.manifest.metadata;
  return standings(
    routesBy("tcp", root).flatMap((route) => {
      const match: readonly TcpMatch[] = route.spec.match ?? [];
      const here = match.filter(({ gateways = [] }) =>
        actsAt(
          gateways.map((name) => fullGateway(name, namespace)),
          gateway,
        ),
      );
      if (match.length > 0 && here.length === 0) return [];
      return [{ route, conditions: match.length > 0 ? here.map(tcpConditions) : [new Map()] }];
    }),
  );
}

function actsAt(gateways: readonly string[], gateway: string): boolean {
  return gateways.length === 0 || gateways.includes(gateway);
}

/**
 * Goes through routes in their order, and looks for an earlier condition that includes each
 * condition.
 */
function standings(
  routes: readonly { route: PlannedRoute; conditions: readonly Conditions[] }[],
): Reachability[] {
  const before: { route: PlannedRoute; conditions: Conditions }[] = [];
  return routes.map(({ route, conditions }) => {
    const takers = conditions.map((own) => {
      const earlier = before.find((other) => includes(other.conditions, own));
      before.push({ route, conditions: own });
      return earlier?.route;
    });
    const alive = conditions.filter((_, i) => !takers[i]);
    const taken = takers.filter(
      (taker, i) => taker && !alive.some((other) => areHalves(conditions[i], other)),
    );
    return { route, alive: alive.length, taken: taken.flatMap((taker) => taker ?? []) };
  });
}

/**
 * Whether two conditions are the halves of one `pathPrefix`, which is as alive as one of its halves
 * (`plainPaths` in model/routes/paths.ts).
 */
function areHalves(one: Conditions | undefined, other: Conditions): boolean {
  const path = [...other.keys()].find((where) => where === "uri" || where === `uri${inAnyCase}`);
  if (!one || path === undefined) return false;
  const [exact, prefix] = [one, other].map((all) => all.get(path)).sort(byForm);
  const rest = (all: Conditions) => JSON.stringify([...all].filter(([where]) => where !== path));
  return (
    typeof exact === "object" &&
    typeof prefix === "object" &&
    "exact" in exact &&
    "prefix" in prefix &&
    prefix.prefix === `${exact.exact}/` &&
    rest(one) === rest(other)
  );
}

/** The exact one first. */
function byForm(a: Condition | undefined, b: Condition | undefined): number {
  const rank = (one: Condition | undefined) => (typeof one === "object" && "exact" in one ? 0 : 1);
  return rank(a) - rank(b);
}
