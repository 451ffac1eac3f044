// The schemas of conditions on requests, and of the paths of exposed services.
import type { ExposedPath } from "../release/gateway";
import type { RouteMatch, StringMatch } from "../release/routing";
import { isMapping } from "./best-effort";
import {
  anyName,
  choose,
  mapping,
  named,
  oneOf,
  portName,
  record,
  strings,
  text,
  token,
} from "./common";
import { noted, optional, required, typed, type Schema } from "./note";
import { exactlyOne, object } from "./objects";

const some = text("a string");
const path = named(/^\//, "a path that begins with '/'");

const saysExact = "The whole value is this text.";
const saysPrefix = "The value begins with this text.";
const saysRegex =
  "The whole value matches this expression (RE2, https://github.com/google/re2/wiki/Syntax).";

const regex = required(some, saysRegex, { example: "[a-z]+@example\\.com" });

const matching = (exact: Schema<string>, prefix: Schema<string>) =>
  typed(
    "StringMatch",
    "A condition on a text: exactly one of the three. `regex` is RE2 and must match the whole value.",
    exactlyOne<StringMatch>(
      { exact: required(exact, saysExact), prefix: required(prefix, saysPrefix), regex },
      ", with a string",
    ),
  );

/** A condition on any text. */
export const stringMatch = matching(some, some);

const pathMatch = matching(path, path);

/** A path under which a service is exposed. */
export const exposedPath = typed(
  "ExposedPath",
  "A path under which the gateway leads to a service.",
  exactlyOne<ExposedPath>(
    {
      exact: required(path, "The path alone.", { example: "/status" }),
      prefix: required(path, "The path and every path below it.", { example: "/shop" }),
    },
    ", with a path",
  ),
);

const method = matching(named(/^[A-Z-]+$/, "a method in capitals, such as GET"), some);

/** A pattern for header names but these, in any case. */
export const headerBut = (...names: readonly string[]): RegExp => {
  const inAnyCase = names.map((name) =>
    name.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`),
  );
  return new RegExp(`^(?!(${inAnyCase.join("|")})$)${token.source.slice(1)}`);
};

const matchedHeader = named(
  // Istio ignores these four as header names.
  headerBut("uri", "scheme", "method", "authority"),
  "a header name: letters, digits and '-'; uri, method and authority are conditions of their own",
);

const anyValue: Schema<Readonly<Record<string, never>>> = noted(object({}, { allowed: "{}" }), {
  type: { text: "Readonly<Record<string, never>>", from: {} },
});

const unwanted = choose<StringMatch | Readonly<Record<string, never>>>(
  (given) => (isMapping(given) && Object.keys(given).length === 0 ? anyValue : stringMatch),
  [stringMatch, anyValue],
);

/** Conditions on a request. */
export const routeMatch: Schema<RouteMatch> = typed(
  "RouteMatch",
  "Conditions on a request; at least one. On a TCP connection only `from`, `sourceLabels` and `port` can have an effect.",
  object(
    {
      headers: optional(
        record(matchedHeader, stringMatch, mapping),
        "Conditions by header name; Istio requires names in lower case, so the case of a name carries no meaning.",
        { example: { "x-user": { exact: "tester" } } },
      ),
      withoutHeaders: optional(
        record(matchedHeader, unwanted, mapping),
        "Conditions by header name that the request must not meet; `{}`: the header must be missing. The other conditions take a header that is missing for an empty text.",
        { example: { "x-user": { prefix: "test-" }, "x-internal": {} } },
      ),
      cookies: optional(
        record(named(token, "a cookie's name"), stringMatch, mapping),
        "Conditions by cookie name. At most one, and not beside a condition on the header `cookie`: Istio takes one condition on that header.",
        { example: { group: { exact: "beta" } } },
      ),
      query: optional(
        record(anyName, stringMatch, mapping),
        "Conditions by name of a query parameter.",
        { example: { preview: { exact: "true" } } },
      ),
      uri: optional(pathMatch, "A condition on the path, without the query.", {
        example: { prefix: "/api" },
      }),
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
      port: optional(
        portName,
        "Name of the port of the service that the request goes to, of a service with `ports`.",
        { example: "grpc" },
      ),
    },
    { any: true },
  ),
);
