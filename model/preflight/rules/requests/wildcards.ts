// The rule on conditions with a * that stands for nothing but itself. GR344.
import type { Path } from "../../../problem";
import { exposeEntries } from "../../../release/gateways/declared";
import type { Release } from "../../../release/release";
import type { RouteMatch } from "../../../release/routing";
import { alternatives } from "../../../routes/alternatives";
import { mayBeSecret, placeholder, showAt } from "../../../secret-places";
import type { RuleFinding } from "../../finding";
import type { PlannedObjects, PlannedRoutes } from "../../planned-objects";

/** A condition with a * in it. */
interface Wildcard {
  /** Its place in a match, or in a service. */
  readonly path: Path;
  readonly text: string;
  readonly fix: string;
}

/**
 * Tells of conditions that hold a `*` outside of a regex: proxies compare exact texts and prefixes letter
 * by letter (https://istio.io/latest/docs/reference/config/networking/virtual-service/#StringMatch),
 * so such a route takes hardly any request.
 */
export function wildcards({ clusters, release }: PlannedObjects): RuleFinding[] {
  return clusters.flatMap(({ virtualServices }) => {
    const ofServices = virtualServices.filter(
      ({ origin }) => origin[0] === "services" && origin.length === 2,
    );
    // A service may have a VirtualService for its host in the mesh beside that of its routes.
    const first = new Map(ofServices.toReversed().map((of) => [of.origin[1], of]));
    return [...first.values()].flatMap((of) => inService(of, release).map((one) => told(of, one)));
  });
}

function told(of: PlannedRoutes, { path, text, fix }: Wildcard): RuleFinding {
  return {
    code: "GR344",
    origin: [...of.origin, ...path],
    on: of,
    given: `${showAt(path, text)}, which proxies compare letter by letter`,
    allowed: "a text without *, or a regex",
    fix,
  };
}

function inService({ origin }: PlannedRoutes, { services }: Release): Wildcard[] {
  const spec = services[String(origin[1])];
  if (!spec) return [];
  const exposed = exposeEntries(spec).flatMap(({ spec: entry, place }) =>
    (entry.paths ?? []).flatMap((path, i) =>
      inPath(path, ["expose", ...place, "paths", i], "several prefixes"),
    ),
  );
  const routes = (spec.routes ?? []).flatMap(({ match }, i) =>
    alternatives(match).flatMap(({ match: one, path }) =>
      inMatch(one).map((found) => ({
        ...found,
        path: ["routes", i, "match", ...path, ...found.path],
      })),
    ),
  );
  return [...exposed, ...routes];
}

const named = ["headers", "withoutHeaders", "cookies", "query"] as const;

function inMatch(match: RouteMatch): Wildcard[] {
  const { uri, authority, method } = match;
  return [
    ...named.flatMap((key) =>
      Object.entries(match[key] ?? {})
        // These headers have such values.
        .filter(([name]) => !/^(accept|if-)/i.test(name))
        .flatMap(([name, condition]) => inText(condition, [key, name])),
    ),
    ...(uri ? inPath(uri, ["uri"], "a regex") : []),
    ...(authority ? inHost(authority) : []),
    ...texts(method ?? {}, ["method"])
      .filter(({ text }) => text === "*")
      .map((one) => ({ ...one, fix: "remove method, for any method" })),
  ];
}

/** The texts of a condition that is no regex, each with its place. */
function texts(condition: object, path: Path): Pick<Wildcard, "path" | "text">[] {
  return Object.entries(condition).flatMap(([form, text]) =>
    form !== "regex" && typeof text === "string" ? [{ path: [...path, form], text }] : [],
  );
}

/** A value that is, or ends with, a *. */
function inText(condition: object, at: Path): Wildcard[] {
  return texts(condition, at)
    .filter(({ text }) => /^[\w.-]*\*$/.test(text))
    .map((one) => ({
      ...one,
      fix:
        one.text === "*"
          ? `for any value write {} in place of the mapping`
          : `write \`prefix: ${mayBeSecret(one.path) ? placeholder : one.text.slice(0, -1)}\``,
    }));
}

/** @param other what says a * in the middle of a path */
function inPath(condition: object, at: Path, other: string): Wildcard[] {
  return texts(condition, at)
    .filter(({ text }) => text.includes("*"))
    .map((one) => ({ ...one, fix: pathFix(one.text, other) }));
}

function pathFix(text: string, other: string): string {
  const start = /^(\/[^*]*?)\/?\*+$/.exec(text)?.[1];
  if (start === undefined) return `write ${other} in its place`;
  if (start === "/") return "write `prefix: /`";
  return text.includes("/*")
    ? `write \`pathPrefix: ${start}\`, which takes ${start} and ${start}/…`
    : `write \`prefix: ${start}\``;
}

function inHost(condition: object): Wildcard[] {
  return texts(condition, ["authority"])
    .filter(({ text }) => text.includes("*"))
    .map((one) => ({
      ...one,
      fix:
        one.text === "*"
          ? "remove authority, for any host"
          : `write \`regex: ${one.text.replace(/\./g, "\\.").replace(/\*/g, ".*")}\``,
    }));
}
