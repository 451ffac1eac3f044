// The schemas of a version's number of pods: replicas, autoscaler and disruption budget.
import * as v from "valibot";
import type { AutoscaleSpec, DisruptionBudget, PrescaleSpec } from "../release/scaling";
import { isMapping } from "./best-effort";
import {
  anyName,
  choose,
  countOrShare,
  dnsName,
  flag,
  listOf,
  orMapping,
  record,
  refused,
  whole,
} from "./common";
import { allowedBy, noted, optional, required, typed, type Schema } from "./note";
import { exactlyOne, object } from "./objects";

/** The most pods that a version may have in a cluster. */
const mostPods = 10_000;

/** The number of pods, or the word that leaves it to KEDA or to an autoscaler of another tool. */
function pods(fewest: number, more = ""): Schema<number | "external"> {
  const allowed =
    `an integer from ${fewest} to ${mostPods}, or external: somebody's own scaler decides; ` +
    `the key autoscale makes an autoscaler${more}`;
  const count = whole(fewest, mostPods, more);
  const word = v.literal("external", allowed);
  const schema = choose<number | "external">(
    (given) => {
      if (typeof given === "number") return count;
      return typeof given === "string" ? word : refused(allowed);
    },
    [count, word],
  );
  return noted(schema, { allowed });
}

/** The number of pods in one cluster; a version says by its `clusters` where it runs. */
export const ownReplicas = pods(
  1,
  "; to run it elsewhere only, leave the cluster out of `clusters`",
);

/** One number of pods for all clusters, or numbers for single ones. */
export const replicas: Schema<number | "external" | Readonly<Record<string, number | "external">>> =
  (() => {
    const one = pods(0);
    const byCluster = record(dnsName, ownReplicas, "a mapping of clusters to numbers of pods");
    const schema = choose<number | "external" | Readonly<Record<string, number | "external">>>(
      (given) => (isMapping(given) ? byCluster : one),
      [one, byCluster],
    );
    return noted(schema, { allowed: allowedBy(one) });
  })();

/** A value in Kubernetes' own form; the API server checks its contents. */
const kubernetes = record(anyName, v.unknown(), "a mapping, as Kubernetes has it");

const metrics = noted(listOf(kubernetes, "a list of metrics, as Kubernetes has them"), {
  type: {
    text: "readonly MetricSpec[]",
    from: { MetricSpec: "kubernetes-types/autoscaling/v2" },
  },
}) as Schema<unknown> as Schema<NonNullable<AutoscaleSpec["metrics"]>>;

const behavior = noted(kubernetes, {
  type: {
    text: "HorizontalPodAutoscalerBehavior",
    from: { HorizontalPodAutoscalerBehavior: "kubernetes-types/autoscaling/v2" },
  },
}) as Schema<NonNullable<AutoscaleSpec["behavior"]>>;

const prescale: Schema<PrescaleSpec> = typed(
  "PrescaleSpec",
  "How far a version is scaled before its share grows.",
  object(
    {
      max: optional(whole(1, mostPods), "Most pods that it gets beforehand, in each cluster.", {
        otherwise: "the `max` of its autoscaler",
        example: 12,
      }),
    },
    { any: true },
  ),
);

const utilization = whole(1, 1000, " (percent of what the containers request)");

/** The keys of an autoscaler. */
export const autoscaleFields = {
  min: optional(whole(1, mostPods), "Fewest pods in each cluster.", { default: 1 }),
  max: required(whole(1, mostPods), "Most pods in each cluster.", { example: 6 }),
  cpu: optional(
    utilization,
    "Use of CPU that the autoscaler aims at, in percent of the requests of the pod's containers, which all need one.",
    { otherwise: "80, as Kubernetes has it, where neither `memory` nor `metrics` is given" },
  ),
  memory: optional(
    utilization,
    "Use of memory that the autoscaler aims at, in percent of the requests of the pod's containers, which all need one.",
    { otherwise: "none", example: 75 },
  ),
  metrics: optional(metrics, "Other metrics, as Kubernetes has them (autoscaling/v2).", {
    otherwise: "none",
    example: [
      {
        type: "Pods",
        pods: {
          metric: { name: "requests_per_second" },
          target: { type: "AverageValue", averageValue: "50" },
        },
      },
    ],
  }),
  behavior: optional(
    behavior,
    "How fast the number may change, as Kubernetes has it (autoscaling/v2).",
    {
      otherwise: "Kubernetes' own",
      example: { scaleDown: { stabilizationWindowSeconds: 60 } },
    },
  ),
  prescale: optional(
    orMapping(flag, prescale),
    "Whether the version gets the pods for a larger share before it gets the share. The update counts the pods that carry the service's traffic now, raises the fewest pods of the autoscaler, waits until they are ready and moves the traffic; the next update lowers the number again.",
    { default: false, example: true },
  ),
};

/** The autoscaler of a version. */
export const autoscale: Schema<AutoscaleSpec> = typed(
  "AutoscaleSpec",
  "The autoscaler of a version: a HorizontalPodAutoscaler in each of its clusters (https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/).",
  object(autoscaleFields, { what: "an autoscaler" }),
);

const amount = countOrShare(mostPods);

/** The disruption budget of a version. */
export const disruptionBudget: Schema<DisruptionBudget> = typed(
  "DisruptionBudget",
  "How many pods of a version may be gone while nodes are drained: a PodDisruptionBudget in each of its clusters (https://kubernetes.io/docs/tasks/run-application/configure-pdb/). Exactly one of the two.",
  exactlyOne<DisruptionBudget>({
    minAvailable: required(amount, "Pods that must stay, as a number or a percentage.", {
      example: 2,
    }),
    maxUnavailable: required(amount, "Pods that may be gone, as a number or a percentage.", {
      example: 1,
    }),
  }),
);
