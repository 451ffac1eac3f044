// The schemas of the keys `access` and `callers`.
import * as v from "valibot";
import type { AccessSpec } from "../release/access";
import { flag, named } from "./common";
import { optional, typed, type Schema } from "./note";
import { object } from "./objects";

/** A namespace is a DNS label; a service account's name may have dots. */
const principal = typed(
  "Principal",
  "The identity of callers, as their certificate for mutual TLS shows it: all workloads of a namespace (`shop`), or the workloads of one service account (`shop/web`).",
  named(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)?$/,
    "a namespace such as shop, or a namespace and a service account such as shop/web",
  ),
);

/** Name of a ServiceAccount. */
export const serviceAccountName = named(
  /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/,
  "the name of a ServiceAccount",
);

/** A list of callers. An empty list adds no caller. */
export const callers = v.array(principal, "a list of callers");

/** The schema of the key `access`. */
export const accessSpec: Schema<AccessSpec> = typed(
  "AccessSpec",
  "The callers that may call the services of a release. Sidecars refuse all other requests: with status 403, or for TCP by closing the connection. Istio reads principals from certificates alone, so this needs mutual TLS (https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source).",
  object({
    sameNamespace: optional(
      flag,
      "Whether all workloads of the release's own namespace may call.",
      { default: true },
    ),
    gateway: optional(
      principal,
      "The principal of the ingress gateway's pods, of all gateways; they may call the exposed services.",
      {
        otherwise:
          "that of each gateway's `workload`; else the namespace of the Service that `clusters[].ingress` names, else `clusters[].meshNamespace`",
        example: "ingress/gateway",
      },
    ),
    callers: optional(
      callers,
      "Principals that may call every service; `callers` of a service may call that one.",
      { otherwise: "none", example: ["shop", "tools/probe"] },
    ),
  }),
);
