/** Takes a live VirtualService apart into cases, each of which is one route of a release. Pure. */
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import { readMatch } from "../../../model/manifests/http-match";
import { dnsLabel } from "../../../model/release/names";
import type { Answer } from "../../../model/routes/answer";
import {
  directResponse as directResponseSchema,
  redirect as redirectSchema,
} from "../../../model/schema/routes/answers";
import { validateSchema } from "../../../model/schema/validate";
import type { FaultSpec, RouteMatch, RouteSpec, Weights } from "../../../model/release/routing";
import { matchesOf } from "../../../model/routes/alternatives";
import { covers } from "../../../model/routes/match";
import type { LiveDestination } from "./hosts";
import { same } from "./pod-difference";

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];

/** A live HTTP route, as a route of a release. */
export interface RouteCase {
  /** Index of the route in the VirtualService. */
  readonly at: number;
  readonly route: HttpRoute;
  /** The name of the route in the release; left out for the route that takes all other requests. */
  readonly name?: string;
}

/** The cases of HTTP routes in their order. */
export function routeCases(http: readonly HttpRoute[]): RouteCase[] {
  const taken = new Set<string>();
  return http.map((route, at): RouteCase => {
    if (at === http.length - 1 && takesAll(route)) return { at, route: { ...route, match: [] } };
    const own = dnsLabel.test(route.name ?? "") ? (route.name ?? "") : `route-${at + 1}`;
    return { at, route, name: unused(own, taken) };
  });
}

/** Whether a route takes every request. */
export function takesAll({ match = [] }: HttpRoute): boolean {
  return match.length === 0 || (match.length === 1 && same(match, [{ uri: { prefix: "/" } }]));
}

/**
 * The routes of cases that get requests. A release refuses a route whose requests earlier ones take, so such a one is told and
 * left out.
 */
export function reachedRoutes(
  cases: readonly RouteCase[],
  read: (one: RouteCase) => readonly RouteSpec[],
  tell: (field: string, why: string) => void,
): RouteSpec[] {
  const routes: RouteSpec[] = [];
  for (const one of cases)
    for (const route of read(one)) {
      const earlier = takenBefore(route, routes);
      if (earlier === undefined) routes.push(route);
      else
        tell(
          routeField(one.at, "match", one.route.name),
          `it never gets a request: the route ${earlier} before it takes them all; remove it`,
        );
    }
  return routes;
}

/** The name of the first earlier route that takes every request of one match, if each match has such a route. */
function takenBefore({ match }: RouteSpec, earlier: readonly RouteSpec[]): string | undefined {
  const [first, ...more] = matchesOf(match).map((one) =>
    earlier.find((other) => matchesOf(other.match).some((taking) => covers(taking, one))),
  );
  return first && more.every(Boolean) ? first.name : undefined;
}

/** A live match in the words of a release. */
export function matchIn(live: NonNullable<HttpRoute["match"]>[number]): RouteMatch {
  const [gateway, ...more] = new Set(
    (live.gateways ?? []).map((name) => (name === "mesh" ? "mesh" : "gateway")),
  );
  // Only calls from the mesh carry labels of the calling pod.
  if (gateway === undefined || more.length > 0) return readMatch(live);
  return { ...readMatch(live), from: gateway };
}

function unused(name: string, taken: Set<string>): string {
  const free = taken.has(name) ? unused(`${name.slice(0, 60)}-b`, taken) : name;
  taken.add(free);
  return free;
}

/** The answer of a live route; undefined where it leads somewhere, or no release can say it. */
export function answerIn({ redirect, directResponse }: HttpRoute): Answer | undefined {
  const to = validateSchema(redirectSchema, redirect, []);
  if ("value" in to) return { redirect: to.value };
  const { body, ...rest } = directResponse ?? {};
  const text = body?.string ?? body;
  const answer = { ...rest, ...(text !== undefined && { body: text }) };
  const read = validateSchema(directResponseSchema, answer, []);
  return "value" in read ? { directResponse: read.value } : undefined;
}

/** A fault as a route of a release has it; undefined for one in another form. */
export function faultOf({ delay, abort }: NonNullable<HttpRoute["fault"]> = {}):
  FaultSpec | undefined {
  const time = delay?.fixedDelay;
  const status = abort?.httpStatus;
  if (time === undefined && status === undefined) return undefined;
  const percent = (share?: { readonly value?: number }) =>
    share?.value === undefined || share.value === 100 ? {} : { percent: share.value };
  return {
    ...(time !== undefined && { delay: { time: String(time), ...percent(delay?.percentage) } }),
    ...(status !== undefined && { abort: { status, ...percent(abort?.percentage) } }),
  };
}

/** The copies of a route, in the newer of Istio's two forms. */
export function mirrorsOf({ mirror, mirrorPercentage, mirrors = [] }: HttpRoute) {
  return mirror ? [{ destination: mirror, percentage: mirrorPercentage }] : mirrors;
}

/** A field of an HTTP route, with the route's name: `spec.http[2].redirect (route old)`. */
export function routeField(at: number, part: string, name: string | undefined): string {
  return `spec.http[${at}].${part}${name === undefined ? "" : ` (route ${name})`}`;
}

/** All traffic on the first of some versions. */
export function everything([first = ""]: readonly string[]): Weights {
  return { [first]: 100 };
}

/** Percentages with at most two decimals, whose sum is 100, from hundredths of a percent. */
export function rounded(shares: Readonly<Record<string, number>>): Weights {
  const [[first = ""] = [], ...others] = Object.entries(shares);
  const rest = others.map(([version, share]) => [version, Math.round(share)] as const);
  const left = rest.reduce((all, [, share]) => all - share, 10_000);
  const inPercent = rest.map(([version, share]) => [version, share / 100] as const);
  return { [first]: left / 100, ...Object.fromEntries(inPercent) };
}

/** Where the requests of a live route go. */
export type Destinations = readonly {
  readonly destination?: LiveDestination;
  readonly weight?: number;
}[];

/**
 * The shares of destinations in hundredths of a percent, by version: Istio takes weights relative to
 * their sum, and the only destination gets all.
 */
export function hundredths(
  destinations: Destinations,
  versionOf: (one: Destinations[number]) => string | undefined,
): Record<string, number> {
  const sum = destinations.reduce((all, { weight = 0 }) => all + weight, 0);
  const shares: Record<string, number> = {};
  for (const one of destinations) {
    const version = versionOf(one);
    const part = destinations.length === 1 ? 10_000 : ((one.weight ?? 0) * 10_000) / sum;
    if (version !== undefined && part > 0) shares[version] = (shares[version] ?? 0) + part;
  }
  return shares;
}
