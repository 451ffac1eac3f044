// Picks the policies out of services, routes and versions.
import { requestPolicyFields } from "../schema/request-policy";
import { upstreamPolicyFields } from "../schema/upstream-policy";
import type { RequestPolicy } from "./routing";
import type { UpstreamPolicy } from "./upstream-policy";

/** The {@link RequestPolicy} fields of a service or a route, without its other fields. */
export function requestPolicy(spec: RequestPolicy): RequestPolicy {
  return picked(spec, requestPolicyFields);
}

/** The {@link UpstreamPolicy} fields of a service or a version, without its other fields. */
export function upstreamPolicy(spec: UpstreamPolicy): UpstreamPolicy {
  return picked(spec, upstreamPolicyFields);
}

function picked<T extends object>(spec: T, fields: Readonly<Record<keyof T, unknown>>): T {
  const all: Partial<T> = {};
  for (const key of Object.keys(fields) as (keyof T)[])
    if (spec[key] !== undefined) all[key] = spec[key];
  return all as T;
}
