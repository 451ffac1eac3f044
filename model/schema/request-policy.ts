// The schemas of timeouts, retries, rewrites, CORS and header changes.
import * as v from "valibot";
import type { CorsPolicy, HeaderChanges, HeaderPolicy, RetryPolicy } from "../release/routing";
import { isMapping } from "./best-effort";
import {
  choose,
  duration,
  flag,
  headerName,
  listOf,
  mapping,
  named,
  object,
  record,
  refused,
  someOf,
  text,
  whole,
  type Schema,
} from "./common";
import { stringMatch } from "./matches";

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

const retryOn = v.pipe(
  v.string("Envoy's conditions, separated by commas without spaces"),
  v.check(
    (value) =>
      value.split(",").every((word) => retryConditions.includes(word) || /^[1-5]\d\d$/.test(word)),
    `status codes and any of ${retryConditions.join(", ")}; separated by commas without spaces`,
  ),
);

const retrying = object(
  {
    attempts: whole(0, 100),
    perTryTimeout: v.optional(duration),
    retryOn: v.optional(retryOn),
  },
  "a mapping with attempts, perTryTimeout and retryOn",
);

/** Istio refuses conditions on retries if retries are switched off. */
const retries: Schema<RetryPolicy> = choose((given) =>
  isMapping(given) &&
  given.attempts === 0 &&
  (given.perTryTimeout !== undefined || given.retryOn !== undefined)
    ? refused("attempts above 0, or attempts: 0 alone, without perTryTimeout and retryOn")
    : retrying,
);

const headers = "a list of header names";

const cors: Schema<CorsPolicy> = object(
  {
    allowOrigins: listOf(stringMatch, "a list of origins, each with exact, prefix or regex"),
    allowMethods: v.optional(
      listOf(
        named(/^([A-Z-]+|\*)$/, "a method in capitals, such as GET, or *"),
        "a list of methods",
      ),
    ),
    allowHeaders: v.optional(listOf(text("a header name"), headers)),
    exposeHeaders: v.optional(listOf(text("a header name"), headers)),
    maxAge: v.optional(duration),
    allowCredentials: v.optional(flag),
  },
  "a mapping with allowOrigins, allowMethods, allowHeaders, exposeHeaders, maxAge and allowCredentials",
);

const headerValues = record(headerName, v.string("a string"), mapping);

const changes: Schema<HeaderChanges> = someOf(
  {
    set: v.optional(headerValues),
    add: v.optional(headerValues),
    remove: v.optional(listOf(headerName, headers)),
  },
  "a mapping with set, add or remove",
);

const headerPolicy: Schema<HeaderPolicy> = someOf(
  { request: v.optional(changes), response: v.optional(changes) },
  "a mapping with request or response",
);

/** The entries that services and routes share. */
export const requestPolicyEntries = {
  timeout: v.optional(duration),
  retries: v.optional(retries),
  rewrite: v.optional(
    someOf(
      {
        uri: v.optional(named(/^\//, "a path that begins with '/'")),
        authority: v.optional(text("a host name")),
      },
      "a mapping with uri or authority",
    ),
  ),
  cors: v.optional(cors),
  headers: v.optional(headerPolicy),
};
