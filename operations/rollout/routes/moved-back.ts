/** Moves the weights of live routes back, and leaves the rest of them as another manager has it. Pure. */
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import type { JudgedRoute } from "./judge";

type AnyRoute = NonNullable<VirtualServiceSpec["http" | "tcp" | "tls"]>[number];

/**
 * The live routes with the shares that the next plan has for them. Routes that only earlier plans
 * have are left out: a step set them, such as one that leads testers to the new version.
 */
export function movedBack(
  live: VirtualServiceSpec,
  { next: { spec: next }, from }: Pick<JudgedRoute, "next" | "from">,
): VirtualServiceSpec {
  const names = new Set(next.http?.map(({ name }) => name));
  const ours = new Set(from.flatMap(({ spec }) => spec.http ?? []).map(({ name }) => name));
  const { http, tcp, tls } = live;
  return {
    ...live,
    ...(http && {
      http: http
        .filter(({ name }) => names.has(name) || !ours.has(name))
        .map((route) =>
          withShares(
            route,
            next.http?.find(({ name }) => name === route.name),
          ),
        ),
    }),
    ...(tcp && { tcp: inPlaces(tcp, next.tcp) }),
    ...(tls && { tls: inPlaces(tls, next.tls) }),
  };
}

/** TCP and TLS routes have no names, but places in their list. */
function inPlaces<T extends AnyRoute>(live: readonly T[], next: readonly AnyRoute[] = []): T[] {
  return live.map((route, i) => (live.length === next.length ? withShares(route, next[i]) : route));
}

function withShares<T extends AnyRoute>(live: T, planned: AnyRoute | undefined): T {
  return planned?.route ? { ...live, route: planned.route } : live;
}
