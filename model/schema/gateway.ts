// The schemas of the key `gateway`, and of lists of host names.
import * as v from "valibot";
import { dnsLabel } from "../release/names";
import type { GatewaySpec, GatewayTls } from "../release/release";
import {
  flag,
  label,
  listOf,
  named,
  object,
  oneOf,
  port,
  strings,
  text,
  type Schema,
} from "./common";

/** Host names of a gateway or of a service behind it. */
export const hosts = listOf(
  named(
    /^(\*|(\*\.)?([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z0-9]([-a-z0-9]*[a-z0-9])?)$/,
    "*, or a host name such as shop.example.com or *.example.com",
  ),
  "a list of host names",
);

const tls: Schema<GatewayTls> = object(
  {
    credentialName: text("the name of a Secret"),
    mode: v.optional(oneOf("SIMPLE", "MUTUAL")),
    minVersion: v.optional(oneOf("1.2", "1.3")),
    redirect: v.optional(flag),
  },
  "a mapping with credentialName, mode, minVersion and redirect",
);

/** The release's gateway. */
export const gatewaySpec: Schema<GatewaySpec> = object(
  {
    name: v.optional(named(dnsLabel, label)),
    namespace: v.optional(named(dnsLabel, label)),
    create: v.optional(flag),
    hosts: v.optional(hosts),
    port: v.optional(port),
    tls: v.optional(tls),
    selector: v.optional(strings),
    delegate: v.optional(flag),
  },
  "a mapping with name, namespace, create, hosts, port, tls, selector and delegate",
);
