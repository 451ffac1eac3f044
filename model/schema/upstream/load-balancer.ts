// The schemas of how a proxy chooses a pod: algorithm, hash, locality and warmup.
import * as v from "valibot";
import type { ConsistentHash, LoadBalancer } from "../../release/upstream-policy";
import { isMapping } from "../best-effort";
import {
  choose,
  duration,
  durationOrZero,
  headerName,
  listOf,
  named,
  oneOf,
  orMapping,
  refused,
  text,
  token,
} from "../common";
import { noted, noteOf, optional, required, typed, type Schema } from "../note";
import { exactlyOne, object, someOf } from "../objects";
import { localityLbSetting } from "./locality";

const cookie = object({
  name: required(named(token, "a cookie's name"), "Name of the cookie."),
  path: optional(text("a path"), "Path of the cookie that a proxy sets.", {
    otherwise: "none",
    example: "/",
  }),
  ttl: optional(
    durationOrZero,
    "How long the cookie lives; `0s` is a session cookie, which a browser forgets when it closes.",
    {
      otherwise: "proxies set no cookie, and hash the one that the application sets",
      example: "1h",
    },
  ),
  attributes: optional(
    listOf(
      object({
        name: required(named(token, "an attribute's name"), "Name of the attribute."),
        value: optional(v.string("a string"), "Its value.", { otherwise: "none" }),
      }),
      "a list of attributes",
    ),
    "More attributes of the cookie that a proxy sets.",
    { otherwise: "none", example: [{ name: "SameSite", value: "Lax" }] },
  ),
});

const consistentHash: Schema<ConsistentHash> = typed(
  "ConsistentHash",
  "What similar requests have in common; exactly one.",
  exactlyOne<ConsistentHash>({
    httpHeaderName: required(headerName, "Requests with the same value of this header.", {
      example: "x-user",
    }),
    httpCookie: required(
      cookie,
      "Requests with the same cookie. With a `ttl`, a proxy sets it where it is missing.",
      { example: { name: "user", ttl: "1h" } },
    ),
    httpQueryParameterName: required(
      text("the name of a query parameter"),
      "Requests with the same value of this query parameter.",
      { example: "user" },
    ),
    useSourceIp: required(v.literal(true, "true"), "Requests from the same address."),
  }),
);

const algorithm = oneOf("ROUND_ROBIN", "LEAST_REQUEST", "RANDOM");

/** A number from 0 to 100, with decimals. */
const decimalPercent = (() => {
  const allowed = "a percentage from 0 to 100";
  return v.pipe(v.number(allowed), v.minValue(0, allowed), v.maxValue(100, allowed));
})();

/** The settings beside an algorithm, in Istio's own form. */
const settings = someOf({
  simple: optional(algorithm, "The algorithm.", { otherwise: "Istio's own: LEAST_REQUEST" }),
  consistentHash: optional(consistentHash, "Sends similar requests to one pod.", {
    otherwise: "none",
  }),
  localityLbSetting: optional(
    localityLbSetting,
    "Which regions and zones proxies call. Istio turns locality failover on by itself where `outlierDetection` is there; a release writes `enabled: false` then, unless this key says otherwise.",
    { otherwise: "off with `outlierDetection`, else as in the mesh" },
  ),
  warmup: optional(
    object({
      duration: required(duration, "How long a new pod gets fewer requests.", { example: "60s" }),
      minimumPercent: optional(
        decimalPercent,
        "Share of its requests that a new pod gets at first, in percent.",
        { default: 10 },
      ),
      aggression: optional(
        v.pipe(v.number("a number above 0"), v.gtValue(0, "a number above 0")),
        "How fast the share grows: 1 is steady, a larger number grows faster at first.",
        { default: 1 },
      ),
    }),
    "New pods get fewer requests for a time; with ROUND_ROBIN and LEAST_REQUEST only.",
    { otherwise: "none", example: { duration: "60s" } },
  ),
});

const oneAlgorithm: Schema<Exclude<LoadBalancer, string>> = noted(
  choose((given) =>
    isMapping(given) && given.simple !== undefined && given.consistentHash !== undefined
      ? refused("either simple or consistentHash")
      : (settings as Schema<Exclude<LoadBalancer, string>>),
  ),
  noteOf(settings),
);

/** An algorithm, or a mapping of settings. */
export const loadBalancer: Schema<LoadBalancer> = typed(
  "LoadBalancer",
  "An algorithm; or settings in Istio's form (https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings): an algorithm or a hash, regions and zones, and warmup.",
  orMapping(algorithm, oneAlgorithm),
);
