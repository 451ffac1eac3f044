// Checks that Istio and Envoy take the header changes of a release. GR320, GR321 and GR332.
import { formatPath, show, type Path, type Problem } from "../../problem";
import type { HeaderChanges, HeaderPolicy, RequestPolicy } from "../../release/routing";
import { mayBeSecret, showAt } from "../../secret-places";
import type { CheckContext } from "../context";
import { commands } from "./envoy-commands";

/**
 * Checks names and values of all header changes, as `validateHTTPRoute` in istiod's
 * pkg/config/validation/virtualservice.go does, and the form of variables, which only Envoy checks
 * (https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers#custom-request-response-headers).
 */
export function checkHeaderValues({ release, locate }: CheckContext): Problem[] {
  return Object.entries(release.services).flatMap(([name, service]) => {
    const root = locate(["services", name]);
    return [
      ...checkPolicy(service, root),
      ...(service.routes ?? []).flatMap((route, i) =>
        checkPolicy({ rewrite: service.rewrite, ...route }, [...root, "routes", i]),
      ),
    ];
  });
}

function checkPolicy({ headers, rewrite }: RequestPolicy, path: Path): Problem[] {
  if (!headers) return [];
  return [
    ...(["request", "response"] as const).flatMap((side) =>
      checkChanges(headers[side] ?? {}, side, [...path, "headers", side]),
    ),
    ...checkHost(headers, rewrite, [...path, "headers", "request"]),
  ];
}

function checkChanges(changes: HeaderChanges, side: keyof HeaderPolicy, path: Path): Problem[] {
  const written = (["set", "add"] as const).flatMap((how) =>
    Object.entries(changes[how] ?? {}).map(([name, value]) => ({
      name,
      value,
      path: [...path, how, name],
    })),
  );
  const removed = (changes.remove ?? []).map((name, i) => ({ name, path: [...path, "remove", i] }));
  const fixed = [...(side === "response" ? written : []), ...removed];
  return [
    ...written.flatMap(({ value, path: place }) => checkValue(value, place)),
    ...fixed.filter(({ name }) => isHost(name)).map(({ path: place }) => hostFixed(place)),
  ];
}

function isHost(name: string): boolean {
  return name.toLowerCase() === "host";
}

function hostFixed(path: Path): Problem {
  return {
    code: "GR320",
    path: formatPath(path),
    given: "a change of the header host, which Istio lets only requests set",
    allowed: "headers other than host",
    fix: "remove this change; for the host of requests write rewrite.authority",
  };
}

/** A variable of Envoy, or an escaped percent sign. */
const variable = /%(?:%|([A-Z0-9_]+)(?:\([^)]*\))?(?::\d+)?%)/g;

/** A character that no header value may have; a tab is none. */
const control = /[^\t\u0020-\u007e\u0080-\u{10ffff}]/u;

function checkValue(value: string, path: Path): Problem[] {
  const told = (given: string, allowed: string, fix: string): Problem => ({
    code: "GR320",
    path: formatPath(path),
    given,
    allowed,
    fix,
  });
  if (control.test(value))
    return [
      told(
        "a line break, or another control character",
        "a text in one line",
        "write the value in one line: in YAML, `>-` joins lines and leaves none at the end",
      ),
    ];
  if (value.replace(variable, "").includes("%"))
    return [
      told(
        `${showAt(path, value)}, with a percent sign that begins no variable of Envoy`,
        "%% for a percent sign, or a variable such as %DOWNSTREAM_REMOTE_ADDRESS%",
        mayBeSecret(path) ? "write %% for each percent sign" : `write ${show(escaped(value))}`,
      ),
    ];
  const unknown = [...value.matchAll(variable)].flatMap(([, name]) =>
    name === undefined || commands.has(name) ? [] : [`%${name}%`],
  );
  if (unknown.length === 0) return [];
  return [
    {
      code: "GR321",
      path: formatPath(path),
      given: `${unknown.join(", ")}, no variable that this program knows of Envoy`,
      allowed: "variables of Envoy's access logs, such as %REQ(x-user)%; %% is a percent sign",
      fix: "correct the name, or write %% for each percent sign that is only text",
    },
  ];
}

/** The value with each percent sign doubled that begins no variable. */
function escaped(value: string): string {
  return value.replace(new RegExp(`${variable.source}|%`, "g"), (part) =>
    part === "%" ? "%%" : part,
  );
}

/** Istio takes one new host of a request (`validateAuthorityRewrite`). */
function checkHost(
  { request = {} }: HeaderPolicy,
  rewrite: RequestPolicy["rewrite"],
  path: Path,
): Problem[] {
  const places = (["set", "add"] as const).flatMap((how) =>
    Object.keys(request[how] ?? {})
      .filter(isHost)
      .map((name): Path => [...path, how, name]),
  );
  const [first, second] = rewrite?.authority === undefined ? places : [path, ...places];
  if (!first || !second) return [];
  return [
    {
      code: "GR332",
      path: formatPath(second),
      given: "a second setting of the host, beside rewrite.authority or another change of host",
      allowed: "one of them",
      fix: "keep rewrite.authority, and remove this change",
    },
  ];
}
