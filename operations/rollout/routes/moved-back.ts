/** Moves the weights of live routes back, and leaves the rest of them as another manager has it. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import type { JudgedRoute } from "./judge";

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];
type AnyRoute = NonNullable<VirtualServiceSpec["http" | "tcp" | "tls"]>[number];

/**
 * The live routes with the shares that the next plan has for them. What only earlier plans have, a
 * step set: routes, such as one that leads testers to the new version, are left out, and so are copies
 * of requests.
 */
export function movedBack(
  live: VirtualServiceSpec,
  { next: { spec: next }, from }: Pick<JudgedRoute, "next" | "from">,
): VirtualServiceSpec {
  const planned = new Map(next.http?.map((route) => [route.name, route]));
  const earlier = from.flatMap(({ spec }) => spec.http ?? []);
  const isOfStep = ({ name }: HttpRoute) =>
    !planned.has(name) && earlier.some((one) => one.name === name);
  const { http, tcp, tls } = live;
  return {
    ...live,
    ...(http && {
      http: http
        .filter((route) => !isOfStep(route))
        .map((route) => {
          const to = planned.get(route.name);
          const ours = earlier.filter(({ name }) => name === route.name);
          return withShares(to ? withCopies(route, to, ours) : route, to);
        }),
    }),
    ...(tcp && { tcp: inPlaces(tcp, next.tcp) }),
    ...(tls && { tls: inPlaces(tls, next.tls) }),
  };
}

/** The copies of the plan, unless another manager set those that are live. */
function withCopies(live: HttpRoute, planned: HttpRoute, ours: readonly HttpRoute[]): HttpRoute {
  const copies = ({ mirror, mirrorPercentage }: HttpRoute) => ({
    ...(mirror && { mirror }),
    ...(mirrorPercentage && { mirrorPercentage }),
  });
  if (!ours.some((one) => isDeepStrictEqual(copies(one), copies(live)))) return live;
  const { mirror: _mirror, mirrorPercentage: _percentage, ...rest } = live;
  return { ...rest, ...copies(planned) };
}

/** TCP and TLS routes have no names, but places in their list. */
function inPlaces<T extends AnyRoute>(live: readonly T[], next: readonly AnyRoute[] = []): T[] {
  return live.map((route, i) => (live.length === next.length ? withShares(route, next[i]) : route));
}

function withShares<T extends AnyRoute>(live: T, planned: AnyRoute | undefined): T {
  return planned?.route ? { ...live, route: planned.route } : live;
}
