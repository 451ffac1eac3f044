// Checks the match of a route or a lane: some request must be able to meet all its conditions.
import { exposuresOf, isEvery } from "../plan/exposure";
import { contradictions, implies } from "../routes/conditions";
import { conditions } from "../routes/match";
import { matchConditions, matchFields } from "../routes/match-fields";
import { inRow } from "../schema/common";
import { formatPath, show, type Path, type Problem } from "../problem";
import { refusedByRe2 } from "../routes/re2";
import type { ExposedPath } from "../release/gateway";
import type { RouteMatch, StringMatch } from "../release/routing";
import type { ServiceContext } from "./context";

/**
 * Checks that a match has conditions, that they do not contradict each other, and that Istio takes
 * them.
 */
export function checkMatch(
  match: RouteMatch,
  context: Pick<ServiceContext, "name" | "service" | "release">,
  path: Path,
): Problem[] {
  return [
    ...checkAny(match, path),
    ...checkOrigin(match, context.service.expose, path),
    ...checkHeaders(match, path),
    ...checkContradictions(match, path),
    ...checkExpressions(match, path),
    ...checkPaths(match, context, [...path, "uri"]),
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

function checkOrigin({ from, sourceLabels }: RouteMatch, exposed: unknown, path: Path): Problem[] {
  if (from !== "gateway") return [];
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
    ...(sourceLabels
      ? [
          {
            code: "GR123",
            path: formatPath([...path, "sourceLabels"]),
            given: "labels of a calling pod, for requests that come through the gateway",
            allowed: "sourceLabels only for calls from inside the mesh",
            fix: "remove sourceLabels, or `from: gateway`",
          } as const,
        ]
      : []),
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
      given: `${condition === "present" ? "{}" : show(condition)}, beside a condition that wants such a header`,
      allowed: "conditions that some request can meet together",
      fix: "remove one of the two conditions",
    }));
}

function checkExpressions(match: RouteMatch, path: Path): Problem[] {
  return matchConditions(match).flatMap(({ condition, path: inside }) =>
    condition === "present" ? [] : checkExpression(condition, [...path, ...inside]),
  );
}

/** Checks that RE2 takes a regular expression, as far as the program can know. */
export function checkExpression(match: StringMatch, path: Path): Problem[] {
  const why = "regex" in match ? refusedByRe2(match.regex) : undefined;
  if (!("regex" in match) || !why) return [];
  return [
    {
      code: "GR125",
      path: formatPath([...path, "regex"]),
      given: `${show(match.regex)}: ${why}`,
      allowed: "an expression in RE2's syntax (https://github.com/google/re2/wiki/Syntax)",
      fix: "rewrite the expression, or use exact or prefix",
    },
  ];
}

/**
 * A path condition must lie inside an exposed path of each gateway that leads there by paths: else
 * istiod drops the route from the gateway's config. It may also lie outside all paths of a gateway if
 * another one leads there.
 */
function checkPaths(
  match: RouteMatch,
  { name: service, release }: Pick<ServiceContext, "name" | "release">,
  path: Path,
): Problem[] {
  const { uri, from, sourceLabels } = match;
  const inMesh = from === "mesh" || sourceLabels !== undefined;
  if (!uri || inMesh) return [];
  const ways = exposuresOf(release, service).map(({ paths }) => paths);
  // A way without paths lets every path in. A root VirtualService delegates to a way that has some.
  const inside = (paths: readonly ExposedPath[]) =>
    paths.length === 0 || paths.some((root) => isEvery(root) || implies(uri, root));
  const lost = ways.filter((paths) => !inside(paths));
  const led = ways.some(inside);
  const paths = (led ? lost.filter((way) => way.some((root) => mayMeet(uri, root))) : lost).flat();
  if (paths.length === 0) return [];
  const shown = paths.map((root) => ("exact" in root ? root.exact : `${root.prefix}…`)).join(", ");
  return [
    {
      code: "GR143",
      path: formatPath(path),
      given: `${show(uri)}, of ${show(service)}, which is exposed under ${shown}`,
      allowed: "an exact path or a prefix inside one of the exposed paths",
      fix: "choose a path inside an exposed path, or add `from: mesh` if the route is for calls from inside",
    },
  ];
}

/** Whether some path may meet both conditions. */
function mayMeet(uri: StringMatch, root: ExposedPath): boolean {
  return "regex" in uri || implies(uri, root) || implies(root, uri);
}
