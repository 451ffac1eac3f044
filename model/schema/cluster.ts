// The schemas of a cluster in a stack's config, and of the key `settle`.
import * as v from "valibot";
import { configKey } from "../project";
import type { Cluster } from "../release/cluster";
import { dnsLabel } from "../release/names";
import type { SettleSettings } from "../config/settle";
import { choose, label, named, object, oneOf, text, type Schema } from "./common";
import { weightsSchema } from "./weights";

const kubeconfigPath = `a path of a kubeconfig file; the text of one belongs in the secret ${configKey("kubeconfig-<cluster>")}`;

/** One cluster of the stack. */
export const clusterSchema: Schema<Cluster> = object(
  {
    name: named(dnsLabel, label),
    context: v.optional(text("a context of the kubeconfig")),
    kubeconfig: v.optional(named(/^[^{}\r\n]+$/, kubeconfigPath)),
    role: v.optional(oneOf("primary", "remote")),
    weights: v.optional(weightsSchema),
    meshNamespace: v.optional(named(dnsLabel, label)),
    ingress: v.optional(
      named(
        /^(https?:\/\/\S+|[-a-z0-9]+\/[-a-z0-9]+)$/,
        "an address (http://203.0.113.7) or a Service (<namespace>/<name>)",
      ),
    ),
  },
  "a cluster with name, and context or kubeconfig",
);

const secondsUpTo = (high: number) => {
  const allowed = `seconds from 0 to ${high}`;
  return v.pipe(v.number(allowed), v.minValue(0, allowed), v.maxValue(high, allowed));
};

const settleParts: Schema<Partial<SettleSettings>> = object(
  {
    seconds: v.optional(secondsUpTo(60)),
    minimum: v.optional(secondsUpTo(60)),
    limit: v.optional(secondsUpTo(600)),
  },
  "seconds, or a mapping with seconds, minimum and limit",
);

const settleSeconds: Schema<Partial<SettleSettings>> = v.pipe(
  secondsUpTo(60),
  v.transform((seconds) => ({ seconds })),
);

/** The key `settle`: a mapping with some of its parts, or only the seconds. */
export const settleSchema = choose<Partial<SettleSettings>>((given) =>
  typeof given === "number" ? settleSeconds : settleParts,
);
