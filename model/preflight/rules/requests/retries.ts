// The rule on retries that can't happen: no time, or a condition that no answer meets. GR326, GR327.
import { show } from "../../../problem";
import { seconds } from "../../../release/duration";
import { isHttp, servicePorts } from "../../../release/ports";
import type { Protocol, Release } from "../../../release/release";
import type { RuleFinding } from "../../finding";
import type { PlannedObjects } from "../../planned-objects";
import { httpRoutes, type HttpRoute, type PlannedRoute } from "../../planned-routes";
import { hasOwn, placeOf } from "./place";

/** Tells of retries that the timeout leaves no time for, and of conditions that nothing meets. */
export function retries(mesh: PlannedObjects): RuleFinding[] {
  return httpRoutes(mesh).flatMap((route) => [
    ...withoutTime(route, mesh.release),
    ...neverMet(route, mesh.release),
  ]);
}

/**
 * The timeout of a route is the time of all its attempts together
 * (https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-max-retries).
 */
function withoutTime(route: PlannedRoute, release: Release): RuleFinding[] {
  const { timeout, retries: { attempts = 0, perTryTimeout } = {} } = route.spec as HttpRoute;
  if (timeout === undefined || perTryTimeout === undefined) return [];
  const [all, each] = [seconds(timeout), seconds(perTryTimeout)];
  const fitting = Math.ceil(all / each) - 1;
  if (all === 0 || attempts <= fitting) return [];
  const ownTimeout = hasOwn(route, "timeout", release) && !hasOwn(route, "retries", release);
  const enough = Number(((attempts + 1) * each).toFixed(3));
  return [
    {
      code: "GR326",
      origin: placeOf(route, ownTimeout ? "timeout" : "retries", release),
      on: route.of,
      given: `${attempts} more attempts of ${perTryTimeout} each within a timeout of ${timeout}: after slow attempts there is time for ${fitting === 0 ? "none" : fitting} of them`,
      allowed: "a timeout that is longer than the first attempt and all further ones but the last",
      fix: `lower perTryTimeout or attempts, or raise timeout to ${enough}s`,
    },
  ];
}

/** Conditions on gRPC's status, which only answers of gRPC have. */
const grpcWords = [
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
];

/** The conditions that nothing meets, whatever a service speaks, with the reason. */
const never: ReadonlyMap<string, string> = new Map([
  ["retriable-headers", "no setting names the headers"],
  ["retriable-status-codes", "no status code stands beside it"],
  ["http3-post-connect-failure", "proxies of a mesh do not speak HTTP/3 with each other"],
]);

function neverMet(route: PlannedRoute, release: Release): RuleFinding[] {
  const { attempts = 0, retryOn } = (route.spec as HttpRoute).retries ?? {};
  if (attempts === 0 || !retryOn) return [];
  const service = release.services[String(route.of.origin[1])];
  const spoken = service ? servicePorts(service).filter(isHttp) : [];
  const words = retryOn.split(",");
  const reasons = words.map((word) => reasonOf(word, words, spoken));
  if (reasons.some((reason) => reason === undefined)) return [];
  return [
    {
      code: "GR327",
      origin: [...placeOf(route, "retries", release), "retryOn"],
      on: route.of,
      given: `${show(retryOn)}: ${[...new Set(reasons)].join("; ")}`,
      allowed: "at least one condition that some answer of the service meets",
      fix: "add connect-failure, refused-stream or 5xx, which hold for every protocol, or remove retryOn",
    },
  ];
}

/** Why no answer meets a condition; undefined where some answer may. */
function reasonOf(
  word: string,
  all: readonly string[],
  ports: readonly { readonly protocol: Protocol }[],
): string | undefined {
  const codes = all.filter((one) => /^\d+$/.test(one));
  if (word !== "retriable-status-codes" || codes.length === 0)
    if (never.has(word)) return `${word}: ${never.get(word)}`;
  const speak = (protocol: Protocol) => ports.every((port) => port.protocol === protocol);
  if (grpcWords.includes(word) && speak("http")) return `${word}: a port of HTTP/1.1 has no gRPC`;
  const byStatus =
    /^\d+$/.test(word) || word === "retriable-4xx" || word === "retriable-status-codes";
  if (byStatus && speak("grpc")) return `${word}: gRPC answers with the HTTP status 200`;
  return undefined;
}
