// Draws the sequence of a rollout as text, for `gray plan`.
import { falseAlarmText } from "../analysis/budget";
import { backgroundText, courseText } from "../analysis/plan-words";
import { inWords } from "../problem";
import type { ServiceWeights } from "../release/routing";
import type { Move, Outline, OutlinedStep } from "../rollout/outline";
import type { FleetWeights } from "../rollout/state";
import { timeText, weightsText } from "../rollout/words";

/** Steps that move nothing. */
const waiting: readonly OutlinedStep["kind"][] = ["pause", "soak", "gate", "analysis"];

/** A rollout that is drawn. */
export interface DrawnRollout {
  readonly release: string;
  readonly outline: Outline;
  readonly start: FleetWeights;
  readonly goal: FleetWeights;
  /** Services whose start is a guess, with the version that has all traffic there. */
  readonly guessed: ReadonlyMap<string, string>;
}

/** The sequence of a rollout: each step with what it moves, wave by wave, and the times. */
export function drawRollout(rollout: DrawnRollout): string {
  const { release, outline } = rollout;
  const { steps, waves } = outline;
  const head = `Rollout of ${release}: ${counted(steps.length, "step")}, ${counted(waves, "wave")}, ${timesText(outline)}`;
  const lines = [head, ...startLines(rollout), ...analysisLines(outline)];
  const number = `${steps.length}`.length;
  const widest = Math.max(0, ...steps.map(({ what }) => what.length));
  let wave = 0;
  for (const step of steps) {
    if (step.wave !== wave) lines.push("", `wave ${step.wave}: ${inWords(step.clusters)}`);
    wave = step.wave;
    lines.push(...stepLines(step, number, widest));
  }
  return `${lines.join("\n")}\n`;
}

/** How long a rollout takes by itself, and what it waits for. */
export function timesText({
  seconds,
  promotions,
  analyses = 0,
}: Pick<Outline, "seconds" | "promotions"> & Partial<Pick<Outline, "analyses">>): string {
  const ends = promotions === 1 ? "pause ends" : "pauses end";
  return [
    `${timeText(seconds)} of pauses and soaks`,
    ...(promotions > 0 ? [`${promotions} ${ends} only when somebody promotes`] : []),
    ...(analyses > 0
      ? [analyses === 1 ? "1 analysis takes its time" : `${analyses} analyses take their time`]
      : []),
  ].join("; ");
}

/** What holds for all analyses of a plan. */
function analysisLines({ analyses, background, falseAlarms }: Outline): string[] {
  if (analyses === 0 && background === null) return [];
  const alarms = falseAlarmText(falseAlarms);
  return [
    ...(background ? [`${capital(backgroundText(background))}.`] : []),
    "An analysis that fails takes all clusters back to the start.",
    ...(alarms === undefined ? [] : [alarms]),
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a step moves, in one line for each group of clusters in which it moves the same. */
export function moveLines(moves: OutlinedStep["moves"], all: readonly string[]): string[] {
  const byText = new Map<string, string[]>();
  for (const [cluster, of] of Object.entries(moves)) {
    const text = of.map(moveText).join("; ");
    byText.set(text, [...(byText.get(text) ?? []), cluster]);
  }
  return [...byText].map(([text, clusters]) =>
    all.every((name) => clusters.includes(name)) ? text : `${inWords(clusters)}: ${text}`,
  );
}

function startLines({ start, goal, guessed }: DrawnRollout): string[] {
  const services = [...new Set(Object.values(goal).flatMap((one) => Object.keys(one.services)))];
  const changed = services.filter((name) => {
    return Object.keys(goal).some(
      (cluster) => textIn(start, cluster, name) !== textIn(goal, cluster, name),
    );
  });
  if (changed.length === 0) return ["Nothing moves: the start is the goal already."];
  const lines = changed.flatMap((name) =>
    sameIn(
      goal,
      (cluster) => `${textIn(start, cluster, name)} -> ${textIn(goal, cluster, name)}`,
    ).map((text) => `  ${name}: ${text}`),
  );
  const guesses = [...guessed].filter(([name]) => changed.includes(name));
  if (guesses.length === 0) return lines;
  const taken = guesses.map(([service, version]) => `${service} ${version}`);
  return [
    ...lines,
    `The config names no stable version, so the start is a guess: ${inWords(taken)}. Other weights: --from v1=90,v2=10`,
  ];
}

/** A text for each group of clusters that have the same one. */
function sameIn(fleet: FleetWeights, textOf: (cluster: string) => string): string[] {
  const byText = new Map<string, string[]>();
  for (const cluster of Object.keys(fleet)) {
    const text = textOf(cluster);
    byText.set(text, [...(byText.get(text) ?? []), cluster]);
  }
  if (byText.size === 1) return [...byText.keys()];
  return [...byText].map(([text, clusters]) => `${text} in ${inWords(clusters)}`);
}

function textIn(fleet: FleetWeights, cluster: string, service: string): string {
  const weights: ServiceWeights | undefined = fleet[cluster]?.services[service];
  return weights ? weightsText(weights) : "none";
}

function stepLines(step: OutlinedStep, number: number, widest: number): string[] {
  const { number: place, kind, what, clusters, moves, analysis } = step;
  const head = `  ${`${place}`.padStart(number)}  `;
  const lines = moveLines(moves, clusters);
  const course = analysis ? courseText(analysis) : "";
  const idle = waiting.includes(kind) ? course : "moves nothing";
  const [
    first = clusters.length === 0 ? "every cluster of the wave was skipped" : idle,
    ...others
  ] = lines;
  const blank = " ".repeat(head.length + widest + 2);
  return [
    `${head}${what.padEnd(widest)}  ${first}`.trimEnd(),
    ...others.map((line) => `${blank}${line}`),
  ];
}

function moveText(move: Move): string {
  switch (move.kind) {
    case "weights":
      return `${move.service} ${weightsText(move.to)}`;
    case "lane":
      return `lane ${move.lane} ${move.to} %`;
    case "pods":
      return `${move.service} ${move.version} ${move.to === null ? "pods as declared" : counted(move.to, "pod")}`;
    case "route":
      return routeText(move);
  }
}

function routeText({ name, route }: Extract<Move, { kind: "route" }>): string {
  if (!route) return `route ${name} goes`;
  const to = Object.entries(route.to).map(([service, split]) => `${service} ${weightsText(split)}`);
  return route.mirror === undefined
    ? `route ${name} to ${to.join("; ")}`
    : `route ${name} copies ${route.mirror} % to ${Object.entries(route.to)
        .map(([service, split]) => `${service} ${Object.keys(split).join(" or ")}`)
        .join("; ")}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
