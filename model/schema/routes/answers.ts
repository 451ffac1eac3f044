// The schemas of routes that answer by themselves: redirects and direct responses.
import * as v from "valibot";
import type { DirectResponse, Redirect, ResponseBody } from "../../release/routing";
import { isMapping } from "../best-effort";
import { choose, named, oneOf, port, refused, text, whole } from "../common";
import { noted, optional, required, typed, type Schema } from "../note";
import { exactlyOne, object, someOf } from "../objects";

/** Envoy refuses control characters in the parts of a `location` header (`RedirectAction`). */
const newPath = named(/^\/[^\s\x00-\x1f\x7f]*$/, "a path that begins with '/', without blanks");

/** The codes that istiod knows (`ApplyRedirect` in its pilot/pkg/networking/core/route/route.go). */
const redirectCodes = [301, 302, 303, 307, 308] as const;

const redirectCode: Schema<(typeof redirectCodes)[number]> = v.picklist(
  redirectCodes,
  "301, 302, 303, 307 or 308",
);

/** The answer that sends a caller to another address. */
export const redirect: Schema<Redirect> = typed(
  "Redirect",
  "Sends callers to another address, as Istio's HTTPRedirect does (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRedirect); at least one key beside `redirectCode`. What it does not name stays as in the request.",
  someOf({
    uri: optional(newPath, "The new path, in place of the whole one; the query stays.", {
      example: "/new",
    }),
    prefixRewrite: optional(
      newPath,
      "Takes the place of the prefix that the route's `uri` matched, and leaves the rest of the path.",
      { example: "/v2/" },
    ),
    authority: optional(
      named(/^[^\s\x00-\x1f\x7f/?#@]+$/, "a host name, such as www.example.com"),
      "The new host.",
      { example: "www.example.com" },
    ),
    scheme: optional(oneOf("http", "https"), "The new scheme."),
    port: optional(port, "The new port.", { example: 8443 }),
    derivePort: optional(
      oneOf("FROM_PROTOCOL_DEFAULT", "FROM_REQUEST_PORT"),
      "The new port, in place of `port`: the usual one of the scheme, or the one that the request came to.",
    ),
    redirectCode: optional(redirectCode, "The status of the answer.", { default: 301 }),
  }),
);

const mostBytes = 1024 * 1024;

/** Istio refuses longer bodies (`validateHTTPDirectResponse` in istiod's validation.go). */
const short = v.pipe(
  text("a text"),
  v.check((body) => new TextEncoder().encode(body).length <= mostBytes, "a text of at most 1 MiB"),
);

const inForms = exactlyOne<Exclude<ResponseBody, string>>(
  {
    string: required(short, "The text.", { example: "back in an hour" }),
    bytes: required(
      named(/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, "bytes in base64"),
      "The bytes, in base64.",
    ),
  },
  ", with a text",
);

const body: Schema<ResponseBody> = typed(
  "ResponseBody",
  "The body of an answer: a text, or Istio's own form of one.",
  noted(
    choose<ResponseBody>(
      (given) => {
        if (isMapping(given)) return inForms;
        return typeof given === "string" ? short : refused("a text");
      },
      [short, inForms],
    ),
    { allowed: "a text" },
  ),
);

/** The answer that proxies give in place of a version. */
export const directResponse: Schema<DirectResponse> = typed(
  "DirectResponse",
  "An answer that proxies give by themselves (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPDirectResponse). Its content type is `text/plain`, unless `headers` of the route sets another one on responses.",
  object({
    status: required(whole(200, 599), "The status of the answer.", { example: 503 }),
    body: optional(body, "The body of the answer.", {
      otherwise: "none",
      example: "back in an hour",
    }),
  }),
);
