/** Puts the page of a rollout together from its record and its status. Pure. */
import { withoutCredentials } from "../../../model/credentials";
import { falseAlarmText } from "../../../model/analysis/budget";
import { backgroundText } from "../../../model/analysis/plan-words";
import { inWords } from "../../../model/problem";
import { moveLines, timesText } from "../../../model/diagrams/rollout";
import { planCourse, type StandingStep } from "../../../model/rollout/course/plan";
import type { Outline, OutlinedStep } from "../../../model/rollout/outline";
import { lives, type RolloutRecord } from "../../../model/rollout/record";
import type { FleetWeights } from "../../../model/rollout/state";
import type { RolloutReport, StatusReport } from "../status/report";
import { clusterRow } from "./clusters";
import { factsOf } from "./facts";
import { headlineOf, stateOf } from "./headline";
import type { PageModel, PlanSection, StepRow } from "./model";
import { requestSections } from "./requests";
import { subjectOf } from "./subject";
import { trafficSections } from "./traffic";
import { weightSections } from "./weights";

/** The page of a rollout. */
export function rolloutPage(
  record: RolloutRecord,
  report: StatusReport & { readonly rollout: RolloutReport },
): PageModel {
  const { release, stack, now, rollout, next } = report;
  const traffic = trafficSections({
    ...record,
    weights: record.current.weights,
    clusters: report.clusters,
  });
  const weights = weightSections(record, now);
  const requests = requestSections(record);
  return withoutCredentials<PageModel>({
    title: `${release}: rollout ${record.id}`,
    ...{
      release,
      stack,
      id: record.id,
      madeAt: now,
      lives: lives(record) || record.owed.length > 0,
    },
    state: stateOf(rollout),
    headline: headlineOf(record, rollout),
    facts: factsOf({ record, report: rollout, traffic, weights, requests }),
    ...{ next, traffic, weights, requests },
    steps: planSection(planCourse(record), record.primaries),
    analyses: rollout.analyses,
    decisions: record.decisions,
    clusters: report.clusters.map((one) => clusterRow(one, rollout.endedAt !== null)),
  });
}

/** A page that says that no rollout is recorded. */
export function emptyPage({ release, stack, now, next, clusters }: StatusReport): PageModel {
  return {
    title: `${release}: no rollout`,
    ...{ release, stack, id: null, madeAt: now, lives: false },
    state: { word: "No rollout", tone: "plan" },
    headline: [`No rollout of ${release} is recorded.`],
    ...{ facts: [], next, traffic: [], weights: [], requests: [], analyses: [], decisions: [] },
    steps: null,
    clusters: clusters.map((one) => clusterRow(one, true)),
  };
}

/** A plan as the page shows it: what would happen. */
export interface PlannedRollout {
  readonly release: string;
  readonly stack: string | null;
  readonly outline: Outline;
  readonly start: FleetWeights;
  readonly goal: FleetWeights;
  /** Versions that are taken for the stable ones, by service. */
  readonly guessed: Readonly<Record<string, string>>;
}

/** The page of a plan. */
export function planPage(planned: PlannedRollout): PageModel {
  const { release, stack, outline, start, goal, guessed } = planned;
  const primaries = Object.keys(goal);
  const guesses = Object.entries(guessed).map(([service, version]) => `${version} of ${service}`);
  const alarms = falseAlarmText(outline.falseAlarms);
  return withoutCredentials<PageModel>({
    title: `${release}: plan of a rollout`,
    ...{ release, stack, id: null, madeAt: null, lives: false },
    state: { word: "Plan, nothing has begun", tone: "plan" },
    headline: [
      `${subjectOf({ start, goal, release })} would go through ${counted(outline.steps.length, "step")} in ${counted(outline.waves, "wave")}.`,
    ],
    facts: [
      {
        question: "How long does it take?",
        answer: [[`${timesText(outline)}. Steps and gates take what they take beside that.`]],
      },
      {
        question: "What can take it back by itself?",
        answer: gateTexts(outline).map((text) => [text]),
      },
      ...(alarms === undefined
        ? []
        : [
            {
              question: "How often is a good version taken back by mistake?",
              answer: [[alarms]],
            },
          ]),
      ...(guesses.length === 0
        ? []
        : [
            {
              question: "Where does it begin?",
              answer: [
                [
                  `The config names no stable version, so this is a guess: ${guesses.join(", ")} ${guesses.length === 1 ? "has" : "have"} all requests at the start.`,
                ],
              ],
            },
          ]),
    ],
    next:
      stack === null
        ? []
        : [
            { command: `npx gray check -s ${stack}`, why: "checks the stack file" },
            { command: `npx gray rollout start -s ${stack}`, why: "starts the rollout" },
          ],
    steps: planSection(outline, primaries),
    traffic: trafficSections({ start, goal, weights: start, clusters: [] }),
    ...{ weights: [], requests: [], analyses: [], decisions: [], clusters: [] },
  });
}

function gateTexts({ steps, background }: Outline): string[] {
  const gates = steps.filter(({ kind }) => kind === "gate" || kind === "analysis");
  const names = [...new Set(gates.map(({ what }) => what))];
  const beside = background ? [`${capital(backgroundText(background))}.`] : [];
  if (names.length + beside.length === 0) return ["No step asks metrics or a webhook."];
  const inline = names.map((what) => {
    const at = gates.filter((one) => one.what === what).map(({ number }) => number);
    return `${capital(what)}, at ${at.length === 1 ? "step" : "steps"} ${inWords(at.map(String))}.`;
  });
  return [...inline, ...beside];
}

function planSection(
  outline: Omit<Outline, "steps"> & { readonly steps: readonly (OutlinedStep | StandingStep)[] },
  primaries: readonly string[],
): PlanSection {
  return {
    summary: `${counted(outline.steps.length, "step")} in ${counted(outline.waves, "wave")}; ${timesText(outline)}`,
    falseAlarms: falseAlarmText(outline.falseAlarms) ?? null,
    steps: outline.steps.map((step): StepRow => {
      const { number, wave, what, clusters, moves } = step;
      const course = "standing" in step ? step : undefined;
      return {
        ...{
          number,
          wave,
          what,
          clusters,
          moves: moveLines(moves, clusters.length > 0 ? clusters : primaries),
        },
        standing: course?.standing ?? null,
        begunAt: course?.begunAt ?? null,
        doneAt: course?.doneAt ?? null,
        how: course?.how ?? null,
      };
    }),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
