// The whole sequence of a rollout for people: each action with what it moves in which cluster, and
// how long it takes.
import type { ServiceWeights } from "../release/routing";
import { falseAlarmBudget, type FalseAlarms } from "../analysis/budget";
import { background, stepAnalysis, type DeclaredAnalysis } from "../analysis/declared";
import { sequenceOf, type Action, type Doing } from "./sequence";
import { stateAt, type Stateful } from "./state-at";
import type { FleetState, ManagedRoute, VersionScale } from "./state";
import { equalWeights } from "./weights";
import { doingText, secondsOf } from "./words";

/** What an action changes in a cluster. */
export type Move =
  | {
      readonly kind: "weights";
      readonly service: string;
      readonly from: ServiceWeights;
      readonly to: ServiceWeights;
    }
  /** The percentage of requests that enter a lane at the gateway. */
  | { readonly kind: "lane"; readonly lane: string; readonly from: number; readonly to: number }
  /** Pods of a version; null: as declared. */
  | {
      readonly kind: "pods";
      readonly service: string;
      readonly version: string;
      readonly from: number | null;
      readonly to: number | null;
    }
  /** A managed route that is set, or removed where `route` is null. */
  | { readonly kind: "route"; readonly name: string; readonly route: ManagedRoute | null };

/** One step of the whole sequence, for people; counts begin at 1. */
export interface OutlinedStep {
  readonly number: number;
  readonly wave: number;
  /** Which of the declared steps it is; null: none of them, but the goal or a soak. */
  readonly declared: number | null;
  readonly kind: Doing["kind"];
  /** In words, without a full stop. */
  readonly what: string;
  readonly clusters: readonly string[];
  readonly services: readonly string[];
  /** How long it takes by itself; null: until somebody promotes. */
  readonly seconds: number | null;
  /** By cluster; clusters in which nothing moves are left out. */
  readonly moves: Readonly<Record<string, readonly Move[]>>;
  /** What the step asks of metrics, with all defaults; null: nothing. */
  readonly analysis: DeclaredAnalysis | null;
}

/** The sequence of a rollout, with the sum of its times. */
export interface Outline {
  readonly steps: readonly OutlinedStep[];
  readonly waves: number;
  /** The sum of pauses and soaks; steps and gates take what they take. */
  readonly seconds: number;
  /** How many pauses end only when somebody promotes. */
  readonly promotions: number;
  /** How many analyses must pass, each at most until its deadline. */
  readonly analyses: number;
  /** What is watched beside the steps, with all defaults; null: nothing. */
  readonly background: DeclaredAnalysis | null;
  /** How often all comparisons together take back a good version. */
  readonly falseAlarms: FalseAlarms;
}

/** All actions of a rollout, with what each moves. */
export function outlineOf(about: Stateful): Outline {
  const actions = sequenceOf(about);
  let before = stateAt(about, -1, actions);
  const outlined = actions.map(({ wave, step, clusters, services, doing }, index) => {
    const after = stateAt(about, index, actions);
    const moves = movesBetween(before, after);
    before = after;
    return {
      ...{ number: index + 1, wave: wave + 1, declared: step === undefined ? null : step + 1 },
      ...{ kind: doing.kind, what: doingText(doing), clusters, services },
      ...{ seconds: secondsOf({ doing }) ?? null, moves },
      analysis: doing.kind === "analysis" ? stepAnalysis(doing.analysis, step ?? 0) : null,
    };
  });
  const waves = (actions.at(-1)?.wave ?? -1) + 1;
  const { analysis } = about.spec;
  const beside = analysis ? background(analysis) : null;
  return {
    ...{ steps: outlined, waves, ...timesOf(actions), background: beside },
    falseAlarms: falseAlarmBudget(actions, about.spec),
  };
}

/** How long actions take by themselves. */
export function timesOf(
  actions: readonly Action[],
): Pick<Outline, "seconds" | "promotions" | "analyses"> {
  const times = actions.map(secondsOf);
  return {
    seconds: times.reduce<number>((sum, one) => sum + (one ?? 0), 0),
    promotions: times.filter((one) => one === undefined).length,
    analyses: actions.filter(({ doing }) => doing.kind === "analysis").length,
  };
}

/** What differs between two states, by cluster. */
function movesBetween(before: FleetState, after: FleetState): Record<string, Move[]> {
  return Object.fromEntries(
    Object.keys(after.weights).flatMap((cluster) => {
      const moves = [
        ...weightMoves(before, after, cluster),
        ...podMoves(before.scale[cluster] ?? {}, after.scale[cluster] ?? {}),
        ...routeMoves(before.routes[cluster] ?? [], after.routes[cluster] ?? []),
      ];
      return moves.length > 0 ? [[cluster, moves] as const] : [];
    }),
  );
}

function weightMoves(before: FleetState, after: FleetState, cluster: string): Move[] {
  const [old, now] = [before.weights[cluster], after.weights[cluster]];
  const services = Object.entries(now?.services ?? {}).flatMap(([service, to]): Move[] => {
    const from = old?.services[service];
    return from && !equalWeights(from, to) ? [{ kind: "weights", service, from, to }] : [];
  });
  const lanes = Object.entries(now?.lanes ?? {}).flatMap(([lane, to]): Move[] => {
    const from = old?.lanes[lane] ?? 0;
    return from === to ? [] : [{ kind: "lane", lane, from, to }];
  });
  return [...services, ...lanes];
}

function podMoves(before: VersionScale, after: VersionScale): Move[] {
  const services = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...services].flatMap((service) => {
    const [old, now] = [before[service] ?? {}, after[service] ?? {}];
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((version): Move[] => {
      const [from, to] = [old[version] ?? null, now[version] ?? null];
      return from === to ? [] : [{ kind: "pods", service, version, from, to }];
    });
  });
}

/** A state makes its routes anew each time, so their texts are compared. */
function routeMoves(before: readonly ManagedRoute[], after: readonly ManagedRoute[]): Move[] {
  const keyOf = (route: ManagedRoute) => JSON.stringify(route);
  const old = new Set(before.map(keyOf));
  const names = new Set(after.map(({ name }) => name));
  return [
    ...before
      .filter(({ name }) => !names.has(name))
      .map(({ name }): Move => ({ kind: "route", name, route: null })),
    ...after
      .filter((route) => !old.has(keyOf(route)))
      .map((route): Move => ({ kind: "route", name: route.name, route })),
  ];
}
