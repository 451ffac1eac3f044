// The part of a report about the update itself: its order, its time, and the pods that it needs.
import type { StackComparison } from "../compare";
import type { Capacity, Need } from "../capacity";
import type { Seconds, Step } from "../estimate";
import type { ObjectChange } from "../objects";
import { codes, table } from "./escape";
import type { Block } from "./fit";
import { amount } from "./sentences";
import { falseAlarmText } from "../../analysis/budget";
import { timeText } from "../../rollout/words";

/** What happens in a stage, for readers who know no Istio. */
const words: Readonly<Record<Step["stage"], string>> = {
  foundation: "Namespaces, Services and objects that pods need",
  protocols: "Callers choose the protocol by the pod",
  workloads: "Pods start, and must be ready before the update goes on",
  subsets: "Proxies learn the versions and entrances",
  policies: "Who may call, and whether with mutual TLS",
  routes: "**Requests move**",
  deletions: "What is no longer declared goes",
};

/** How weights move where the update itself moves none. */
export function rolloutBlocks({ rollout }: StackComparison, group: string): Block[] {
  if (!rollout) return [];
  const { steps, waves, seconds, promotions, analyses, background } = rollout;
  const alarms = falseAlarmText(rollout.falseAlarms);
  const shown = steps.length > mostSteps ? [...steps.slice(0, mostSteps), "…"] : steps;
  const sentences = [
    `The update moves none of these weights. A rollout does, once somebody starts it: ${shown.join(", ")}.`,
    ...(waves.length > 1
      ? [
          `It goes through these steps in ${waves.length} waves: ${waves.map((names) => codes(names, 3)).join(", then ")}.`,
        ]
      : []),
    ...(seconds > 0 ? [`Pauses and soaks take ${timeText(seconds)} in all.`] : []),
    ...(promotions > 0
      ? [
          `${promotions === 1 ? "One pause ends" : `${promotions} pauses end`} only when somebody promotes.`,
        ]
      : []),
    ...(background === null ? [] : [`Metrics are watched ${background}.`]),
    ...(analyses > 0 || background !== null
      ? ["An analysis of metrics that fails takes all clusters back to the start."]
      : []),
    ...(alarms === undefined ? [] : [alarms]),
  ];
  return [{ kind: "traffic", group, text: `#### In steps\n\n${sentences.join(" ")}` }];
}

/** The most steps that a sentence holds. */
const mostSteps = 20;

/** The order of the update, and roughly how long it takes. */
export function orderBlocks(
  { steps: { steps, total, basis }, clusters, rollout }: StackComparison,
  group: string,
): Block[] {
  if (steps.length === 0) return [];
  const lines = steps.map(
    ({ stage, changes, seconds }, i) =>
      `${i + 1}. ${rollout && stage === "routes" ? "Routes, without the weights" : stageWords(stage, changes)}: ${changesText(changes)} (${time(seconds)})`,
  );
  return [
    {
      kind: "order",
      group,
      text: [
        "#### In this order",
        "",
        ...lines,
        "",
        `Each step is done in ${clusters.all.length > 1 ? "all clusters" : "the cluster"} before the next one begins. All of it takes roughly ${time(total)}. ` +
          `<sub>Estimated from: ${basis.join(" ")}</sub>`,
      ].join("\n"),
    },
  ];
}

function stageWords(stage: Step["stage"], changes: readonly ObjectChange[]): string {
  return stage === "workloads" && changes.every(hasFewerPods)
    ? "Pods end that are no longer wanted"
    : words[stage];
}

/** Whether a change does nothing but end some pods of a Deployment. */
function hasFewerPods({ kind, replaces, fields }: ObjectChange): boolean {
  const { before, after } = fields.find(({ key }) => key === "replicas") ?? {};
  return kind === "Deployment" && !replaces && Number(after) < Number(before);
}

/** The changes of a step by kind of object, such as 2 Deployments new. */
function changesText(changes: readonly ObjectChange[]): string {
  const kinds = new Map<string, { count: number; names: Set<string> }>();
  for (const { kind, change, clusters, name } of changes) {
    const key = `${kind} ${change === "added" ? "new" : change}`;
    const known = kinds.get(key) ?? { count: 0, names: new Set<string>() };
    known.names.add(name);
    kinds.set(key, { count: known.count + clusters.length, names: known.names });
  }
  return [...kinds]
    .map(([key, { count, names }]) => {
      const [kind = "", change = ""] = key.split(" ");
      return `${count} ${kind}${count > 1 ? "s" : ""} ${change} (${codes([...names], 3)})`;
    })
    .join(", ");
}

function time({ least, most }: Seconds): string {
  if (most <= least) return `${most} s`;
  return most < 120
    ? `${least} to ${most} s`
    : `${least} s to ${Math.round(most / 60)} min, by how fast pods start`;
}

/** The pods and the requested CPU of each cluster. */
export function capacityBlocks(
  { capacity, clusters, change }: StackComparison,
  group: string,
): Block[] {
  const changed = capacity.filter(({ before, after, peak }) =>
    [after, peak].some((one) => JSON.stringify(one) !== JSON.stringify(before)),
  );
  if (change === "same" || capacity.length === 0) return [];
  const text =
    changed.length === 0
      ? "The number of pods and what they request stay the same."
      : [
          table(
            ["clusters", "pods", "CPU requested", "memory requested", "most while it runs"],
            changed.slice(0, 20).map((one) => row(one, clusters.all.length)),
          ),
          ...notes(changed),
        ].join("\n\n");
  return [{ kind: "capacity", group, text: `#### Pods and CPU\n\n${text}` }];
}

function row({ clusters, before, after, peak }: Capacity, all: number): string[] {
  const name =
    clusters.length === all && all > 1
      ? `each of ${all} clusters`
      : clusters.length > 1
        ? `each of ${codes(clusters)}`
        : codes(clusters);
  const both = (of: (need: Need) => string) =>
    of(before) === of(after) ? of(after) : `${of(before)} => ${of(after)}`;
  return [
    name,
    both(({ pods }) => String(pods)),
    both(({ cpu }) => cores(cpu)),
    both(({ memory }) => `${amount(memory)} Mi`),
    `${peak.pods} pods, ${cores(peak.cpu)} CPU`,
  ];
}

function cores(cpu: number): string {
  return cpu !== 0 && cpu < 1 ? `${amount(cpu * 1000)}m` : amount(cpu);
}

function notes(all: readonly Capacity[]): string[] {
  const said = [
    ...(all.some(({ open }) => open)
      ? ["Where an autoscaler or another owner decides, the fewest pods are counted."]
      : []),
    ...(all.some(({ unasked }) => unasked)
      ? ["Some containers request no CPU: they use more than is counted here."]
      : []),
    "Sidecars are not counted.",
  ];
  return [`<sub>${said.join(" ")}</sub>`];
}
