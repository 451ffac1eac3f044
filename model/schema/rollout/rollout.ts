// The schema of the key `rollout`: how traffic moves from the weights that clusters have to the goal.
import type { RolloutSpec, WaveSpec } from "../../rollout/spec";
import {
  dnsName,
  duration,
  durationOrZero,
  listOf,
  oneOf,
  orFalse,
  orList,
  service,
  text,
  whole,
} from "../common";
import { allowedBy, optional, required, typed, type Schema } from "../note";
import { object } from "../objects";
import { backgroundAnalysis } from "./analysis";
import { analysisTemplates } from "./argo-analysis";
import { rolloutStep } from "./steps";

const names = listOf(dnsName, "a list of names of clusters");

const wave: Schema<WaveSpec> = typed(
  "WaveSpec",
  "Names of clusters, or these with the time that the wave soaks after its last step.",
  orList(
    object({
      clusters: required(names, "Names of primary clusters.", { example: ["west"] }),
      soak: optional(
        durationOrZero,
        "How long the wave stays at the goal before the next one begins.",
        { default: "0s", example: "1h" },
      ),
    }),
    names,
    "a list of names of clusters, or a mapping with clusters and soak",
  ),
);

/** The way of a rollout. */
export const rolloutSpec: Schema<RolloutSpec> = typed(
  "RolloutSpec",
  "How traffic moves from the weights that clusters have to those that the stack declares.",
  object(
    {
      steps: required(
        listOf(rolloutStep, "a list of steps"),
        "What happens in each wave, one after the other; after the last step the goal is set.",
        {
          example: [{ setWeight: 5 }, { pause: { duration: "10m" } }],
        },
      ),
      waves: optional(
        listOf(wave, "a list of waves"),
        "Groups of primary clusters. A wave goes through all steps and soaks before the next one begins.",
        {
          otherwise: "one wave of all primary clusters",
          example: [["west"], ["east", "north"]],
        },
      ),
      order: optional(
        listOf(listOf(service, "a list of names of services"), "a list of groups of services"),
        "Groups of services. In each wave, a group goes through all steps before the next one begins; services without a group go with the last one.",
        { otherwise: "all services together", example: [["cart"], ["shop", "search"]] },
      ),
      unreachable: optional(
        oneOf("stop", "skip"),
        "A cluster that can't be reached: `stop` waits for it; `skip` goes on without it, and takes it through its steps after the last wave.",
        { default: "stop" },
      ),
      maxFailures: optional(
        whole(1, 1000),
        "The most clusters that may be skipped at a time; with one more the rollout waits.",
        { otherwise: "any number", example: 1 },
      ),
      deadline: optional(
        duration,
        "Time for the whole rollout; after it, traffic goes back to where it was.",
        { otherwise: "none", example: "8h" },
      ),
      analysis: optional(
        backgroundAnalysis,
        "Metrics that are watched beside all steps; `{}` compares errors and latency of the new version with the stable one.",
        { otherwise: "none", example: {} },
      ),
      analysisTemplates: optional(
        analysisTemplates,
        "Templates that analyses run, by name, each as the `spec` of an AnalysisTemplate of Argo Rollouts.",
        { otherwise: "none" },
      ),
      promoters: optional(
        listOf(text("a name"), "a list of names of users and groups"),
        "The users and groups that may promote, as the API server of the home cluster knows them.",
        {
          otherwise: "everyone with the right to write the record",
          example: ["anna@example.com", "release-managers"],
        },
      ),
    },
    { what: "a rollout" },
  ),
);

/** The key of a stack: `false` takes the rollout of the release away. */
export const rolloutOrNone: Schema<false | RolloutSpec> = orFalse(
  rolloutSpec,
  `${allowedBy(rolloutSpec)}; or false`,
);
