// The schema of a whole release; the other files of this folder hold its parts.
import * as v from "valibot";
import { dnsLabel } from "../release/names";
import type { Release } from "../release/release";
import { isMapping } from "./best-effort";
import { accessSpec } from "./access";
import {
  choose,
  flag,
  label,
  named,
  object,
  oneOf,
  record,
  refused,
  service,
  text,
  type Schema,
} from "./common";
import { gatewaySpec } from "./gateway";
import { lanesSpec } from "./lanes";
import { serviceSpec } from "./service";

/** A namespace. */
export const namespaceSchema = named(dnsLabel, label);

const revision = object({ revision: text("a revision's name") }, "a mapping with revision");

const injection = choose<NonNullable<Release["injection"]>>((given) => {
  if (isMapping(given)) return revision;
  return given === "enabled" || given === "disabled"
    ? v.picklist(["enabled", "disabled"])
    : refused("enabled, disabled, or a mapping with revision");
});

/** A release as a user writes it, in code or in a stack file. */
export const releaseSchema: Schema<Release> = object(
  {
    name: named(dnsLabel, label),
    namespace: namespaceSchema,
    createNamespace: v.optional(flag),
    injection: v.optional(injection),
    mtls: v.optional(oneOf("STRICT", "PERMISSIVE")),
    access: v.optional(accessSpec),
    gateway: v.optional(gatewaySpec),
    services: record(service, serviceSpec, "a mapping of service names to services"),
    lanes: v.optional(lanesSpec),
  },
  "a preset's name, or a release with name, namespace and services",
);
