/**
 * Decides what a driver of a rollout does next, from the record and from what it saw. Pure. An action
 * is recorded before it is written, and recorded again when proxies acknowledged it: so a driver that
 * starts anywhere repeats what may not be done, and nothing else.
 */
import { seconds } from "../../../model/release/duration";
import { inWords } from "../../../model/problem";
import { timeText } from "../../../model/rollout/words";
import { lives, type Mark, type RolloutRecord } from "../../../model/rollout/record";
import { sequenceOf, wavesOf, type Action } from "../../../model/rollout/sequence";
import { stateAt } from "../../../model/rollout/state-at";
import { duePolls } from "../analysis/question";
import { decideAnalysis, failureOf } from "./analysis";
import type { ClusterOutcome, Next, Outcomes, Question } from "./question";
import { halfwayStates, statesBefore } from "./states-before";
import { backToStart, decidedOn, doneWith, ended, settledOwed, skipped } from "./transitions";

/** What a driver does next. */
export function decide(question: Question): Next {
  const { record, nowMs, servers = [], unsaved = false } = question;
  const next = decideUnasked(question);
  if (next.do === "save") return next;
  // What a poll saw is saved before anything else, so that nobody asks for the same time again.
  if (unsaved && lives(record)) return save({ ...record, revision: record.revision + 1 });
  if (!lives(record) || (next.do !== "wait" && next.do !== "ask")) return next;
  const polls = duePolls(record, { nowMs, servers });
  return polls.length > 0 ? { do: "measure", polls } : next;
}

/** What a driver does next beside polls of metrics servers. */
export function decideUnasked(question: Question): Next {
  const { record, nowMs, by } = question;
  if (!lives(record)) return afterEnd(question);
  const mark = { by, at: new Date(nowMs).toISOString() };
  const late = overdue(record, nowMs);
  if (late !== undefined)
    return save(backToStart(record, "failed", mark, `the deadline passed: ${late}`));
  const failure = failureOf(record);
  if (failure !== undefined) return save(backToStart(record, "failed", mark, failure));
  return record.at.state === "done" ? onward(record, mark) : within(question, mark);
}

/** After an end, clusters that do not have the last weights get them, and the engine records them. */
function afterEnd({ record, outcomes, nowMs, by }: Question): Next {
  const { owed, current, recorded } = record;
  if (owed.length === 0) return recorded ? { do: "end" } : { do: "record" };
  if (!outcomes)
    return { do: "take back", clusters: owed, before: statesBefore(record, owed), next: current };
  const back = owed.filter((name) => outcomes.get(name)?.kind === "taken");
  if (back.length > 0)
    return save(settledOwed(record, back, { by, at: new Date(nowMs).toISOString() }));
  return waitFor(outcomes, owed);
}

/** After an action comes the next one, unless a person holds the rollout. */
function onward(record: RolloutRecord, mark: Mark): Next {
  const { at, held, promoted } = record;
  if (held) return { do: "wait", waiting: { for: "resume", by: held.by } };
  const actions = sequenceOf(record);
  const next = actions.findIndex(
    ({ doing }, index) => index > at.index && (!promoted?.full || doing.kind === "goal"),
  );
  if (next >= 0) return save(decidedOn(record, next, mark));
  const current = stateAt(record, actions.length - 1, actions);
  const what = "the rollout is done: all clusters have the weights of the goal";
  return save(ended(record, "done", { mark, what, current, owed: [] }));
}

/** An action that was decided, and that may be written already. */
function within(question: Question, mark: Mark): Next {
  const { record, nowMs, verdict } = question;
  const { index, since } = record.at;
  const { promoted, held } = record;
  const actions = sequenceOf(record);
  const action = actions[index]!;
  const { doing } = action;
  const isPromoted = promoted !== undefined && (promoted.full || promoted.index === index);
  const done = (how: string) => save(doneWith(record, mark, how));
  if (doing.kind === "pause" || doing.kind === "soak") {
    if (held) return { do: "wait", waiting: { for: "resume", by: held.by } };
    if (isPromoted) return done(`${promoted.by} promoted it`);
    if (action.clusters.length === 0) return done("all of its clusters were skipped");
    if (doing.seconds === undefined) return { do: "wait", waiting: { for: "promotion" } };
    const untilMs = Date.parse(since) + doing.seconds * 1000;
    if (nowMs >= untilMs) return done(`${timeText(doing.seconds)} are over`);
    return { do: "wait", waiting: { for: "time", untilMs } };
  }
  if (doing.kind === "gate") {
    if (held) return { do: "wait", waiting: { for: "resume", by: held.by } };
    if (isPromoted) return done(`${promoted.by} promoted it`);
    if (action.clusters.length === 0) return done("all of its clusters were skipped");
    if (!verdict) return { do: "ask", action };
    if (verdict.verdict === "pass") return done(verdict.why);
    if (verdict.verdict === "fail")
      return save(backToStart(record, "failed", mark, `${doing.gate.name} failed: ${verdict.why}`));
    const { name } = doing.gate;
    return { do: "wait", waiting: { for: "gate", name, why: verdict.why } };
  }
  if (doing.kind === "analysis") {
    if (held) return { do: "wait", waiting: { for: "resume", by: held.by } };
    if (isPromoted) return done(`${promoted.by} promoted it`);
    if (action.clusters.length === 0) return done("all of its clusters were skipped");
    return decideAnalysis(question, mark);
  }
  return writing(question, { action, actions }, mark);
}

/** Routes, and pods, of the clusters of a wave. They may be half written, so nobody holds them. */
function writing(
  { record, outcomes }: Question,
  { action, actions }: { readonly action: Action; readonly actions: readonly Action[] },
  mark: Mark,
): Next {
  const { from } = record.at;
  const { clusters } = action;
  if (clusters.length === 0)
    return save(doneWith(record, mark, "all of its clusters were skipped"));
  if (!outcomes) {
    const before = stateAt(record, from, actions);
    const next = record.current;
    const engine = !isEqual(before.scale, next.scale);
    const halfway = halfwayStates(record, clusters);
    return { do: "write", clusters, before: [before, ...halfway], next, engine };
  }
  const of = (kind: ClusterOutcome["kind"]) =>
    clusters.filter((name) => (outcomes.get(name)?.kind ?? "late") === kind);
  const foreign = of("foreign");
  if (foreign.length > 0) return { do: "stop", why: `${whyOf(outcomes, foreign)}. ${foreignFix}` };
  const away = of("away");
  if (away.length > 0 && maySkip(record, action, away)) return save(skipped(record, away, mark));
  if (away.length + of("late").length > 0) return waitFor(outcomes, clusters);
  return save(
    doneWith(record, mark, `the proxies of ${inWords(clusters)} acknowledged their routes`),
  );
}

/** Whether the plan lets a rollout go on without clusters, and they have not been skipped before. */
function maySkip(
  { spec, requeued, primaries }: RolloutRecord,
  { wave }: Action,
  away: readonly string[],
): boolean {
  if (spec.unreachable !== "skip" || wave >= wavesOf(spec, primaries).length) return false;
  return requeued.length + away.length <= (spec.maxFailures ?? Infinity);
}

const foreignFix =
  "To give the routes the weights of the present step: npx gray drift --take-over. To end the rollout: npx gray rollout abort";

function waitFor(outcomes: Outcomes, clusters: readonly string[]): Next {
  const away = clusters.filter((name) => outcomes.get(name)?.kind === "away");
  const names = clusters.filter((name) => outcomes.get(name)?.kind !== "taken");
  const waiting = away.length > 0 ? ({ for: "clusters", names: away } as const) : undefined;
  const why = whyOf(outcomes, away.length > 0 ? away : names);
  return { do: "wait", waiting: { ...(waiting ?? { for: "proxies", names }), why } };
}

function whyOf(outcomes: Outcomes, names: readonly string[]): string {
  return names
    .map((name) => {
      const one = outcomes.get(name);
      return `${name}: ${one && "why" in one ? one.why : "nothing is known of it yet"}`;
    })
    .join("; ");
}

/** How long a rollout may take, in words, where that is over. */
function overdue({ spec, startedAt }: RolloutRecord, nowMs: number): string | undefined {
  if (spec.deadline === undefined) return undefined;
  const limit = seconds(spec.deadline);
  return nowMs >= Date.parse(startedAt) + limit * 1000
    ? `${timeText(limit)} for the whole rollout are over`
    : undefined;
}

function save(record: RolloutRecord): Next {
  return { do: "save", record };
}

function isEqual(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
