// A release of two services with what a spec says of them, and what the preflight finds in it.
import type { Release, ServiceSpec } from "../../../../../model/release/release";
import { planRelease } from "../../../../../model/plan/plan";
import { preflight } from "../../../../../model/preflight/preflight";
import { release, service } from "../../../../support/releases";

const versions = { v1: { image: "api:1" }, v2: { image: "api:2" } };

/** Code, path below the service `api`, and what was given. */
export function trapsOf(api: Partial<ServiceSpec>, changes: Partial<Release> = {}): string[][] {
  const services = { api: service({ versions, ...api }), ...changes.services };
  const gateway = { hosts: ["shop.example.com"] };
  const plan = planRelease(release({ gateway, ...changes, services }), [{ name: "west" }]);
  return preflight(plan).map(({ code, path, given }) => [
    code,
    path.replace(/^release\.services\.api\.?/, ""),
    given,
  ]);
}
