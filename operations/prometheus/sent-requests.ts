/** Reads which version requests were for, as their callers count them. Pure. */
import type { Increment } from "./increments";
import { flagsOf } from "./flags";
import type { Selection } from "./standard-metrics";

/** All requests from one cluster to a service, at their callers. */
export interface SentTotal {
  readonly service: string;
  readonly source: string;
  readonly by: number;
}

/** Requests from one cluster to a service that have no answer of a pod. */
export interface LostRequests {
  readonly service: string;
  /** The version whose pod was chosen; `unknown`: none was, or nobody knows which. */
  readonly version: string;
  readonly source: string;
  readonly destination: string;
  readonly flags: readonly string[];
  readonly by: number;
}

/** The requests to services of the release among the growth of `sentRequests`. */
export function readTotals(
  grown: readonly Increment[],
  { namespace }: Pick<Selection, "namespace">,
): SentTotal[] {
  return grown.flatMap(({ values: [host = "", caller = "", source = ""], by }): SentTotal[] => {
    const service = serviceOf(host, caller === namespace);
    return by === 0 || service === undefined ? [] : [{ service, source, by }];
  });
}

/**
 * The requests to services of the release among the growth of `lostRequests`.
 *
 * A pod tells its caller by its answer which version it is. Of one that gave none, Istio's caller knows the
 * canonical revision alone: the label `version` of the pod, unless other labels say otherwise.
 */
export function readLost(
  grown: readonly Increment[],
  { namespace, pairs }: Pick<Selection, "namespace" | "pairs">,
): LostRequests[] {
  return grown.flatMap(({ values, by }): LostRequests[] => {
    const [host = "", caller = "", version = "", revision = "", source = "", destination = ""] =
      values;
    const service = serviceOf(host, caller === namespace);
    if (by === 0 || service === undefined) return [];
    const known = pairs.some(
      (pair) =>
        pair.service === service && (pair.canary === revision || pair.stable.includes(revision)),
    );
    return [
      {
        service,
        version: version === "unknown" && known ? revision : version,
        ...{ source, destination, by },
        flags: flagsOf(values[6]),
      },
    ];
  });
}

/**
 * The service of a host. Where a caller had no route, this is the host as the application wrote it: a name
 * alone is that of a service beside the caller.
 */
function serviceOf(host: string, isBeside: boolean): string | undefined {
  const [name, ...domain] = host.replace(/:\d+$/, "").split(".");
  return domain.length > 0 || isBeside ? name : undefined;
}
