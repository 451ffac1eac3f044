/** Finds Gateways of other owners whose servers and those of the release can't both hold. Pure. */
import { objectName } from "../../../model/live-object";
import { listed } from "../../../model/problem";
import type { Around } from "./around";
import { foreignFinding, type ForeignFinding } from "./finding";
import { onOnePod, type KnownGateway, type KnownServer } from "./gateway";
import { agedGateway, byAge, mayNotCount } from "./precedence";

/** The findings about Gateways that open a port of the release's Gateways on the same pods. */
export function foreignServers(around: Around): ForeignFinding[] {
  const all = [...around.gateways.values()];
  const own = all.filter(({ by }) => by === "planned");
  const foreign = all.filter(({ by }) => by === "foreign");
  return own.flatMap((mine) =>
    foreign
      .filter((theirs) => onOnePod(mine, theirs))
      .flatMap((theirs) => clashes(mine, theirs, around)),
  );
}

function clashes(mine: KnownGateway, theirs: KnownGateway, around: Around): ForeignFinding[] {
  const first = byAge(agedGateway(theirs), agedGateway(mine)) < 0;
  const found = mine.servers.flatMap((server) =>
    theirs.servers
      .filter(({ port, bind }) => port === server.port && bind === server.bind)
      .flatMap((other) => clash(server, other, { first, name: objectName(mine.object) }) ?? []),
  );
  const told = new Map(found.map((one) => [one.given, one]));
  return [...told.values()].map(({ given, wrong }) =>
    foreignFinding(
      wrong && !mayNotCount(theirs.object, around) ? "GR364" : "GR365",
      theirs.object,
      {
        given,
        allowed: "one Gateway for a host and a port of the same pods",
        fix: `take the host or the port out of ${objectName(theirs.object)}, or out of the release, or let the release use that Gateway (gateway.create: false)`,
      },
    ),
  );
}

/** What two servers of one port do to each other. */
interface Clash {
  readonly given: string;
  /** Whether requests of the release go wrong. */
  readonly wrong: boolean;
}

/**
 * Istio merges servers of plain HTTP, and servers of TLS with different hosts; it skips every other
 * one whose port is open already, with all its hosts: that of the younger Gateway (`mergeGateways` in
 * Istio's pilot/pkg/model/gateway.go). A redirect holds for its hosts whatever else serves them
 * (`buildGatewayHTTPRouteConfig` in pilot/pkg/networking/core/gateway.go).
 */
function clash(
  mine: KnownServer,
  theirs: KnownServer,
  { first, name }: { readonly first: boolean; readonly name: string },
): Clash | undefined {
  const same = mine.hosts
    .map(({ host }) => host)
    .filter((host) => theirs.hosts.some((one) => one.host === host));
  if (mine.speaks === "plain" && theirs.speaks === "plain") {
    if (same.length === 0 || mine.redirects === theirs.redirects) return undefined;
    const what = `${listed(same)} on port ${mine.port}`;
    return theirs.redirects
      ? {
          given: `it redirects the requests for ${what} to https, also those of ${name}`,
          wrong: true,
        }
      : {
          given: `${name} redirects the requests for ${what} to https, also its own`,
          wrong: false,
        };
  }
  const bothTls = mine.speaks === "tls" && theirs.speaks === "tls";
  if (bothTls && same.length === 0) return undefined;
  const what = bothTls
    ? `it serves ${listed(same)} on port ${mine.port}, too`
    : `it has another protocol on port ${mine.port}, or connections that can't be told apart`;
  const hosts = listed((first ? mine : theirs).hosts.map(({ host }) => host));
  return {
    given: first
      ? `${what}, and is the older one: Istio skips the server of ${name}, with all its hosts (${hosts})`
      : `${what}, and is the younger one: Istio skips its server, with all its hosts (${hosts})`,
    wrong: first,
  };
}
