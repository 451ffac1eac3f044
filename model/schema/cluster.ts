import * as v from "valibot";
import type { Cluster } from "../cluster";
import { dnsLabel } from "../names";
import { label, named, object, oneOf, text, type Schema } from "./common";
import { weightsSchema } from "./weights";

/** One cluster of the stack. */
export const clusterSchema: Schema<Cluster> = object(
  {
    name: named(dnsLabel, label),
    context: v.optional(text("a context of the kubeconfig")),
    kubeconfig: v.optional(text("a path of a kubeconfig file")),
    role: v.optional(oneOf("primary", "remote")),
    weights: v.optional(weightsSchema),
    ingress: v.optional(
      named(
        /^(https?:\/\/\S+|[-a-z0-9]+\/[-a-z0-9]+)$/,
        "an address (http://203.0.113.7) or a Service (<namespace>/<name>)",
      ),
    ),
  },
  "a cluster with name, and context or kubeconfig",
);

/** Seconds for proxies to settle. */
export const settleSchema = (() => {
  const allowed = "seconds from 0 to 60";
  return v.pipe(v.number(allowed), v.minValue(0, allowed), v.maxValue(60, allowed));
})();
