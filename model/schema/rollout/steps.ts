// The schemas of the steps of a rollout, in the form in which Argo Rollouts writes them
// (https://argo-rollouts.readthedocs.io/en/stable/features/specification/).
import type {
  CanaryScale,
  HeaderRouteSpec,
  HeaderRoutingMatch,
  MirrorRouteSpec,
  MirrorRoutingMatch,
  PauseSpec,
  RolloutStep,
  WebhookSpec,
} from "../../rollout/spec";
import {
  choose,
  dnsName,
  duration,
  flag,
  listOf,
  percent,
  record,
  share,
  text,
  whole,
} from "../common";
import { analysis } from "./analysis";
import { matchedHeader, method, pathMatch, stringMatch } from "../matches";
import { allowedBy, noted, optional, required, typed, type Schema } from "../note";
import { exactlyOne, object, someOf } from "../objects";

const mostSeconds = 31_536_000;

/** Argo takes a number for seconds. */
const pauseTime: Schema<string | number> = (() => {
  const count = whole(1, mostSeconds, " (seconds)");
  const allowed = `${allowedBy(duration)}; or ${allowedBy(count)}`;
  const schema = choose<string | number>(
    (given) => (typeof given === "number" ? count : duration),
    [duration, count],
  );
  return noted(schema, { allowed });
})();

const pause: Schema<PauseSpec> = typed(
  "PauseSpec",
  "A wait between two steps; `{}` waits until somebody promotes the rollout.",
  object(
    {
      duration: optional(pauseTime, "How long it lasts; a number is seconds.", {
        otherwise: "until somebody promotes",
        example: "10m",
      }),
    },
    { allowed: "a mapping with duration, or {}" },
  ),
);

const canaryScale: Schema<CanaryScale> = typed(
  "CanaryScale",
  "The pods of versions that gain traffic: exactly one of the keys. A step holds until another one, and ends with the goal; a version with traffic keeps at least one pod.",
  exactlyOne<CanaryScale>({
    replicas: required(whole(0, 10_000), "The number of pods in each cluster.", { example: 1 }),
    weight: required(
      whole(0, 100, " (percent)"),
      "Percent of the pods that the version declares in each cluster, rounded up.",
      { example: 25 },
    ),
    matchTrafficWeight: required(
      flag,
      "`true`: as many percent of the declared pods as the version has of the requests. `false`: all of the declared pods.",
    ),
  }),
);

const headerMatch: Schema<HeaderRoutingMatch> = typed(
  "HeaderRoutingMatch",
  "A condition on one header.",
  object({
    headerName: required(matchedHeader, "Name of the header.", { example: "x-user" }),
    headerValue: required(stringMatch, "The condition on its value.", {
      example: { exact: "tester" },
    }),
  }),
);

const headerRoute: Schema<HeaderRouteSpec> = typed(
  "HeaderRouteSpec",
  "A route for some requests to the versions that gain traffic; without `match` it is removed.",
  object({
    name: required(dnsName, "Name of the route in VirtualServices. A DNS label.", {
      example: "testers",
    }),
    match: optional(
      listOf(headerMatch, "a list of conditions on headers"),
      "Conditions on headers, of which one must hold, as Argo Rollouts has it on Istio.",
      {
        otherwise: "the route of this name is removed",
        example: [{ headerName: "x-user", headerValue: { exact: "tester" } }],
      },
    ),
  }),
);

const mirrorMatch: Schema<MirrorRoutingMatch> = typed(
  "MirrorRoutingMatch",
  "Conditions on a request; at least one. All of them must hold.",
  someOf({
    method: optional(method, "A condition on the HTTP method.", { example: { exact: "GET" } }),
    path: optional(pathMatch, "A condition on the path, without the query.", {
      example: { prefix: "/" },
    }),
    headers: optional(
      record(matchedHeader, stringMatch, "a mapping of headers to conditions"),
      "Conditions by header name.",
      { example: { "x-user": { exact: "tester" } } },
    ),
  }),
);

const mirrorRoute: Schema<MirrorRouteSpec> = typed(
  "MirrorRouteSpec",
  "A copy of some requests to the version that gains traffic; without `match` it is removed.",
  object({
    name: required(dnsName, "Name of the route in VirtualServices. A DNS label.", {
      example: "copies",
    }),
    match: optional(
      listOf(mirrorMatch, "a list of mappings with conditions"),
      "Conditions on requests; a list: those of one of its items. For all requests `path: {prefix: /}`.",
      {
        otherwise: "the route of this name is removed",
        example: [{ method: { exact: "GET" }, path: { prefix: "/" } }],
      },
    ),
    percentage: optional(percent, "Share of these requests that are copied, above 0 up to 100.", {
      default: 100,
    }),
  }),
);

const webhook: Schema<WebhookSpec> = typed(
  "WebhookSpec",
  "A question to a server: any 2xx passes, 4xx fails.",
  object({
    name: required(dnsName, "Its name in the status of the rollout. A DNS label.", {
      example: "load-test",
    }),
    url: required(
      text("an address that begins with https:// or http://"),
      "The address that gets a POST.",
      { example: "https://gates.example.com/shop" },
    ),
    timeout: optional(duration, "Time for one answer.", { default: "10s" }),
    interval: optional(
      duration,
      "Time in which it is asked again after a time-out or a 5xx; then the rollout waits.",
      { default: "1m" },
    ),
  }),
);

/** One step of a rollout. */
export const rolloutStep: Schema<RolloutStep> = typed(
  "RolloutStep",
  "One step: exactly one of the keys.",
  exactlyOne<RolloutStep>({
    setWeight: required(
      share(),
      "How far weights are on their way from those that clusters have to the goal, in percent, for every service, origin and cluster.",
      { example: 20 },
    ),
    pause: required(pause, "A wait; `{}` lasts until somebody promotes.", {
      example: { duration: "10m" },
    }),
    setCanaryScale: required(canaryScale, "The pods of versions that gain traffic.", {
      example: { replicas: 1 },
    }),
    setHeaderRoute: required(
      headerRoute,
      "A route for some requests to the versions that gain traffic.",
    ),
    setMirrorRoute: required(
      mirrorRoute,
      "A copy of some requests to the version that gains traffic.",
    ),
    webhook: required(webhook, "A question to a server, which the rollout must pass.", {
      example: { name: "load-test", url: "https://gates.example.com/shop" },
    }),
    analysis: required(
      analysis,
      "Metrics that the rollout must pass; `{}` compares errors and latency of the new version with the stable one.",
      { example: {} },
    ),
  }),
);
