// Draws services with their versions and weights.
import { covers } from "../../../model/routes/match";
import type { ExposeSpec } from "../../../model/release/gateway";
import type { Protocol, ServiceSpec, VersionSpec } from "../../../model/release/release";
import type {
  RouteMatch,
  RouteSpec,
  ServiceWeights,
  StickySpec,
} from "../../../model/release/routing";
import type { Exposing } from "./exposure";
import { bothOf } from "./alternatives";
import { present, type Draw } from "./draw";
import { httpMatch, tcpMatch, type Callers, type MatchRules } from "./matches";
import { mirror } from "./mirrors";
import { podFields } from "./pods";
import { declaredPorts, outsides, portNames, probed } from "./ports";
import {
  answer,
  answerPolicy,
  fault,
  requestPolicy,
  serviceAnnotations,
  upstreamPolicy,
} from "./policies";
import { scalingFields } from "./scaling";

const versionNames = ["v1", "v2", "v3", "1.2_RC", "canary"];

const strategies: readonly NonNullable<VersionSpec["strategy"]>[] = [
  "RollingUpdate",
  "Recreate",
  { rollingUpdate: { maxSurge: 1 } },
];

/** What a service is given by its release. */
export interface ServiceFrame {
  readonly name: string;
  readonly protocol: Protocol;
  readonly expose: Exposing;
  readonly versions: Readonly<Record<string, VersionSpec>>;
  readonly callers: Callers;
}

/** Versions, the first of which runs; the others may run nowhere. */
export function versions(
  draw: Draw,
  clusters: readonly string[],
  http: boolean,
): Record<string, VersionSpec> {
  const names = draw.some(versionNames, 1);
  return Object.fromEntries(
    names.map((name, i): [string, VersionSpec] => {
      const offline = i > 0 && draw.chance(20);
      const spec = draw.parts<Record<"replicas", number> & { clusters: string[] }>(50, {
        replicas: () => draw.whole(1, 9),
        clusters: () => draw.some(clusters, 1),
      });
      const byCluster =
        spec.replicas !== undefined && !offline && draw.chance(25)
          ? replicasByCluster(draw, spec.clusters ?? clusters)
          : undefined;
      return [
        name,
        {
          image: "ghcr.io/acme/app:1",
          ...spec,
          ...(byCluster && { replicas: byCluster }),
          ...(offline && { clusters: [] }),
          ...(draw.chance(15) && {
            labels: draw.one<Record<string, string>>([{ track: name }, {}]),
          }),
          ...(draw.chance(10) && { strategy: draw.one(strategies) }),
          ...(draw.chance(10) && { annotations: { "acme.com/owner": "shop" } }),
          ...scalingFields(draw, spec.replicas),
          ...podFields(draw),
          ...upstreamPolicy(draw, 15, http),
        },
      ];
    }),
  );
}

/** Numbers of pods for some of the clusters that run a version. */
function replicasByCluster(draw: Draw, clusters: readonly string[]): Record<string, number> {
  return Object.fromEntries(draw.some(clusters).map((name) => [name, draw.whole(1, 9)]));
}

/** The versions that run somewhere. */
export function running(versions: Readonly<Record<string, VersionSpec>>): string[] {
  return Object.keys(versions).filter((name) => versions[name]?.clusters?.length !== 0);
}

/** A service without what refers to other services. */
export function service(draw: Draw, frame: ServiceFrame): ServiceSpec {
  const { protocol, expose, versions } = frame;
  const http = protocol !== "tcp";
  const ports = declaredPorts(draw, frame);
  const outside = draw.maybe(25, () => outsides(draw, ports, http));
  const on = [...running(versions), ...Object.keys(outside ?? {})];
  const copied = on.filter((name) => !outside?.[name]?.external);
  const weights = serviceWeights(draw, on, Boolean(expose));
  const sticky = http
    ? draw.maybe(30, () =>
        draw.parts<Required<StickySpec>>(50, {
          cookie: () => "kept",
          ttl: () => draw.one(["1h", "90s", "0s"]),
        }),
      )
    : undefined;
  return present({
    ...ports,
    selector: draw.maybe(15, () => ({ "app.kubernetes.io/name": frame.name })),
    type: draw.maybe(10, () => draw.one(["NodePort", "LoadBalancer"] as const)),
    labels: draw.maybe(10, () => ({ team: "shop" })),
    annotations: draw.maybe(15, () => serviceAnnotations(draw)),
    versions: probed(versions, ports),
    outside,
    weights,
    routes: draw.maybe(70, () =>
      routes(draw, { ...frame, on, copied }, portNames(ports, http), sticky !== undefined),
    ),
    sticky,
    mirror: http ? draw.maybe(25, () => mirror(draw, copied, weights)) : undefined,
    expose: expose || draw.maybe(20, () => false as const),
    virtualService: draw.maybe(15, () => `${frame.name}-rules`),
    ...(http && requestPolicy(draw, 15)),
    ...upstreamPolicy(draw, 15, http),
  });
}

/** Weights over the versions that run, for an exposed service sometimes one for each origin. */
export function serviceWeights(
  draw: Draw,
  versions: readonly string[],
  exposed: boolean,
): ServiceWeights {
  const weights = () => draw.weights(versions);
  return exposed && draw.chance(30) ? { gateway: weights(), mesh: weights() } : weights();
}

function routes(
  draw: Draw,
  frame: ServiceFrame & { readonly on: readonly string[]; readonly copied: readonly string[] },
  ports: readonly string[],
  sticky: boolean,
): RouteSpec[] {
  const http = frame.protocol !== "tcp";
  const { on, copied } = frame;
  const drawn = Array.from({ length: draw.whole(0, 3) }, (_, i): RouteSpec => {
    const answers = http && draw.chance(20);
    const to = draw.chance(50) ? draw.one(on) : draw.weights(on);
    const rules: MatchRules = {
      callers: frame.callers,
      origins: frame.expose ? ["gateway", "mesh"] : ["mesh"],
      within: exposedPaths(frame.expose),
      // A sticky route has its cookie beside its conditions, and Istio takes one on cookies.
      cookies: !(sticky && typeof to === "object"),
    };
    const one = (own = rules): RouteMatch => {
      const match = http ? httpMatch(draw, own) : tcpMatch(draw, own);
      // The gateway leads to the first port.
      const port = match.from === "gateway" ? ports[0] : draw.one(ports);
      return draw.chance(30) && port !== undefined ? { ...match, port } : match;
    };
    const match = draw.chance(70) ? one() : draw.chance(20) ? [one()] : bothOf(draw, rules, one);
    if (answers) return { name: `r${i}`, match, ...answer(draw), ...answerPolicy(draw) };
    return present({
      name: `r${i}`,
      match,
      to,
      mirror: http ? draw.maybe(20, () => mirror(draw, copied, to)) : undefined,
      fault: http ? draw.maybe(20, () => fault(draw)) : undefined,
      ...(http && requestPolicy(draw, 15)),
    });
  });
  const whole = ({ match }: RouteSpec) =>
    [match].flat().map((one) => withOrigin(one, Boolean(frame.expose)));
  return drawn.filter((route, i) => {
    const earlier = drawn.slice(0, i).flatMap(whole);
    return !whole(route).every((later) => earlier.some((one) => covers(one, later)));
  });
}

/** Conditions with what they say about the origin without words. */
function withOrigin(match: RouteMatch, exposed: boolean): RouteMatch {
  return match.sourceLabels || match.sourceNamespace || !exposed
    ? { ...match, from: "mesh" }
    : match;
}

/**
 * Paths in which conditions must lie for a delegating gateway to keep them; none where every path
 * leads here.
 */
function exposedPaths(expose: Exposing): NonNullable<ExposeSpec["paths"]> {
  const ways = (typeof expose === "object" ? [expose].flat() : []) as readonly ExposeSpec[];
  const given = ways.flatMap(({ paths = [] }) => paths);
  return given.some((path) => "prefix" in path && path.prefix === "/") ? [] : given;
}
