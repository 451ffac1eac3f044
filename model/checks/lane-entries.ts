// Checks how requests enter lanes at the gateway: by the match or by the weight of a lane.
import { exposedByHttp } from "../plan/exposure";
import type { LanesSpec } from "../release/lanes";
import { alternatives, matchesOf, type Matches } from "../routes/alternatives";
import { covers } from "../routes/match";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { RouteMatch } from "../release/routing";
import { sumPercent } from "../release/weights";
import { showAt } from "../secret-places";
import { serviceContexts, type CheckContext, type ServiceContext } from "./context";
import type { Locate } from "./locate";
import { checkMatches } from "./matches";

/**
 * Checks that some request at the gateway meets each lane's match, and that the weights of all
 * lanes have a sum of at most 100.
 */
export function checkEntries(lanes: LanesSpec, context: CheckContext): Problem[] {
  const { release, locate } = context;
  const exposed = exposedByHttp(release);
  const entered = serviceContexts(context).filter(({ name }) => exposed.includes(name));
  const entries = lanes.lanes.flatMap(({ name, match }, index) =>
    match ? [{ name, match, index }] : [],
  );
  return [
    ...checkSum(lanes, locate),
    ...(entered.length > 0 ? [] : checkNoEntry(lanes, locate)),
    ...entries.flatMap(({ match, index }, i) => {
      const path = locate(["lanes", "lanes", index, "match"]);
      return [
        ...alternatives(match).flatMap((one) =>
          checkOrigin(one.match, lanes.header, [...path, ...one.path]),
        ),
        ...checkEach(match, entered, path),
        ...checkReached(match, entries.slice(0, i), path),
      ];
    }),
  ];
}

function checkSum({ lanes }: LanesSpec, locate: Locate): Problem[] {
  const taking = lanes.flatMap(({ name, weight = 0 }, index) =>
    weight > 0 ? [{ name, weight, index }] : [],
  );
  const total = sumPercent(taking.map(({ weight }) => weight));
  const last = taking.at(-1);
  if (total <= 100 || last === undefined) return [];
  const parts = taking.map(({ name, weight }) => `${name} ${weight}`);
  return [
    {
      code: "GR133",
      path: formatPath(locate(["lanes", "lanes", last.index, "weight"])),
      given: `a sum of ${total} (${parts.join(" + ")})`,
      allowed: "a sum of at most 100 for all lanes",
      fix: "lower the weights of some lanes until their sum is 100 or less",
    },
  ];
}

function checkNoEntry({ lanes }: LanesSpec, locate: Locate): Problem[] {
  return lanes.flatMap(({ match, weight = 0 }, i) =>
    [...(match ? ["match"] : []), ...(weight > 0 ? ["weight"] : [])].map((key) => ({
      code: "GR134",
      path: formatPath(locate(["lanes", "lanes", i, key])),
      given: `${key}, in a release that exposes no HTTP service`,
      allowed: `${key} only where a gateway leads to a service`,
      fix: `expose the first service of the chain, or remove ${key}`,
    })),
  );
}

/**
 * Requests enter a lane only at the gateway, and only if they are in no lane yet: the match must
 * allow both.
 */
function checkOrigin(match: RouteMatch, header: string | undefined, path: Path): Problem[] {
  const told = (key: readonly string[], given: string, fix: string): Problem => ({
    code: "GR135",
    path: formatPath([...path, ...key]),
    given,
    allowed: "conditions on requests that come through the gateway and are in no lane",
    fix,
  });
  const own = Object.keys(match.headers ?? {}).filter(
    (name) => name.toLowerCase() === header?.toLowerCase(),
  );
  return [
    ...(match.from === "mesh"
      ? [told(["from"], '"mesh", where only the gateway lets in', "remove it")]
      : []),
    ...(match.sourceLabels
      ? [told(["sourceLabels"], "labels of a calling pod", "remove sourceLabels")]
      : []),
    ...(match.sourceNamespace === undefined
      ? []
      : [told(["sourceNamespace"], "the namespace of a calling pod", "remove sourceNamespace")]),
    ...(match.port === undefined
      ? []
      : [told(["port"], "a port of one service, for a lane through several", "remove port")]),
    ...own.map((name) =>
      told(
        ["headers", name],
        `the header ${name}, with which a request is in a lane already`,
        "remove the condition: a request with the header needs no match",
      ),
    ),
  ];
}

/**
 * A mistake in a match is reported once, although the match is checked for each exposed service.
 */
function checkEach(given: Matches, entered: readonly ServiceContext[], path: Path): Problem[] {
  const found = alternatives(given).flatMap(({ match, path: inside }) => {
    const { from: _from, sourceLabels: _labels, ...others } = match;
    const { sourceNamespace: _namespace, port: _port, ...atGateway } = others;
    // checkOrigin has reported these conditions; a match without other conditions needs no second
    // problem.
    if (Object.keys(atGateway).length === 0 && Object.keys(match).length > 0) return [];
    return entered.flatMap((service) => checkMatches(atGateway, service, [...path, ...inside]));
  });
  const byText = new Map(found.map((problem) => [problem.path + problem.given, problem]));
  return [...byText.values()];
}

function checkReached(
  match: Matches,
  earlier: readonly { readonly name: string; readonly match: Matches }[],
  path: Path,
): Problem[] {
  const atGateway = (each: Matches): RouteMatch[] =>
    matchesOf(each).map((one) => ({ ...one, from: "gateway" }));
  const shadows = atGateway(match).map((own) =>
    earlier.find((other) => atGateway(other.match).some((one) => covers(one, own))),
  );
  const [shadow] = shadows;
  if (!shadow || shadows.some((one) => !one)) return [];
  return [
    {
      code: "GR121",
      path: formatPath(path),
      given: `${showAt(path, match)}, which can never match: the lane ${show(shadow.name)} before it takes every such request`,
      allowed: "conditions that no earlier lane covers",
      fix: `list the lane before ${show(shadow.name)}, or narrow that one`,
    },
  ];
}
