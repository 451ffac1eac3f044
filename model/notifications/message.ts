// What receivers are told of an event: one sentence, and the facts for programs.
import { withoutCredentials } from "../credentials";
import { inWords } from "../problem";
import type { ServiceWeights } from "../release/routing";
import type { RolloutRecord } from "../rollout/record";
import { sequenceOf, type Action } from "../rollout/sequence";
import { stateAt } from "../rollout/state-at";
import type { FleetWeights } from "../rollout/state";
import { doingText, weightsText } from "../rollout/words";
import { keyOf, type RolloutEvent } from "./events";
import type { NotificationEvent } from "./names";

/** The facts of an event. The same event has the same ones, whoever sends it again. */
export interface NotificationBody {
  readonly type: `rollout.${NotificationEvent}`;
  /** Of the rollout, the event and its number: `4f0c71aa.step.3`. */
  readonly id: string;
  /** One sentence or two: what happened, and why. */
  readonly text: string;
  readonly stack: string;
  readonly release: string;
  /** Id of the rollout. */
  readonly rollout: string;
  /** Number of the step, as statuses and plans count. Left out: the whole rollout. */
  readonly step?: number;
  readonly clusters: readonly string[];
  readonly services: readonly string[];
  /** The weights that these have then, or get because of it, by cluster and service. */
  readonly weights: Readonly<Record<string, Readonly<Record<string, ServiceWeights>>>>;
  readonly why?: string;
  /** Who decided it, or the driver that went on. Left out: nobody decided it, it is a failure. */
  readonly by?: string;
  /** When it happened, as RFC 3339. */
  readonly at: string;
  /** Address of the rollout's page. */
  readonly page?: string;
  /** What a person runs to go on. */
  readonly command?: string;
}

/** What a message needs beside the record. */
export interface MessageContext {
  readonly stack: string;
  readonly page?: string;
}

/** The facts of an event of a record. */
export function bodyOf(
  event: RolloutEvent,
  record: RolloutRecord,
  { stack, page }: MessageContext,
): NotificationBody {
  const { id, release } = record;
  const { action, weights, ...where } = placeOf(event, record);
  const why = whyOf(event);
  const command = commandOf(event, record, stack);
  return {
    type: `rollout.${event.event}`,
    id: `${id}.${keyOf(event)}`,
    // Answers of servers and reasons of people are any text.
    text: withoutCredentials(textOf(event, record, action)),
    ...{ stack, release, rollout: id },
    ...(action && { step: event.number }),
    ...where,
    weights: chosen(weights, where),
    ...(why !== undefined && { why: withoutCredentials(why) }),
    ...(event.by !== undefined && !isFailure(event, record) && { by: event.by }),
    at: event.at,
    ...(page !== undefined && { page }),
    ...(command !== undefined && { command }),
  };
}

interface Place {
  readonly clusters: readonly string[];
  readonly services: readonly string[];
}

/** Where an event happens, and the weights there. */
function placeOf(
  { event, number }: RolloutEvent,
  record: RolloutRecord,
): Place & { readonly action?: Action; readonly weights: FleetWeights } {
  const { primaries, start, goal, current } = record;
  if (event === "step" || event === "waiting") {
    const then = atStep(record, number - 1);
    const actions = sequenceOf(then);
    const action = actions[number - 1];
    if (action) {
      const { clusters, services } = action;
      const { weights } = stateAt(then, number - 1, actions);
      return { action, clusters, services, weights };
    }
  }
  const services = [...new Set(Object.values(goal).flatMap((one) => Object.keys(one.services)))];
  const weights = event === "done" ? goal : event === "taken-back" ? current.weights : start;
  return { clusters: primaries, services, weights };
}

/** The record when an action was decided: clusters that were skipped at it or later had a part in it. */
function atStep(record: RolloutRecord, index: number): RolloutRecord {
  return { ...record, requeued: record.requeued.filter(({ written }) => written < index) };
}

function chosen(weights: FleetWeights, { clusters, services }: Place): NotificationBody["weights"] {
  return Object.fromEntries(
    clusters.map((cluster) => [
      cluster,
      Object.fromEntries(
        Object.entries(weights[cluster]?.services ?? {}).filter(([name]) =>
          services.includes(name),
        ),
      ),
    ]),
  );
}

function textOf(event: RolloutEvent, record: RolloutRecord, action: Action | undefined): string {
  const rollout = `Rollout ${record.id} of ${record.release}`;
  const { what = "", by, why } = event;
  switch (event.event) {
    case "started":
      return `${rollout} began${byText(by)}${becauseText(why)}: ${goalText(record)}.`;
    case "step":
      return `${rollout} goes on with ${what}.`;
    case "waiting": {
      const doing = action ? ` (${doingText(action.doing)} in ${inWords(action.clusters)})` : "";
      return `${rollout} waits for a person at step ${event.number}${doing}: ${why ?? ""}.`;
    }
    case "failed":
      return `${rollout} failed, because ${what}. Traffic goes back to where it began, in all clusters.`;
    case "taken-back":
      return record.status === "failed"
        ? `${rollout} failed, and traffic is back in all clusters; nothing must be done at once. The reason: ${what}.`
        : `${rollout} was ${record.status}${byText(by)}${becauseText(why)}, and traffic is back in all clusters.`;
    case "done":
      return `${rollout} is done: all clusters have the weights of the goal.`;
  }
}

/** Whether metrics, a gate or a deadline decided it: the driver that noted it did not. */
function isFailure({ event }: RolloutEvent, { status }: RolloutRecord): boolean {
  return event === "failed" || (event === "taken-back" && status === "failed");
}

/** What a failure says is its reason; people give one where they like. */
function whyOf({ event, why, what }: RolloutEvent): string | undefined {
  return event === "failed" || event === "taken-back" ? (why ?? what) : why;
}

function byText(by: string | undefined): string {
  return by === undefined ? "" : `, by ${by}`;
}

function becauseText(why: string | undefined): string {
  return why === undefined ? "" : ` (${why})`;
}

/** Services that a text names; of more it says how many. */
const mostNamed = 3;

/** Where a rollout goes, in words. */
function goalText({ goal }: RolloutRecord): string {
  const texts = new Map<string, Set<string>>();
  for (const { services } of Object.values(goal))
    for (const [name, weights] of Object.entries(services))
      texts.set(name, (texts.get(name) ?? new Set()).add(weightsText(weights)));
  if (texts.size === 0) return "percentages of lanes move";
  if (texts.size > mostNamed) return `${texts.size} services get new weights`;
  return [...texts]
    .map(([name, [first, ...others]]) =>
      others.length > 0
        ? `${name} gets new weights, of each cluster its own`
        : `${name} goes to ${first ?? ""}`,
    )
    .join(", ");
}

function commandOf(
  { event }: RolloutEvent,
  { status }: RolloutRecord,
  stack: string,
): string | undefined {
  if (event === "waiting") return `npx gray rollout promote -s ${stack}`;
  if (event === "taken-back" && status !== "undone") return `npx gray rollout retry -s ${stack}`;
  return undefined;
}
