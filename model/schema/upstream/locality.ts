// The schema of what a proxy does with pods in other regions and zones.
import { flag, listOf, named, oneOf, orMapping, record, whole } from "../common";
import { optional, required, typed, type Schema } from "../note";
import { object, someOf } from "../objects";
import type { LocalityLbSetting } from "../../release/upstream-policy";

const region = named(/^[^\s/*]+$/, "a region, such as eu-west-1, without a zone and without '*'");

const locality = named(
  /^(\*|[^\s/*]+(\/[^\s/*]+){0,2}|[^\s/*]+(\/[^\s/*]+)?\/\*)$/,
  "a region, region/zone or region/zone/subzone; '*' may stand for the last part",
);

const priority = named(
  /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?(=[-_.A-Za-z0-9]*)?$/,
  "a label's key, or key=value, such as topology.kubernetes.io/region",
);

const failover = object({
  from: required(region, "Region of the caller.", { example: "eu-west-1" }),
  to: required(region, "Region that takes its requests.", { example: "us-east-1" }),
});

const distribution = object({
  from: required(locality, "Where the caller is.", { example: "eu-west-1/*" }),
  to: required(
    record(locality, whole(1, 100, " (percent)"), "a mapping of localities to percentages"),
    "The percentage of its requests by locality, 100 in sum. A locality that is left out gets none: a version that has pods in no other one would answer with 503.",
    { example: { "eu-west-1/*": 80, "us-east-1/*": 20 } },
  ),
});

/** Failover and distribution by region and zone, or the word for what the mesh has. */
export const localityLbSetting: Schema<LocalityLbSetting> = typed(
  "LocalityLbSetting",
  "Which regions and zones a proxy calls (https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting): `mesh` for what the mesh's own settings or the Service's traffic distribution say, or settings in place of them.",
  orMapping(
    oneOf("mesh"),
    someOf({
      enabled: optional(
        flag,
        "Whether proxies heed regions and zones. If they do, and `outlierDetection` is there, a call stays in the caller's zone and region as long as pods there are healthy.",
        { default: true },
      ),
      failover: optional(
        listOf(failover, "a list of from and to"),
        "The region that takes the requests of a region without healthy pods; needs `outlierDetection`.",
        { otherwise: "any other region", example: [{ from: "eu-west-1", to: "us-east-1" }] },
      ),
      failoverPriority: optional(
        listOf(priority, "a list of labels"),
        "Labels by which proxies rank pods: those that agree with the caller in more of the first labels come first. Needs `outlierDetection`.",
        {
          otherwise: "region, zone and subzone",
          example: ["topology.istio.io/network", "topology.kubernetes.io/region"],
        },
      ),
      distribute: optional(
        listOf(distribution, "a list of from and to"),
        "Fixed shares of requests by locality, in place of failover.",
        {
          otherwise: "none",
          example: [{ from: "eu-west-1/*", to: { "eu-west-1/*": 80, "us-east-1/*": 20 } }],
        },
      ),
    }),
  ),
);
