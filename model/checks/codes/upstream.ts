// The codes about how callers' proxies treat pods: localities, warmup, connection pools, hashes.
import type { CodeInfo } from "./info";

/** GR350 to GR359: policies for the pods that a proxy calls. */
export const upstreamCodes = {
  GR350: {
    title: "Istio refuses settings of regions and zones",
    like: [],
    help: "Istio's webhook would refuse the DestinationRule, or Istio would read one setting and not the other.",
  },
  GR351: {
    title: "Shares of localities do not add up to 100",
    like: [],
    help: "Istio's webhook would refuse the DestinationRule.",
  },
  GR352: {
    title: "Istio refuses two settings of the pods that proxies call",
    like: [],
    help: "Istio's webhook would refuse the DestinationRule.",
  },
  GR353: {
    title: "A locality failover never happens",
    like: [],
    help: "Only outlier detection tells a proxy that the pods of a region fail: without it the setting has no effect.",
    severity: "warning",
  },
  GR354: {
    title: "Outlier detection without settings of regions and zones",
    like: [],
    help: "Istio alone would keep calls in the caller's region then; the release turns that off, so callers reach the pods of all clusters alike.",
    severity: "info",
  },
  GR355: {
    title: "A setting of the pods that proxies call has no effect",
    like: [],
    help: "Istio takes the setting, and ignores it beside the others.",
    severity: "warning",
  },
  GR356: {
    title: "A region with failing pods keeps its requests",
    like: [],
    help: "Envoy leaves a region when less than 72 % of its pods are healthy, and outlier detection may take out no more than maxEjectionPercent of them.",
    severity: "info",
  },
  GR357: {
    title: "Fixed shares of localities hold for a version that some clusters lack",
    like: [],
    help: "A caller whose shares lead to none of the version's pods gets the status 503.",
    severity: "warning",
  },
  GR358: {
    title: "Callers of different regions hash over different pods",
    like: [],
    help: "Locality settings give each region pods of its own, so a user who reaches two regions reaches two pods.",
    severity: "info",
  },
} as const satisfies Record<string, CodeInfo>;
