// The schema of a version's `strategy`: how Kubernetes replaces its pods.
import { countOrShare, oneOf, orMapping } from "./common";
import type { StrategySpec } from "../release/scaling";
import { optional, typed, type Schema } from "./note";
import { object } from "./objects";

const kinds = oneOf("RollingUpdate", "Recreate");

/** A number of pods, or a share of them. */
const pods = countOrShare(10_000);

const strategySpec: Schema<StrategySpec> = typed(
  "StrategySpec",
  "How Kubernetes replaces the pods of a version when their template changes, in Kubernetes' own form (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy).",
  object({
    type: optional(
      kinds,
      "`RollingUpdate`: new pods take the place of old ones step by step. `Recreate`: all old pods end before the first new one starts, and requests are lost until it is ready.",
      { default: "RollingUpdate" },
    ),
    rollingUpdate: optional(
      object({
        maxSurge: optional(pods, "Pods beyond `replicas` while they are replaced.", {
          default: "25%",
        }),
        maxUnavailable: optional(pods, "Pods below `replicas` while they are replaced.", {
          default: 0,
        }),
      }),
      "The steps of a `RollingUpdate`.",
    ),
  }),
);

/** How Kubernetes replaces pods: one word, or the parameters. */
export const strategy = orMapping(kinds, strategySpec);
