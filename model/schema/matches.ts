// The schemas of conditions on requests, and of the paths of exposed services.
import type { ExposedPath } from "../release/gateway";
import type { PathMatch, RouteMatch, StringMatch, ValueMatch } from "../release/routing";
import { isMapping } from "./best-effort";
import {
  anyName,
  choose,
  dnsName,
  flag,
  listOf,
  mapping,
  named,
  oneOf,
  orList,
  portName,
  record,
  refused,
  strings,
  text,
  token,
} from "./common";
import { allowedBy, noteOf, noted, optional, required, typed, type Schema } from "./note";
import { exactlyOne, object } from "./objects";

const some = text("a text that is not empty");
const path = named(/^\//, "a path that begins with '/'");
const wholeSegments = named(
  /^\/(.*[^/])$/,
  "a path that begins with '/' and does not end with '/'; for every path `prefix: /`",
);

const saysExact = "The whole value is this text.";
const saysPrefix = "The value begins with this text.";
const saysRegex =
  "The whole value matches this expression (RE2, https://github.com/google/re2/wiki/Syntax).";

const regex = required(some, saysRegex, { example: "[a-z]+@example\\.com" });

const matching = (exact: Schema<string>, prefix: Schema<string>, more = "") =>
  typed(
    "StringMatch",
    "A condition on a text: exactly one of the three. `regex` is RE2 and must match the whole value.",
    exactlyOne<StringMatch>(
      { exact: required(exact, saysExact), prefix: required(prefix, saysPrefix), regex },
      `, with a string${more}`,
    ),
  );

/** A condition on any text. */
export const stringMatch = matching(some, some);

const saysPathPrefix =
  "The path alone, and every path below it: `/shop` takes `/shop` and `/shop/cart`, and not `/shopping`.";

const pathPrefix = required(wholeSegments, saysPathPrefix, { example: "/shop" });

/** A condition on a path. */
export const pathMatch: Schema<PathMatch> = typed(
  "PathMatch",
  "A condition on a path: exactly one of the four. `prefix` does not stop at a segment: `/shop` takes `/shopping`, too. `regex` is RE2 and must match the whole path.",
  exactlyOne<PathMatch>(
    {
      exact: required(path, saysExact),
      prefix: required(path, saysPrefix),
      regex,
      pathPrefix,
    },
    ", with a string",
  ),
);

/** A path under which a service is exposed. */
export const exposedPath = typed(
  "ExposedPath",
  "A path under which the gateway leads to a service.",
  exactlyOne<ExposedPath>(
    {
      exact: required(path, "The path alone.", { example: "/status" }),
      prefix: required(
        path,
        "Every path that begins with this text: `/shop` takes `/shopping`, too.",
        {
          example: "/shop/",
        },
      ),
      pathPrefix,
    },
    ", with a path",
  ),
);

/** A condition on the HTTP method. */
export const method = matching(named(/^[A-Z-]+$/, "a method in capitals, such as GET"), some);

/** A pattern for header names but these, in any case. */
export const headerBut = (...names: readonly string[]): RegExp => {
  const inAnyCase = names.map((name) =>
    name.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`),
  );
  return new RegExp(`^(?!(${inAnyCase.join("|")})$)${token.source.slice(1)}`);
};

/** Name of a header that a condition can look at. */
export const matchedHeader = named(
  // Istio ignores these four as header names.
  headerBut("uri", "scheme", "method", "authority"),
  "a header name: letters, digits and '-'; uri, method and authority are conditions of their own",
);

const anyValue: Schema<Readonly<Record<string, never>>> = noted(object({}, { allowed: "{}" }), {
  type: { text: "Readonly<Record<string, never>>", from: {} },
});

/** How other tools call the condition that a value is there. */
const presence = /^(present|exist)/i;

/** @param meaning what `{}` means */
const orAnyValue = (meaning: string): Schema<ValueMatch> => {
  const value = matching(some, some, meaning);
  return typed(
    "ValueMatch",
    "A condition on what a request may lack: a {@link StringMatch}, or `{}`, which every value meets that is there.",
    choose<ValueMatch>(
      (given) => {
        if (!isMapping(given)) return value;
        const keys = Object.keys(given);
        if (keys.length === 0) return anyValue;
        return keys.every((key) => presence.test(key)) ? refused(allowedBy(value)) : value;
      },
      [value, anyValue],
    ),
  );
};

const wanted = orAnyValue("; or {}, for any value");
const unwanted = orAnyValue("; or {}, for a header that must be missing");

/** Conditions on a request. */
export const routeMatch: Schema<RouteMatch> = typed(
  "RouteMatch",
  "Conditions on a request; at least one. On a TCP connection only `from`, `sourceLabels`, `sourceNamespace` and `port` can have an effect.",
  object(
    {
      headers: optional(
        record(matchedHeader, wanted, mapping),
        "Conditions by header name; `{}`: the header is there, with any value. Istio requires names in lower case, so the case of a name carries no meaning.",
        { example: { "x-user": { exact: "tester" } } },
      ),
      withoutHeaders: optional(
        record(matchedHeader, unwanted, mapping),
        "Conditions by header name that the request must not meet; `{}`: the header must be missing. The other conditions take a header that is missing for an empty text.",
        { example: { "x-user": { prefix: "test-" }, "x-internal": {} } },
      ),
      cookies: optional(
        record(named(token, "a cookie's name"), wanted, mapping),
        "Conditions by cookie name; `{}`: the cookie is there, with any value. At most one, and not beside a condition on the header `cookie`: Istio takes one condition on that header.",
        { example: { group: { exact: "beta" } } },
      ),
      query: optional(
        record(anyName, wanted, mapping),
        "Conditions by name of a query parameter; `{}`: the parameter is there, with any value or none.",
        { example: { preview: { exact: "true" } } },
      ),
      uri: optional(pathMatch, "A condition on the path, without the query.", {
        example: { pathPrefix: "/api" },
      }),
      ignoreUriCase: optional(
        flag,
        "Whether `uri` takes upper-case and lower-case letters for the same. Not for a regex, which can begin with `(?i)`.",
        { default: false },
      ),
      method: optional(method, "A condition on the HTTP method.", { example: { exact: "GET" } }),
      authority: optional(
        stringMatch,
        "A condition on the host that the request asks for, as its `host` header says it.",
        { example: { exact: "beta.shop.example.com" } },
      ),
      from: optional(
        oneOf("gateway", "mesh"),
        "Whether the request enters through the release's gateway, or is a call from inside the mesh.",
      ),
      sourceLabels: optional(strings, "Labels of the calling pod, in this mesh.", {
        example: { app: "web" },
      }),
      sourceNamespace: optional(dnsName, "Namespace of the calling pod, in this mesh.", {
        example: "team-a",
      }),
      port: optional(
        portName,
        "Name of the port of the service that the request goes to, of a service with `ports`.",
        { example: "grpc" },
      ),
    },
    { any: true },
  ),
);

const oneOrMore = `${noteOf(routeMatch).allowed}; or a list of such mappings, of which one must hold`;

/** Conditions on a request, or a list of such conditions, of which one must hold. */
export const routeMatches: Schema<RouteMatch | RouteMatch[]> = orList(
  routeMatch,
  listOf(routeMatch, "a list of mappings with conditions"),
  oneOrMore,
);
