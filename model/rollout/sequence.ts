// The actions of a rollout in their order: waves of clusters, in each the groups of services, in each
// the steps.
import { seconds } from "../release/duration";
import type { RolloutRecord } from "./record";
import type { AnalysisSpec } from "../analysis/spec";
import type {
  CanaryScale,
  HeaderRouteSpec,
  MirrorRouteSpec,
  RolloutSpec,
  RolloutStep,
  WaveSpec,
  WebhookSpec,
} from "./spec";

/** What an action does. */
export type Doing =
  /** Moves weights to a part of the way, in percent. */
  | { readonly kind: "weights"; readonly percent: number }
  /** Sets the weights of the goal, and removes managed routes and the scale. */
  | { readonly kind: "goal" }
  /** Waits for a time, or for a person. */
  | { readonly kind: "pause"; readonly seconds?: number }
  /** Waits after the last step of a wave. */
  | { readonly kind: "soak"; readonly seconds: number }
  | { readonly kind: "scale"; readonly scale: CanaryScale }
  | { readonly kind: "header"; readonly route: HeaderRouteSpec }
  | { readonly kind: "mirror"; readonly route: MirrorRouteSpec }
  | { readonly kind: "gate"; readonly gate: WebhookSpec }
  /** Compares metrics. */
  | { readonly kind: "analysis"; readonly analysis: AnalysisSpec };

/** One action. */
export interface Action {
  /** Index of its wave; clusters that were skipped are waves of their own after the declared ones. */
  readonly wave: number;
  /** Names of the clusters in which it happens; none: all of its wave were skipped. */
  readonly clusters: readonly string[];
  /** The services that it moves. */
  readonly services: readonly string[];
  /** Whether it moves the percentages of lanes, too: those go with the last group of services. */
  readonly lanes: boolean;
  /** Index of its step in the declared ones; left out: the goal, or a soak. */
  readonly step?: number;
  readonly doing: Doing;
}

/** What the actions of a rollout follow from. */
export type Planned = Pick<RolloutRecord, "spec" | "primaries" | "goal" | "requeued">;

/** A wave in its long form. */
export interface Wave {
  readonly clusters: readonly string[];
  readonly soakSeconds: number;
}

/** The waves; one of all primary clusters where none is declared. */
export function wavesOf(
  { waves }: Pick<RolloutSpec, "waves">,
  primaries: readonly string[],
): Wave[] {
  return (waves ?? [primaries]).map((wave) =>
    isNames(wave)
      ? { clusters: wave, soakSeconds: 0 }
      : { clusters: wave.clusters, soakSeconds: seconds(wave.soak ?? "0s") },
  );
}

/**
 * All actions. Clusters that are requeued later change no index of an action before: their own come
 * at the end.
 */
export function sequenceOf({ spec, primaries, goal, requeued }: Planned): Action[] {
  const groups = groupsOf(spec, goal);
  const declared: Action[] = [];
  const waves = wavesOf(spec, primaries);
  for (const [wave, { clusters, soakSeconds }] of waves.entries()) {
    const add = (action: Omit<Action, "wave" | "clusters">) => {
      const index = declared.length;
      const here = clusters.filter(
        (name) => !requeued.some(({ cluster, from }) => cluster === name && from <= index),
      );
      declared.push({ wave, clusters: here, ...action });
    };
    for (const [i, services] of groups.entries()) {
      const of = { services, lanes: i === groups.length - 1 };
      for (const [step, declaredStep] of spec.steps.entries())
        add({ ...of, step, doing: doingOf(declaredStep) });
      add({ ...of, doing: { kind: "goal" } });
    }
    if (soakSeconds > 0)
      add({ services: [], lanes: false, doing: { kind: "soak", seconds: soakSeconds } });
  }
  const later = requeued.flatMap(({ cluster, from }, i) => {
    const own = waves.findIndex(({ clusters }) => clusters.includes(cluster));
    return declared
      .filter((action, index) => index >= from && action.wave === own)
      .map((action): Action => ({ ...action, wave: waves.length + i, clusters: [cluster] }));
  });
  return [...declared, ...later];
}

/** The groups of services; services without a group go with the last one. */
function groupsOf({ order }: RolloutSpec, goal: RolloutRecord["goal"]): readonly string[][] {
  const all = [...new Set(Object.values(goal).flatMap(({ services }) => Object.keys(services)))];
  const groups = (order ?? []).map((group) => group.filter((name) => all.includes(name)));
  const rest = all.filter((name) => !groups.flat().includes(name));
  const last = groups.at(-1) ?? [];
  return [...groups.slice(0, -1), [...last, ...rest]].filter(
    (group, i, { length }) => group.length > 0 || i === length - 1,
  );
}

function doingOf(step: RolloutStep): Doing {
  if ("setWeight" in step) return { kind: "weights", percent: step.setWeight };
  if ("setCanaryScale" in step) return { kind: "scale", scale: step.setCanaryScale };
  if ("setHeaderRoute" in step) return { kind: "header", route: step.setHeaderRoute };
  if ("setMirrorRoute" in step) return { kind: "mirror", route: step.setMirrorRoute };
  if ("webhook" in step) return { kind: "gate", gate: step.webhook };
  if ("analysis" in step) return { kind: "analysis", analysis: step.analysis };
  const { duration } = step.pause;
  if (duration === undefined) return { kind: "pause" };
  return {
    kind: "pause",
    seconds: typeof duration === "number" ? duration : seconds(duration),
  };
}

function isNames(wave: WaveSpec): wave is readonly string[] {
  return Array.isArray(wave);
}
