// Says when a route takes a request
// (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest).
import type { Call, HttpMatch, HttpRequest, Labels, StringMatch, TcpRoute } from "./types";

/**
 * Whether one of the matches holds, or there is none.
 *
 * @param gateway what the proxy's rules are bound to: `<namespace>/<name>` of a Gateway, or `mesh`
 */
export function takes(
  matches: readonly HttpMatch[] | undefined,
  request: HttpRequest,
  gateway: string,
): boolean {
  return !matches?.length || matches.some((match) => holds(match, request, gateway));
}

/**
 * Whether a proxy that gets the match at all finds no condition in it (IsCatchAllRoute in
 * route.go).
 */
export function catchesAll(match: HttpMatch | undefined): boolean {
  const { uri, gateways: _g, sourceLabels: _s, port: _p, name: _n, ...others } = match ?? {};
  const { sourceNamespace: _space, ignoreUriCase: _case, ...rest } = others;
  const path = !uri || uri.prefix === "/" || uri.regex === ".*";
  return path && Object.values(rest).every((one) => Object.keys(one as object).length === 0);
}

/** The same of a TCP route. */
export function takesTcp({ match }: TcpRoute, call: Call, gateway: string): boolean {
  return (
    !match?.length ||
    match.some(({ gateways, sourceLabels, sourceNamespace, port, ...other }) => {
      refuse(other);
      return (
        (!gateways?.length || gateways.includes(gateway)) &&
        // A gateway does not look at the caller here (l4SingleMatch in istiod's gateway.go).
        (call.from === "gateway" || isCaller(call, { sourceLabels, sourceNamespace })) &&
        (!port || port === call.port)
      );
    })
  );
}

/** Whether labels have all those that are wanted. */
export function carries(labels: Labels, wanted: Labels = {}): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

type OfCaller = Pick<HttpMatch, "sourceLabels" | "sourceNamespace">;

/** Whether the pod that decides has the labels and the namespace that are wanted. */
function isCaller(call: Call, { sourceLabels, sourceNamespace }: OfCaller): boolean {
  return (
    carries(call.sourceLabels, sourceLabels) &&
    (!sourceNamespace || sourceNamespace === call.sourceNamespace)
  );
}

/** The part of a match that is looked at before any request comes. */
export function reaches(
  match: HttpMatch | undefined,
  request: HttpRequest,
  gateway: string,
): boolean {
  const { gateways, sourceLabels, sourceNamespace, port } = match ?? {};
  return (
    // Where gateways are named, istiod does not look at the caller (sourceMatchHTTP in route.go).
    (gateways?.length
      ? gateways.includes(gateway)
      : isCaller(request, { sourceLabels, sourceNamespace })) &&
    (!port || port === request.port)
  );
}

function holds(match: HttpMatch, request: HttpRequest, gateway: string): boolean {
  const { uri, method, authority, headers, withoutHeaders, queryParams, port, ...other } = match;
  const { gateways, sourceLabels, sourceNamespace, ignoreUriCase, ...rest } = other;
  const { name: _name, statPrefix: _stat, ...unknown } = rest;
  refuse(unknown);
  const every = <T>(record: Readonly<Record<string, T>> | undefined, test: Test<T>) =>
    Object.entries(record ?? {}).every(([name, value]) => test(name, value));
  return (
    reaches({ gateways, sourceLabels, sourceNamespace, port }, request, gateway) &&
    accepts(uri, request.path, ignoreUriCase) &&
    accepts(method, request.method) &&
    accepts(authority, request.host) &&
    every(headers, (name, wanted) => accepts(wanted, header(request, name))) &&
    every(withoutHeaders, (name, unwanted) => lacks(unwanted, header(request, name))) &&
    every(queryParams, (name, wanted) => accepts(wanted, request.query[name]))
  );
}

type Test<T> = (name: string, value: T) => boolean;

/** Envoy keeps header names in lower case, so a condition on any other one never holds. */
function header(request: HttpRequest, name: string): string | undefined {
  return request.headers[name];
}

/**
 * Whether a value exists and fits; without an expression it only has to exist. Envoy looks at the
 * case of letters in an expression in any case.
 */
function accepts(
  match: StringMatch | undefined,
  value: string | undefined,
  ignoreCase = false,
): boolean {
  if (match === undefined) return true;
  if (ignoreCase && match.regex === undefined)
    return accepts(
      { exact: match.exact?.toLowerCase(), prefix: match.prefix?.toLowerCase() },
      value?.toLowerCase(),
    );
  if (value === undefined) return false;
  if (isPresence(match)) return true;
  if (match.exact !== undefined) return value === match.exact;
  if (match.prefix !== undefined) return value.startsWith(match.prefix);
  return new RegExp(`^(?:${match.regex})$`, "s").test(value);
}

/** A header that is missing counts as empty, unless the condition is that it be missing. */
function lacks(match: StringMatch, value: string | undefined): boolean {
  return isPresence(match) ? value === undefined : !accepts(match, value ?? "");
}

function isPresence({ exact, prefix, regex }: StringMatch): boolean {
  return (exact ?? prefix ?? regex) === undefined || regex === "*";
}

/** Conditions that this interpreter does not know must not be passed over. */
function refuse(unknown: object): void {
  const [first] = Object.keys(unknown);
  if (first) throw new Error(`the interpreter knows no condition ${first}`);
}
