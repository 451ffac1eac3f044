// Checks the match of a route or a lane: some request must be able to meet all its conditions.
import { formatPath, show, type Path, type Problem } from "../problem";
import { gatewayCallers } from "../plan/access";
import { exposuresOf } from "../plan/exposure";
import type { RouteMatch } from "../release/routing";
import { alternatives, matchesOf, type Matches } from "../routes/alternatives";
import { contradictions } from "../routes/conditions";
import { conditions } from "../routes/match";
import { matchConditions, matchFields } from "../routes/match-fields";
import { inRow } from "../schema/common";
import { showAt } from "../secret-places";
import type { ServiceContext } from "./context";
import { checkExpression } from "./requests/expressions";
import { checkPaths } from "./requests/paths";

type MatchContext = Pick<ServiceContext, "name" | "service" | "release" | "clusters">;

/**
 * Checks that each match of a route has conditions, that they do not contradict each other, and that
 * Istio takes them.
 */
export function checkMatches(given: Matches, context: MatchContext, path: Path): Problem[] {
  const all = alternatives(given);
  return all.flatMap(({ match, path: inside }) =>
    checkMatch(match, context, [...path, ...inside], matchesOf(given)),
  );
}

function checkMatch(
  match: RouteMatch,
  context: MatchContext,
  path: Path,
  all: readonly RouteMatch[],
): Problem[] {
  return [
    ...checkAny(match, path),
    ...checkOrigin(match, context.service.expose, path),
    ...checkNamespace(match, context, [...path, "sourceNamespace"]),
    ...checkHeaders(match, path),
    ...checkContradictions(match, path),
    ...checkExpressions(match, path),
    ...checkPaths(match, { ...context, path, all }),
  ];
}

function checkAny(match: RouteMatch, path: Path): Problem[] {
  if (conditions(match).size > 0) return [];
  return [
    {
      code: "GR120",
      path: formatPath(path),
      given: "no condition",
      allowed: `at least one of ${inRow(Object.keys(matchFields), "and")}`,
      fix: "add a condition, or use weights for all traffic",
    },
  ];
}

const ofCaller = {
  sourceLabels: "labels of a calling pod",
  sourceNamespace: "the namespace of a calling pod",
} as const;

function checkOrigin(match: RouteMatch, exposed: unknown, path: Path): Problem[] {
  if (match.from !== "gateway") return [];
  return [
    ...(exposed
      ? []
      : [
          {
            code: "GR123",
            path: formatPath([...path, "from"]),
            given: '"gateway", for a service that is not exposed',
            allowed: "mesh: no request comes to the service through the gateway",
            fix: "set expose of the service, or remove the condition",
          } as const,
        ]),
    ...(["sourceLabels", "sourceNamespace"] as const)
      .filter((key) => match[key] !== undefined)
      .map((key): Problem => ({
        code: "GR123",
        path: formatPath([...path, key]),
        given: `${ofCaller[key]}, for requests that come through the gateway`,
        allowed: `${key} only for calls from inside the mesh`,
        fix: `remove ${key}, or \`from: gateway\``,
      })),
  ];
}

/**
 * A gateway's pods have a namespace, too, and Istio can't be asked to leave them out: it looks at no
 * namespace in a match that names gateways (`sourceMatchHTTP` in istiod's
 * pilot/pkg/networking/core/route/route.go).
 */
function checkNamespace(
  { sourceNamespace }: RouteMatch,
  { name, release, clusters }: MatchContext,
  path: Path,
): Problem[] {
  const ways = sourceNamespace === undefined ? [] : exposuresOf(release, name);
  // A broken release may lack its namespace.
  const pods: readonly (string | undefined)[] = ways.flatMap(({ gateway }) => [
    gateway.namespace,
    ...[release.access?.gateway ?? [], gatewayCallers(gateway, clusters)].flat(),
  ]);
  const spaces = pods.map((one) => one?.split("/")[0]);
  const own = sourceNamespace === release.namespace;
  if (own || !spaces.includes(sourceNamespace)) return [];
  return [
    {
      code: "GR331",
      path: formatPath(path),
      given: `${show(sourceNamespace)}, the namespace of the gateway's pods, for a service that is exposed`,
      allowed: "a namespace in which no gateway runs that leads to the service",
      fix: "name the calling pods by sourceLabels, or write `from: gateway` for the requests through the gateway",
    },
  ];
}

/** Istio takes one condition for each header, and all cookies share the header `cookie`. */
function checkHeaders(match: RouteMatch, path: Path): Problem[] {
  const { headers = {}, cookies = {} } = match;
  const all = matchConditions(match);
  const twice = all.filter(({ where }, i) => all.findIndex((one) => one.where === where) < i);
  const count = Object.keys(cookies).length;
  const both = count > 0 && Object.keys(headers).some((name) => name.toLowerCase() === "cookie");
  const told = (where: Path, given: string, fix: string): Problem => ({
    code: "GR124",
    path: formatPath(where),
    given,
    allowed: "one condition for each header; all cookies are in the header `cookie`",
    fix,
  });
  return [
    ...twice.map(({ where, path: inside }) =>
      told([...path, ...inside], `a second condition on: ${where}`, "keep one"),
    ),
    ...(count > 1
      ? [
          told(
            [...path, "cookies"],
            `${count} cookies (${Object.keys(cookies).join(", ")})`,
            "keep one of them, or write a regex for the header cookie",
          ),
        ]
      : []),
    ...(both
      ? [
          told(
            [...path, "cookies"],
            "a cookie, beside a condition on the header cookie",
            "keep one of the two",
          ),
        ]
      : []),
  ];
}

/** No request has a header and has it not. */
function checkContradictions(match: RouteMatch, path: Path): Problem[] {
  const never = contradictions(conditions(match));
  return matchConditions(match)
    .filter(({ where }) => never.includes(where))
    .map(({ path: inside, condition }) => ({
      code: "GR127",
      path: formatPath([...path, ...inside]),
      given: `${condition === "present" ? "{}" : showAt([...path, ...inside], condition)}, beside a condition that wants such a header`,
      allowed: "conditions that some request can meet together",
      fix: "remove one of the two conditions",
    }));
}

function checkExpressions(match: RouteMatch, path: Path): Problem[] {
  return matchConditions(match).flatMap(({ condition, path: inside }) =>
    condition === "present" ? [] : checkExpression(condition, [...path, ...inside]),
  );
}
