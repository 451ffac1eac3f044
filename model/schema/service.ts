// The schema of one service, with its routes, session affinity, mirror and exposure.
import * as v from "valibot";
import type { ServiceSpec } from "../release/release";
import type { FaultSpec, MirrorSpec, RouteSpec, StickySpec, Weights } from "../release/routing";
import { callers } from "./access";
import { directResponse, redirect } from "./routes/answers";
import {
  dnsName,
  duration,
  durationOrZero,
  mapping,
  named,
  orMapping,
  percent,
  record,
  service,
  token,
  version,
  whole,
} from "./common";
import { expose } from "./gateway";
import { kubernetesServiceFields } from "./kubernetes-service";
import { routeMatches } from "./matches";
import { optional, required, typed, type Schema } from "./note";
import { object, someOf } from "./objects";
import { outside } from "./routes/outside";
import { portFields } from "./ports";
import { requestPolicy, requestPolicyFields } from "./request-policy";
import { upstreamPolicy, upstreamPolicyFields } from "./upstream-policy";
import { versionSpec } from "./version";
import { serviceWeights, weights } from "./weights";

const mirror: Schema<MirrorSpec> = typed(
  "MirrorSpec",
  "Sends copies of requests to a version whose answers no caller gets.",
  object({
    version: required(version, "The version that gets the copies.", { example: "v2" }),
    percent: optional(percent, "Share of the requests that are copied, above 0 up to 100.", {
      default: 100,
    }),
  }),
);

const faultPercent = optional(percent, "Share of the requests, above 0 up to 100.", {
  default: 100,
});

const fault: Schema<FaultSpec> = typed(
  "FaultSpec",
  "Failures made on purpose; at least one of the two.",
  someOf({
    delay: optional(
      object({
        time: required(duration, "How long the proxy holds a request back.", { example: "2s" }),
        percent: faultPercent,
      }),
      "Holds `percent` of the requests back for a time.",
    ),
    abort: optional(
      object({
        status: required(whole(200, 599), "The status of the answer.", { example: 503 }),
        percent: faultPercent,
      }),
      "Answers in place of the service with an HTTP status, 200 to 599.",
    ),
  }),
);

const target: Schema<string | Weights> = orMapping(
  version,
  weights,
  "a version's name, or a mapping of versions to percentages",
);

const route: Schema<RouteSpec> = typed(
  "RouteSpec",
  "A route sends requests that match to one version, or splits them by weights of its own, instead of the service's weights; or it answers by itself. It has exactly one of `to`, `redirect` and `directResponse`. A {@link RequestPolicy} field that it leaves out is the service's.",
  object(
    {
      name: required(
        dnsName,
        "Name of the route in the VirtualService, unique in its service. A DNS label.",
        { example: "testers" },
      ),
      match: required(
        routeMatches,
        "All of its conditions must hold. A list: those of one of its items.",
        {
          example: { headers: { "x-user": { exact: "tester" } } },
        },
      ),
      to: optional(target, "A version's name, or weights.", { example: "v2" }),
      redirect: optional(redirect, "Sends callers to another address, in place of `to`."),
      directResponse: optional(directResponse, "Answers without any version, in place of `to`."),
      mirror: optional(mirror, "Copies of the route's requests.", {
        otherwise: "none: the service's mirror copies only what its weights split",
      }),
      fault: optional(fault, "Failures made on purpose on this route.", { otherwise: "none" }),
      ...requestPolicyFields,
    },
    {
      allowed: "a route with name and match, and with to, redirect or directResponse",
      includes: [requestPolicy],
    },
  ),
);

const sticky: Schema<StickySpec> = typed(
  "StickySpec",
  "Keeps a user on the version that answered first, by a cookie, as long as that version has weight. HTTP only.",
  object({
    cookie: optional(named(token, "a cookie's name"), "Name of the cookie.", {
      otherwise: "<service>-version",
      example: "shop-version",
    }),
    ttl: optional(
      durationOrZero,
      "How long a user stays with the version, from the first answer on; `0s` is a session cookie, which a browser forgets when it closes.",
      { default: "24h" },
    ),
  }),
);

/** One service. */
export const serviceSpec: Schema<ServiceSpec> = typed(
  "ServiceSpec",
  "One service: a Kubernetes Service, a Deployment for each version, and the routes that split its traffic.",
  object(
    {
      ...portFields,
      ...kubernetesServiceFields,
      defaultRoute: optional(
        dnsName,
        "Name of the route that takes the requests that no other route takes. A DNS label.",
        { otherwise: "the port's name; `default` with several ports", example: "default" },
      ),
      versions: required(
        record(version, versionSpec, mapping),
        "The versions by name. A name is the value of the pods' `version` label.",
        { example: { v1: { image: "ghcr.io/acme/shop:1.2" } } },
      ),
      outside: optional(
        outside,
        "What else answers requests, by names that no version has: a Service of others, or a host outside the mesh.",
        { otherwise: "none", example: { monolith: { host: "shop.legacy.svc.cluster.local" } } },
      ),
      weights: required(serviceWeights, "The split of all traffic that no route takes.", {
        example: { v1: 90, v2: 10 },
      }),
      stable: optional(
        version,
        "The version to which `gray abort` brings all traffic back. It must run in some cluster, or be a name of `outside`.",
        {
          otherwise:
            "in each cluster the version that last had all traffic of the service there, as its VirtualService notes it",
          example: "v1",
        },
      ),
      routes: optional(
        v.array(route, "a list of routes"),
        "Special cases; proxies try them in this order, before the weights.",
      ),
      follows: optional(
        v.array(service, "a list of services"),
        "Services of the release whose calls keep their version: a call from their version `v2` goes to `v2` here if this service runs `v2`. Proxies try this after `routes`, by the labels of the calling pod.",
        { otherwise: "none", example: ["web"] },
      ),
      sticky: optional(sticky, "Keeps a user on the version that answered first, by a cookie.", {
        otherwise: "none",
      }),
      mirror: optional(mirror, "Copies of weighted traffic, whose answers no caller gets.", {
        otherwise: "none",
      }),
      expose: optional(
        expose,
        "Whether the release's gateway leads to this service, and by which hosts, paths or port; of several gateways, which ones. A list has an entry for each way.",
        { default: false },
      ),
      callers: optional(
        callers,
        "Callers of this service beside those in the release's `access`, without which this key is a mistake.",
        { otherwise: "none", example: ["shop/web"] },
      ),
      virtualService: optional(dnsName, "Name of the VirtualService that holds the routes.", {
        otherwise: 'the service\'s name, with "-routes" if a root VirtualService delegates to it',
        example: "shop-routes",
      }),
      ...requestPolicyFields,
      ...upstreamPolicyFields,
    },
    { what: "a service", includes: [requestPolicy, upstreamPolicy] },
  ),
);

/** The stable versions of a config, by service. */
export const stableSchema: Schema<Record<string, string>> = record(
  service,
  version,
  "a mapping of services to versions",
);
