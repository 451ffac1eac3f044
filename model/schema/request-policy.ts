// The schemas of timeouts, retries, rewrites, CORS and header changes.
import * as v from "valibot";
import type {
  CorsPolicy,
  HeaderChanges,
  HeaderPolicy,
  RequestPolicy,
  RetryPolicy,
} from "../release/routing";
import { seconds } from "../release/duration";
import { isMapping } from "./best-effort";
import {
  choose,
  duration,
  flag,
  headerName,
  listOf,
  mapping,
  named,
  record,
  refused,
  text,
  whole,
} from "./common";
import { stringMatch } from "./matches";
import { noteOf, noted, optional, required, typed, type Schema } from "./note";
import { object, someOf } from "./objects";

/** The words that istiod takes for `retryOn`, beside status codes (its validateHTTPRetry). */
const retryConditions = [
  "5xx",
  "gateway-error",
  "reset",
  "reset-before-request",
  "connect-failure",
  "retriable-4xx",
  "refused-stream",
  "retriable-status-codes",
  "retriable-headers",
  "envoy-ratelimited",
  "http3-post-connect-failure",
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
];

/** The status codes that have a name in Go's net/http: istiod takes no others. */
const statusCodes =
  "10[0-3]|20[0-8]|226|30[0-5]|30[78]|40\\d|41[0-8]|42[1-689]|431|451|50[0-8]|51[01]";

const oneRetryCondition = `(${retryConditions.join("|")}|${statusCodes})`;

const retryOn = v.pipe(
  v.string("Envoy's conditions, separated by commas without spaces"),
  v.regex(
    new RegExp(`^${oneRetryCondition}(,${oneRetryCondition})*$`),
    `status codes that HTTP names, such as 503, and any of ${retryConditions.join(", ")}; separated by commas without spaces`,
  ),
);

const retrying = object({
  attempts: required(whole(0, 100), "How many more attempts, 0 to 100; 0 switches retries off.", {
    example: 3,
  }),
  perTryTimeout: optional(duration, "Time for each attempt.", {
    otherwise: "the route's timeout",
    example: "2s",
  }),
  retryOn: optional(
    retryOn,
    "Envoy's conditions, separated by commas (https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on).",
    { otherwise: "Istio's own", example: "5xx,reset" },
  ),
});

/** Istio refuses conditions on retries if retries are switched off. */
const retries: Schema<RetryPolicy> = typed(
  "RetryPolicy",
  "Attempts after the first one.",
  choose(
    (given) =>
      isMapping(given) &&
      given.attempts === 0 &&
      (given.perTryTimeout !== undefined || given.retryOn !== undefined)
        ? refused("attempts above 0, or attempts: 0 alone, without perTryTimeout and retryOn")
        : retrying,
    [retrying],
  ),
);

const headerNames = listOf(text("a header name"), "a list of header names");

/** Istio takes no part of a second here (`validateCORSPolicy` in its pkg/config/validation). */
const wholeSeconds: Schema<string> = (() => {
  const allowed = "a duration of whole seconds, such as 90s, 5m or 24h";
  const schema = v.pipe(
    duration,
    v.check((value) => Number.isInteger(Number(seconds(value).toFixed(6))), allowed),
  );
  return noted(schema, { ...noteOf(duration), allowed });
})();

const cors: Schema<CorsPolicy> = typed(
  "CorsPolicy",
  "Cross-origin rules, as Istio's CorsPolicy has them (https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy).",
  object({
    allowOrigins: required(
      listOf(stringMatch, "a list of origins, each with exact, prefix or regex"),
      "Origins whose pages may call.",
      { example: [{ exact: "https://shop.example.com" }] },
    ),
    allowMethods: optional(
      listOf(
        named(
          /^(GET|HEAD|POST|PUT|PATCH|DELETE|CONNECT|OPTIONS|TRACE|\*)$/,
          "a method of HTTP in capitals, such as GET, or *",
        ),
        "a list of methods",
      ),
      "HTTP methods that those pages may use.",
      { example: ["GET", "POST"] },
    ),
    allowHeaders: optional(headerNames, "Request headers that those pages may send.", {
      example: ["x-user"],
    }),
    exposeHeaders: optional(headerNames, "Response headers that those pages may read.", {
      example: ["x-request-id"],
    }),
    maxAge: optional(wholeSeconds, "How long a browser may keep the answer to its question.", {
      example: "24h",
    }),
    allowCredentials: optional(flag, "Whether those pages may send cookies and credentials."),
  }),
);

const headerValues = record(headerName, v.string("a string"), mapping);

const changes: Schema<HeaderChanges> = typed(
  "HeaderChanges",
  "Changes of headers; at least one.",
  someOf({
    set: optional(headerValues, "Headers to write in place of earlier values.", {
      example: { "x-served-by": "shop" },
    }),
    add: optional(headerValues, "Headers to write beside earlier values."),
    remove: optional(listOf(headerName, "a list of header names"), "Names of headers to remove.", {
      example: ["x-internal"],
    }),
  }),
);

const headerPolicy: Schema<HeaderPolicy> = typed(
  "HeaderPolicy",
  "Header changes on the way in and out; at least one of the two.",
  someOf({
    request: optional(changes, "Changes before a request is passed on."),
    response: optional(changes, "Changes before a response is passed back."),
  }),
);

/** The keys that services and routes share. */
export const requestPolicyFields = {
  timeout: optional(duration, "Time for a whole request, retries included.", {
    otherwise: "none",
    example: "5s",
  }),
  retries: optional(retries, "Attempts after the first one.", {
    otherwise: "Istio's own: 2 attempts if the proxy sent nothing",
  }),
  rewrite: optional(
    someOf({
      uri: optional(
        named(/^\//, "a path that begins with '/'"),
        "The new path; if a prefix of the path matched, it replaces that prefix alone.",
        { example: "/v2" },
      ),
      authority: optional(text("a host name"), "The new host.", {
        example: "shop.internal.example.com",
      }),
    }),
    "Changes path or host before the request is passed on.",
  ),
  cors: optional(cors, "Which pages of other origins may call."),
  headers: optional(headerPolicy, "Headers to change on requests and responses."),
};

/** The mapping of these keys alone; its type is a part of others. */
export const requestPolicy: Schema<RequestPolicy> = typed(
  "RequestPolicy",
  "Policies for the requests of a service, on each of its routes. HTTP and gRPC only.",
  object(requestPolicyFields),
);
