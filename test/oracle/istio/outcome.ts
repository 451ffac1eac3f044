// Says what a route does with a request or a connection that it takes.
import { target, type Destination } from "./target";
import type {
  Answer,
  HeaderChanges,
  Headers,
  HttpRoute,
  KubernetesObject,
  Outcome,
  TcpRoute,
} from "./types";

/** A VirtualService's name and namespace. */
interface Named {
  readonly name: string;
  readonly namespace: string;
}

const unchanged: HeaderChanges = { set: {}, add: {}, remove: [] };

/** What an HTTP route does with a request that it takes. */
export function httpOutcome(
  objects: readonly KubernetesObject[],
  rule: Named,
  route: HttpRoute,
): Outcome {
  const { timeout, retries, rewrite, corsPolicy, fault, redirect, directResponse } = route;
  if (redirect || directResponse) return answered(rule, route);
  return {
    kind: "routed",
    route: `${rule.name}/${route.name}`,
    answers: split(route.route ?? []).map(({ share, destination, headers }) => ({
      ...target(objects, destination, rule.namespace),
      share,
      request: changes(route.headers?.request, headers?.request),
      response: changes(route.headers?.response, headers?.response),
    })),
    mirrors: mirrorsOf(route).map(({ destination, percent }) => ({
      ...target(objects, destination, rule.namespace),
      percent,
    })),
    policy: { timeout, retries, rewrite, corsPolicy, fault },
  };
}

/**
 * An answer without any destination. Of what would change how a request is passed on, istiod refuses
 * a part, and the rest has no effect (validateHTTPRouteConflict in its validation, TranslateRoute in
 * route.go).
 */
function answered(rule: Named, { redirect, directResponse, ...route }: HttpRoute): Outcome {
  const { route: to, fault, rewrite, headers } = route;
  if (redirect && directResponse) throw new Error("a route with two answers");
  if (to || fault || rewrite) throw new Error("a route that answers, and passes requests on");
  return {
    kind: "answered",
    route: `${rule.name}/${route.name}`,
    answer: { ...(redirect && { redirect }), ...(directResponse && { directResponse }) },
    response: changes(headers?.response),
    policy: { corsPolicy: route.corsPolicy },
  };
}

/** What a TCP route does with a connection. */
export function tcpOutcome(
  objects: readonly KubernetesObject[],
  rule: Named,
  route: Pick<TcpRoute, "route">,
): Outcome {
  return {
    kind: "routed",
    route: rule.name,
    answers: split(route.route ?? []).map(({ share, destination }) =>
      plain(objects, destination, rule.namespace, share),
    ),
    mirrors: [],
    policy: {},
  };
}

/** What becomes of calls to a Service without a rule: any of its pods answers. */
export function unsplit(objects: readonly KubernetesObject[], host: string, port: number): Outcome {
  return {
    kind: "routed",
    route: undefined,
    answers: [plain(objects, { host, port: { number: port } }, "", 1)],
    mirrors: [],
    policy: {},
  };
}

function plain(
  objects: readonly KubernetesObject[],
  destination: Destination,
  namespace: string,
  share: number,
): Answer {
  const where = target(objects, destination, namespace);
  return { ...where, share, request: unchanged, response: unchanged };
}

/**
 * Shares of 1: a single destination takes everything, of several those without a weight take
 * nothing.
 */
function split<T extends { weight?: number }>(
  destinations: readonly T[],
): (T & { share: number })[] {
  if (destinations.length === 0) throw new Error("a route without destinations");
  if (destinations.length === 1) return destinations.map((one) => ({ ...one, share: 1 }));
  const total = destinations.reduce((sum, { weight = 0 }) => sum + weight, 0);
  if (total === 0) throw new Error("a route whose weights are all 0");
  return destinations
    .map((one) => ({ ...one, share: (one.weight ?? 0) / total }))
    .filter(({ share }) => share > 0);
}

function mirrorsOf(route: HttpRoute): { destination: Destination; percent: number }[] {
  const { mirror, mirrorPercentage, mirrors = [], mirrorPercent, mirror_percent } = route;
  if (mirrorPercent !== undefined || mirror_percent !== undefined)
    throw new Error("mirrorPercent is deprecated");
  const all = [
    ...(mirror ? [{ destination: mirror, percentage: mirrorPercentage }] : []),
    ...mirrors,
  ];
  return all
    .map(({ destination, percentage }) => ({
      destination,
      // A Percentage without a value is 0 in protobuf; only where it is left out are all requests
      // copied.
      percent: percentage ? (percentage.value ?? 0) : 100,
    }))
    .filter(({ percent }) => percent > 0);
}

type Changes = Headers["request"];

/**
 * Changes of a route and of its destination together. Both must not change one header: which wins
 * depends on Envoy.
 */
function changes(route: Changes = {}, destination: Changes = {}): HeaderChanges {
  const touched = (one: NonNullable<Changes>) =>
    [...Object.keys(one.set ?? {}), ...Object.keys(one.add ?? {}), ...(one.remove ?? [])].map(
      (name) => name.toLowerCase(),
    );
  const twice = touched(route).find((name) => touched(destination).includes(name));
  if (twice) throw new Error(`the route and its destination both change the header ${twice}`);
  return {
    set: { ...route.set, ...destination.set },
    add: { ...route.add, ...destination.add },
    remove: [...(route.remove ?? []), ...(destination.remove ?? [])],
  };
}
