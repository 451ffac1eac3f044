// Says whether a request meets the conditions of a declared match.
import type { PathMatch, RouteMatch, ValueMatch } from "../../../model/release/routing";
import type { Call, HttpRequest, Labels } from "../istio/types";

/** Whether one of the declared matches holds for a request. */
export function anyHolds(
  match: RouteMatch | readonly RouteMatch[],
  call: Call,
  port?: string,
): boolean {
  return [match].flat().some((one) => holds(one, call, port));
}

/**
 * Whether all conditions of a declared match hold for a request.
 *
 * @param port name of the service's port that the request reaches
 */
export function holds(match: RouteMatch, call: Call, port?: string): boolean {
  if (match.from && match.from !== call.from) return false;
  if (match.port !== undefined && match.port !== port) return false;
  // Labels of the calling pod: the gateway's pods are none.
  if (match.sourceLabels && !(call.from === "mesh" && has(call.sourceLabels, match.sourceLabels)))
    return false;
  // The same of its namespace: checks refuse the namespace of the gateway's pods.
  if (match.sourceNamespace !== undefined && match.sourceNamespace !== namespaceOf(call))
    return false;
  if (call.protocol === "tcp") return !looksIntoRequests(match);
  const brought = cookies(call);
  return (
    fitsPath(match, call.path) &&
    fits(match.method, call.method) &&
    fits(match.authority, call.host) &&
    all(match.headers, (name, one) => fits(one, call.headers[name.toLowerCase()])) &&
    all(match.withoutHeaders, (name, one) => lacks(one, call.headers[name.toLowerCase()])) &&
    all(match.query, (name, one) => fits(one, call.query[name])) &&
    all(match.cookies, (name, one) =>
      brought.some((cookie) => cookie.name === name && fits(one, cookie.value)),
    )
  );
}

function namespaceOf({ from, sourceNamespace }: Call): string | undefined {
  return from === "mesh" ? sourceNamespace : undefined;
}

function fitsPath({ uri, ignoreUriCase }: RouteMatch, path: string): boolean {
  if (!uri || "regex" in uri || !ignoreUriCase) return fits(uri, path);
  const [[form, text] = ["", ""]] = Object.entries<string>(uri);
  return fits({ [form]: text.toLowerCase() } as unknown as PathMatch, path.toLowerCase());
}

function looksIntoRequests({ uri, method, authority, ...match }: RouteMatch): boolean {
  const { headers, withoutHeaders, query, cookies, ignoreUriCase } = match;
  return [ignoreUriCase, uri, method, authority, headers, withoutHeaders, query, cookies].some(
    Boolean,
  );
}

function has(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

/**
 * Whether a header is missing, where the condition is `{}`; else whether it has another value, of
 * which a missing header is one: the empty text.
 */
function lacks(unwanted: ValueMatch, value: string | undefined): boolean {
  if (Object.keys(unwanted).length === 0) return value === undefined;
  return !fits(unwanted, value ?? "");
}

function all<T>(
  conditions: Readonly<Record<string, T>> | undefined,
  test: (name: string, match: T) => boolean,
): boolean {
  return Object.entries(conditions ?? {}).every(([name, match]) => test(name, match));
}

/**
 * Whether a value exists and meets the condition: `{}` wants nothing more. Without a condition every
 * value does, and none.
 */
export function fits(
  match: PathMatch | ValueMatch | undefined,
  value: string | undefined,
): boolean {
  if (!match) return true;
  if (value === undefined) return false;
  if (Object.keys(match).length === 0) return true;
  if ("pathPrefix" in match)
    return (
      value.split("/").slice(0, match.pathPrefix.split("/").length).join("/") === match.pathPrefix
    );
  if ("exact" in match) return value === match.exact;
  if ("prefix" in match) return value.startsWith(match.prefix);
  return new RegExp(`^(?:${match.regex})$`).test(value);
}

/** The cookies that a request brings. */
export function cookies({ headers }: HttpRequest): { name: string; value: string }[] {
  return (headers.cookie ?? "").split(/;\s*/).flatMap((pair) => {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, value }];
  });
}
