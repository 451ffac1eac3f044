/** Reads which requests the routes of a VirtualService take at one place. Pure. */
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import { fullGateway } from "../../../model/release/names";
import { serves } from "../../../model/plan/exposure";
import type { LiveVirtualService } from "../live";

/** What a place speaks. */
export type Speech = "http" | "tls" | "tcp";

/** The conditions of one route. */
export interface Condition {
  readonly path?: { readonly how: "exact" | "prefix" | "regex"; readonly text: string };
  /** Whether it has conditions beside the path. */
  readonly more: boolean;
  /** Left out: every port of the place. */
  readonly port?: number;
}

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];
type HttpMatch = NonNullable<HttpRoute["match"]>[number];

/** A place at which routes act. */
export interface Place {
  /** The full name of a Gateway, or `mesh`. */
  readonly gateway: string;
  readonly host: string;
  readonly speech: Speech;
}

/**
 * The conditions of all routes of a VirtualService at a place. A route that delegates has those of
 * the delegate's routes, too.
 *
 * @param delegateOf the delegates that are known
 */
export function conditionsAt(
  { metadata, spec = {} }: LiveVirtualService,
  { gateway, host, speech }: Place,
  delegateOf: (key: string) => LiveVirtualService | undefined,
): Condition[] {
  const { namespace } = metadata;
  const acts = ({ gateways = [] }: { readonly gateways?: readonly string[] }) =>
    gateways.length === 0 || gateways.some((name) => fullGateway(name, namespace) === gateway);
  if (speech === "http")
    return (spec.http ?? []).flatMap((route) => {
      const own = (route.match ?? [{}]).filter(acts).map(httpCondition);
      const { delegate } = route;
      const to = delegate && delegateOf(`${delegate.namespace ?? namespace}/${delegate.name}`);
      return to ? own.flatMap((outer) => within(outer, to)) : own;
    });
  if (speech === "tls")
    return (spec.tls ?? []).flatMap(({ match }) =>
      match
        .filter(acts)
        .filter(({ sniHosts }) => sniHosts.some((sni) => serves(sni.toLowerCase(), host)))
        .map(connectionCondition),
    );
  return (spec.tcp ?? []).flatMap(({ match = [{}] }) =>
    match.filter(acts).map(connectionCondition),
  );
}

function httpCondition(match: HttpMatch): Condition {
  // Istio ignores the name; gateways and port are conditions of the place.
  const { uri, ignoreUriCase, gateways: _at, name: _name, port, ...others } = match;
  const path = pathOf(uri ?? {});
  return {
    ...(path && { path }),
    more: Object.values(others).some(isCondition) || (ignoreUriCase ?? false),
    ...(port !== undefined && { port }),
  };
}

/** An empty map is no condition. */
function isCondition(value: unknown): boolean {
  return typeof value === "object" && value !== null ? Object.keys(value).length > 0 : true;
}

/**
 * The condition of a path; undefined for one that every path meets (`IsCatchAllRoute` in Istio's
 * pilot/pkg/networking/core/route/route.go).
 */
function pathOf({ exact, prefix, regex }: NonNullable<HttpMatch["uri"]>): Condition["path"] {
  if (exact !== undefined) return { how: "exact", text: exact };
  if (prefix !== undefined) return prefix === "/" ? undefined : { how: "prefix", text: prefix };
  if (regex === undefined || [".*", "*"].includes(regex)) return undefined;
  return { how: "regex", text: regex };
}

/** The conditions of a delegate's routes, inside those of the route that delegates. */
function within(outer: Condition, { spec = {} }: LiveVirtualService): Condition[] {
  return (spec.http ?? []).flatMap(({ match = [{}] }) =>
    match.map((one) => {
      const inner = httpCondition(one);
      const path = inner.path ?? outer.path;
      return { ...outer, ...inner, ...(path && { path }), more: outer.more || inner.more };
    }),
  );
}

function connectionCondition(match: {
  readonly port?: number;
  readonly sourceLabels?: object;
  readonly sourceNamespace?: string;
  readonly destinationSubnets?: readonly string[];
}): Condition {
  const { port, sourceLabels, sourceNamespace, destinationSubnets } = match;
  const more = [sourceLabels, sourceNamespace, destinationSubnets].some((one) => one !== undefined);
  return { more, ...(port !== undefined && { port }) };
}

/** Whether a route takes every request of its place. */
export function isCatchAll({ path, more }: Condition): boolean {
  return path === undefined && !more;
}

/** Whether each request of the second route is one of the first. */
export function covers(wide: Condition, narrow: Condition): boolean {
  if (wide.more || !samePort(wide, narrow)) return false;
  if (!wide.path) return true;
  const { how, text } = wide.path;
  if (!narrow.path) return false;
  if (how === "prefix" && narrow.path.how !== "regex") return narrow.path.text.startsWith(text);
  return how === narrow.path.how && text === narrow.path.text;
}

/** Whether some request may be one of both routes. */
export function overlap(one: Condition, other: Condition): boolean {
  if (!samePort(one, other)) return false;
  const [a, b] = [one.path, other.path];
  if (!a || !b || a.how === "regex" || b.how === "regex") return true;
  // In lower case, since a route may ignore the case of paths.
  const [x, y] = [a.text.toLowerCase(), b.text.toLowerCase()];
  if (a.how === "exact" && b.how === "exact") return x === y;
  return (a.how === "prefix" && y.startsWith(x)) || (b.how === "prefix" && x.startsWith(y));
}

function samePort({ port: one }: Condition, { port: other }: Condition): boolean {
  return one === undefined || other === undefined || one === other;
}
