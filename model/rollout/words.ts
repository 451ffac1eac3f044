// Actions, weights and times of a rollout in words, for `gray plan`, previews and statuses.
import type { ServiceWeights, Weights } from "../release/routing";
import { isByOrigin } from "../release/weights";
import { stepAnalysis } from "../analysis/declared";
import { askedText } from "../analysis/plan-words";
import { mirrorPercent } from "./argo-match";
import type { Action, Doing } from "./sequence";
import type { CanaryScale } from "./spec";
import { timeText } from "./time-text";

export { timeText } from "./time-text";

/** What an action does, without a full stop; where it happens is for the caller to say. */
export function doingText(doing: Doing): string {
  switch (doing.kind) {
    case "weights":
      return `set weight ${doing.percent} %`;
    case "goal":
      return "set the goal";
    case "pause":
      return doing.seconds === undefined
        ? "pause until somebody promotes"
        : `pause for ${timeText(doing.seconds)}`;
    case "soak":
      return `soak for ${timeText(doing.seconds)}`;
    case "scale":
      return scaleText(doing.scale);
    case "header":
      return `${doing.route.match ? "set" : "remove"} header route ${doing.route.name}`;
    case "mirror":
      return doing.route.match === undefined
        ? `remove mirror route ${doing.route.name}`
        : `set mirror route ${doing.route.name}, ${mirrorPercent(doing.route)} %`;
    case "gate":
      return `ask webhook ${doing.gate.name}`;
    case "analysis": {
      const { name } = doing.analysis;
      const asked = askedText(stepAnalysis(doing.analysis, 0));
      return name === undefined ? asked : `${asked} (${name})`;
    }
  }
}

/** Seconds that an action takes by itself; undefined where a person ends it. */
export function secondsOf({ doing }: Pick<Action, "doing">): number | undefined {
  if (doing.kind === "pause") return doing.seconds;
  return doing.kind === "soak" ? doing.seconds : 0;
}

/** Weights in one line, without versions that have none: `v1 80 %, v2 20 %`. */
export function weightsText(weights: ServiceWeights): string {
  if (!isByOrigin(weights)) return shares(weights);
  return `gateway ${shares(weights.gateway)} / mesh ${shares(weights.mesh)}`;
}

function scaleText(scale: CanaryScale): string {
  if ("replicas" in scale)
    return `scale versions that gain traffic to ${scale.replicas} ${scale.replicas === 1 ? "pod" : "pods"}`;
  if ("weight" in scale) return `scale versions that gain traffic for ${scale.weight} %`;
  return `scale versions that gain traffic ${scale.matchTrafficWeight ? "by their weights" : "as declared"}`;
}

function shares(weights: Weights): string {
  return Object.entries(weights)
    .filter(([, weight]) => weight > 0)
    .map(([version, weight]) => `${version} ${weight} %`)
    .join(", ");
}
