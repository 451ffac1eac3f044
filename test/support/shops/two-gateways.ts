// A public and an internal gateway, which specs of several gateways share.
import type { GatewaySpec } from "../../../model/release/gateway";
import type { Release, ServiceSpec } from "../../../model/release/release";
import { release, service } from "../releases";

export const open: GatewaySpec = { hosts: ["api.example.com"] };
export const inner: GatewaySpec = { hosts: ["api.corp.example"], selector: { istio: "internal" } };

/** A release with both gateways, and services of which each is exposed so. */
export function behindTwo(
  exposed: Readonly<Record<string, ServiceSpec["expose"]>> = { api: true },
  changes: Partial<Release> = {},
  spec: Partial<ServiceSpec> = {},
): Release {
  const { gateway: _gateway, ...base } = release({ namespace: "shop" });
  return {
    ...base,
    gateways: { public: open, internal: inner },
    services: Object.fromEntries(
      Object.entries(exposed).map(([name, expose]) => [
        name,
        service({ ...spec, ...(expose !== undefined && { expose }) }),
      ]),
    ),
    ...changes,
  };
}
