// The rule on faults beside retries and timeouts, which have no effect on them. GR328.
import { seconds } from "../../../release/duration";
import type { RuleFinding } from "../../finding";
import type { PlannedObjects } from "../../planned-objects";
import { httpRoutes, type HttpRoute, type PlannedRoute } from "../../planned-routes";

/**
 * Tells of faults that a retry or a timeout of the same route shall answer. Envoy's fault filter
 * comes before its router, which counts time and retries
 * (https://istio.io/latest/docs/tasks/traffic-management/fault-injection/,
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/fault_filter).
 */
export function faults(mesh: PlannedObjects): RuleFinding[] {
  return httpRoutes(mesh).flatMap((route) => {
    const without = withoutEffect(route);
    if (without.length === 0) return [];
    return [
      {
        code: "GR328" as const,
        origin: [...route.origin, "fault"],
        on: route.of,
        given: without.join("; "),
        allowed: "a fault on a route without retries, and delays below its timeout",
        fix: "to try retries and timeouts, let a version answer late or with errors; else give the route `retries: { attempts: 0 }` or a longer timeout",
      },
    ];
  });
}

function withoutEffect({ spec }: PlannedRoute): string[] {
  const { fault, timeout, retries: { attempts = 0, perTryTimeout } = {} } = spec as HttpRoute;
  const status = fault?.abort?.httpStatus;
  const delay = fault?.delay?.fixedDelay;
  const limits = [
    ...(timeout === undefined ? [] : [["timeout", timeout] as const]),
    ...(perTryTimeout === undefined ? [] : [["perTryTimeout", perTryTimeout] as const]),
  ];
  return [
    ...(status !== undefined && attempts > 0
      ? [`the status ${status}, which no retry follows (attempts: ${attempts})`]
      : []),
    ...(delay === undefined
      ? []
      : limits
          .filter(([, limit]) => seconds(limit) > 0 && seconds(String(delay)) >= seconds(limit))
          .map(
            ([name, limit]) => `a delay of ${delay}, which ${name} does not end after ${limit}`,
          )),
  ];
}
