// The request policy in Istio's terms, each key once: written, and read back.
// https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import type { RequestPolicy } from "../release/routing";

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];

/** Istio's names of the keys; their values have the same form. */
const names = {
  timeout: "timeout",
  retries: "retries",
  rewrite: "rewrite",
  cors: "corsPolicy",
  headers: "headers",
} as const satisfies Readonly<Record<keyof RequestPolicy, keyof HttpRoute>>;

/** The keys of a request policy, which no TCP service can have. */
export const policyKeys = Object.keys(names) as readonly (keyof RequestPolicy)[];

/** The policy as a part of an HTTP route. */
export function istioPolicy(policy: RequestPolicy): Partial<HttpRoute> {
  const all: Partial<HttpRoute> = {};
  for (const key of policyKeys)
    if (policy[key] !== undefined)
      Object.assign(all, { [names[key]]: structuredClone(policy[key]) });
  return all;
}

/** The policy of a live HTTP route; its values may be what a release does not allow. */
export function readPolicy(live: HttpRoute): RequestPolicy {
  return Object.fromEntries(
    policyKeys.flatMap((key) => {
      const value = live[names[key]];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
