// Fixes for what users of Argo Rollouts and Flagger write into a rollout, and a rollout writes otherwise.
import { inWords, type Path } from "../../problem";
import { isMapping } from "../best-effort";
import { analysisTable, templateFix } from "./argo-analysis";

/** Keys of a step in Argo Rollouts that a rollout has not. */
const steps: Readonly<Record<string, string>> = {
  experiment: "remove it: pods beside the versions of the release are another release",
  plugin: "write a `webhook`: a server of your own answers it",
};

/** Keys beside the steps in Argo Rollouts and Flagger. */
const beside: Readonly<Record<string, string>> = {
  canary: "write what is in it directly below `rollout`",
  strategy: "write what `canary` in it has directly below `rollout`",
  trafficRouting:
    "remove it: the release makes the routes, and a step names the routes that it sets",
  managedRoutes: "remove it: a step names the routes that it sets",
  progressDeadlineSeconds: "write `deadline`, with its unit, such as `deadline: 10m`",
  stepWeight: "write the steps: `- setWeight: 5`, `- pause: {duration: 1m}` and so on",
  stepWeights: "write the steps: `- setWeight: 5`, `- pause: {duration: 1m}` and so on",
  maxWeight: "remove it: after the last step the goal is set, which the weights declare",
  prometheus: "write it beside `rollout`, as `gray-release:prometheus`, or at each cluster",
  metrics: "write them in `analysis: { metrics: … }`",
  templates: "write them in `analysis: { templates: … }`",
  webhooks: "write each as a step: `- webhook: {name: …, url: …}`",
};

/**
 * The fix for a key of those tools; undefined for any other key
 * (https://argo-rollouts.readthedocs.io/en/stable/features/specification/,
 * https://docs.flagger.app/usage/how-it-works).
 *
 * @param known the keys of the mapping in which it stands
 */
export function argoFix(key: string, known: readonly string[]): string | undefined {
  const table = known.includes("setWeight")
    ? steps
    : known.includes("waves")
      ? beside
      : (analysisTable(known) ?? {});
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** The fix of a value in a step that such users write, and that no step takes. */
export function stepFix(inside: Path, given: unknown): string | undefined {
  const [key, parent] = [inside.at(-1), inside.at(-2)];
  if (typeof given === "string" && wantsList(key, parent)) return `write a list: \`[${given}]\``;
  if (parent === "steps" && typeof key === "number" && isMapping(given)) return oneEach(given);
  if (key === "analysisTemplates") return templateFix(given);
  if (key === "args" && inside.includes("analysis") && isMapping(given))
    return `write a list: \`[${Object.keys(given)
      .map((name) => `{ name: ${name}, value: … }`)
      .join(", ")}]\``;
  if (parent === "templates" && typeof given === "string")
    return `write a mapping: \`{ templateName: ${given} }\``;
  if (typeof given === "string" && (key === "bad" || key === "total") && /[([]/.test(given))
    return `write the counter alone: the program itself counts how much it rises`;
  if (!times.includes(String(key))) return undefined;
  if (parent !== "pause" || key !== "duration") return oneUnit(String(key), given);
  if (given === 0 || given === "0" || /^0+(ms|s|m|h)$/.test(String(given)))
    return "write `pause: {}` for a wait until somebody promotes, or remove the step";
  return oneUnit(key, given);
}

/** The keys of a rollout that hold a length of time, as tools written in Go may write it. */
const times: readonly string[] = [
  ...["duration", "soak", "deadline", "interval", "initialDelay", "warmUp", "slow", "timeout"],
];

/** Whether a place in a rollout holds a list of names. */
function wantsList(key: Path[number] | undefined, parent: Path[number] | undefined): boolean {
  if (typeof key === "number") return parent === "waves" || parent === "order";
  return key === "promoters" || (key === "clusters" && typeof parent === "number");
}

function oneEach(given: Readonly<Record<string, unknown>>): string | undefined {
  const keys = Object.keys(given);
  if (keys.length < 2) return undefined;
  // The engine sorts keys by their names, and a pause most likely comes after what it is for.
  const ordered = [
    ...keys.filter((key) => key !== "pause"),
    ...keys.filter((key) => key === "pause"),
  ];
  return `write an item of the list for each: ${inWords(ordered.map((key) => `\`- ${key}: …\``))}`;
}

/** Go writes several units in a row, such as `1h30m` (https://pkg.go.dev/time#ParseDuration). */
function oneUnit(key: string, given: unknown): string | undefined {
  const [, hours = "0", minutes = "0", seconds = "0"] =
    /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/.exec(String(given)) ?? [];
  const all = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (all === 0) return undefined;
  const text = all % 60 === 0 ? `${all / 60}m` : `${all}s`;
  return `write one number with one unit: \`${key}: ${text}\``;
}
