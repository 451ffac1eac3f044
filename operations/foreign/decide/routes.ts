/** Finds VirtualServices of other owners that take requests of the release. Pure. */
import { objectName } from "../../../model/live-object";
import { inWords } from "../../../model/problem";
import { serviceHost } from "../../../model/release/names";
import { foreignFinding, type ForeignFinding } from "./finding";
import type { Around, RoutesAt } from "./around";
import { agedGateway, byAge, comesFirst, mayNotCount, reachOf } from "./precedence";
import { gatewayPlaces, isOnePlace, meshHosts, type GatewayPlace } from "./places";
import { conditionsAt, covers, isCatchAll, overlap, type Condition, type Place } from "./reach";

/** What becomes of the requests for a host that two VirtualServices have. */
type Outcome = "taken" | "shared" | "won" | "apart";

/** A host that a VirtualService of another owner has, too. */
interface Clash {
  readonly own: RoutesAt;
  readonly foreign: RoutesAt;
  readonly outcome: Exclude<Outcome, "apart">;
  /** Such as `shop.example.com at gateway shop/edge`. */
  readonly where: string;
  /** Why the other one comes first, or comes second. */
  readonly why: string;
}

/** The findings about VirtualServices that have a host of the release. */
export function foreignRoutes(around: Around): ForeignFinding[] {
  const clashes = around.foreignRoutes.flatMap((foreign) =>
    around.routes.flatMap((own) => [
      ...atGateways(own, foreign, around),
      ...inMesh(own, foreign, around),
    ]),
  );
  const groups = new Map<string, [Clash, ...Clash[]]>();
  for (const one of clashes) {
    const key = [objectName(one.own.object), objectName(one.foreign.object), one.outcome, one.why];
    const group = groups.get(key.join(" "));
    if (group) group.push(one);
    else groups.set(key.join(" "), [one]);
  }
  return [...groups.values()].map((group) => tell(group, around));
}

function tell(group: readonly [Clash, ...Clash[]], around: Around): ForeignFinding {
  const [{ own, foreign, outcome, why }] = group;
  const [name, by] = [objectName(own.object), objectName(foreign.object)];
  const where = inWords([...new Set(group.map((one) => one.where))]);
  const code = outcome === "taken" && !mayNotCount(foreign.object, around) ? "GR362" : "GR363";
  const effect = {
    taken: `${why}, so it takes requests that ${name} should route`,
    shared: `${why}, so it takes a part of the requests that ${name} should route`,
    won: `${why}, so routes of ${name} hold and those of ${by} do not`,
  }[outcome];
  return foreignFinding(code, foreign.object, {
    given: `it has ${where}, too: ${effect}`,
    allowed: "one VirtualService that takes the requests for a host",
    fix: `take the host out of ${by}, or out of the release; npx gray adopt --take-over marks a VirtualService that the release replaces`,
  });
}

function atGateways(own: RoutesAt, foreign: RoutesAt, around: Around): Clash[] {
  const spaces = around.gatewaySpaces;
  if (reachOf(foreign, spaces) === "none") return [];
  const others = gatewayPlaces(foreign, around);
  return gatewayPlaces(own, around).flatMap((place) => {
    const met = others.find((other) => isOnePlace(place, other));
    if (!met) return [];
    const first = comesFirstAt([met, foreign], [place, own], spaces);
    const delegateOf = (key: string) => around.foreignByKey.get(key);
    const outcome = outcomeAt(
      conditionsAt(own.object, place, () => undefined),
      conditionsAt(foreign.object, met, delegateOf),
      first,
    );
    if (outcome === "apart") return [];
    const why =
      outcome === "shared"
        ? "Istio merges the routes of both, and those for every path come last"
        : first
          ? "Istio tries its routes first"
          : "Istio tries them after those of the release";
    return [{ own, foreign, outcome, where: `${place.host} at gateway ${place.gateway}`, why }];
  });
}

function comesFirstAt(
  [there, foreign]: readonly [GatewayPlace, RoutesAt],
  [here, own]: readonly [GatewayPlace, RoutesAt],
  spaces: readonly string[],
): boolean {
  // The servers of the older Gateway come first, with all their VirtualServices.
  if (there.at && here.at && there.at.gateway.key !== here.at.gateway.key)
    return byAge(agedGateway(there.at.gateway), agedGateway(here.at.gateway)) < 0;
  return comesFirst(foreign, own, spaces);
}

/**
 * Istio puts the routes of all VirtualServices for a host behind each other, and moves those that
 * take every request to the end (`SortVHostRoutes` in Istio's
 * pilot/pkg/networking/core/route/route.go).
 */
function outcomeAt(
  own: readonly Condition[],
  foreign: readonly Condition[],
  foreignFirst: boolean,
): Outcome {
  const pairs = own.flatMap((mine) => foreign.map((theirs) => ({ mine, theirs })));
  const ahead = pairs.filter(({ mine, theirs }) =>
    isCatchAll(mine) === isCatchAll(theirs) ? foreignFirst : isCatchAll(mine),
  );
  if (ahead.some(({ mine, theirs }) => covers(theirs, mine))) return "taken";
  if (ahead.some(({ mine, theirs }) => overlap(mine, theirs))) return "shared";
  const behind = pairs.filter((one) => !ahead.includes(one));
  return behind.some(({ mine, theirs }) => covers(mine, theirs)) ? "won" : "apart";
}

/**
 * In the mesh one VirtualService alone routes the requests for a host
 * (https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services).
 */
function inMesh(own: RoutesAt, foreign: RoutesAt, around: Around): Clash[] {
  const { plan } = around;
  const { namespace } = plan.namespace;
  const ports = new Map(
    plan.services.map((service) => [
      serviceHost(service.service, namespace),
      "ports" in service ? service.ports.map(({ port }) => port) : [service.port],
    ]),
  );
  const on80 = new Set([...ports].filter(([, all]) => all.includes(80)).map(([host]) => host));
  const theirs = meshHosts(foreign, on80);
  return [...meshHosts(own, on80)].flatMap((host): Clash[] => {
    if (!theirs.has(host) || !meets({ host, own, foreign }, ports.get(host))) return [];
    const where = `the host ${host} in the mesh`;
    const reach = reachOf(foreign, [namespace]);
    const { exportTo = [] } = foreign.object.spec ?? {};
    if (reach === "none") {
      if (exportTo.every((one) => one === "~")) return [];
      const space = foreign.object.metadata.namespace;
      const named = exportTo.map((one) => (one === "." ? space : one));
      const why = `sidecars of ${inWords(named.filter((one) => one !== undefined))} see it alone`;
      return [{ own, foreign, outcome: "shared", where, why }];
    }
    const first = comesFirst(foreign, own, [namespace]);
    const why = first
      ? reach === "exported"
        ? "it is exported to the namespace by name"
        : "it is the older one"
      : "it is the younger one";
    return [{ own, foreign, outcome: first ? "taken" : "won", where, why }];
  });
}

/** Whether both have routes for one protocol of a host, on a port that its Service has. */
function meets(
  {
    host,
    own,
    foreign,
  }: { readonly host: string; readonly own: RoutesAt; readonly foreign: RoutesAt },
  ports: readonly number[] | undefined,
): boolean {
  return (["http", "tcp"] as const).some((speech) => {
    const place: Place = { gateway: "mesh", host, speech };
    const isThere = ({ port }: Condition) =>
      port === undefined || ports === undefined || ports.includes(port);
    const has = ({ object }: RoutesAt) => {
      const delegates = (object.spec?.http ?? []).some(({ delegate }) => delegate);
      return (
        (speech === "http" && delegates) ||
        conditionsAt(object, place, () => undefined).some(isThere)
      );
    };
    return has(own) && has(foreign);
  });
}
