// Marks changes of a stack's settings that no object shows: its limits, and where its clusters are.
import type { StackSettings } from "../config/settings";
import type { LimitsSpec } from "../limits/spec";
import { show } from "../problem";
import type { Cluster } from "../release/cluster";
import type { Release } from "../release/release";
import type { RolloutSpec } from "../rollout/spec";
import type { Risk } from "./risks";

/** The settings of a stack that a comparison looks at. */
export interface ComparedSettings extends Pick<StackSettings, "limits" | "clusters"> {
  readonly release?: Pick<Release, "rollout">;
}

/** The marks of what changes. */
export function settingsRisks(before: ComparedSettings, after: ComparedSettings): Risk[] {
  return [
    ...limitRisks(before.limits ?? {}, after.limits ?? {}),
    ...placeRisks(before.clusters, after.clusters),
    ...rolloutRisks(before.release?.rollout, after.release?.rollout),
  ];
}

function rolloutRisks(before: RolloutSpec | undefined, after: RolloutSpec | undefined): Risk[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const risk = (level: Risk["level"], what: string): Risk[] => [
    { level, what, services: [], clusters: [] },
  ];
  if (!after)
    return risk(
      "high",
      "The rollout goes: from this change on, an update moves all weights at once. Make sure that none runs.",
    );
  if (!before)
    return risk(
      "medium",
      "A rollout is declared: from this change on, an update moves no weights, and its steps do.",
    );
  return risk(
    "medium",
    "The plan of the rollout changes. While a rollout runs by the old one, updates are refused.",
  );
}

type Value = NonNullable<LimitsSpec[keyof LimitsSpec]>;

function limitRisks(before: LimitsSpec, after: LimitsSpec): Risk[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof LimitsSpec>;
  return [...keys].flatMap((key): Risk[] => {
    const [was, is] = [before[key], after[key]];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    const risk = (level: Risk["level"], what: string): Risk[] => [
      { level, what, services: [], clusters: [] },
    ];
    const change = `limits.${key} is ${said(was)} => ${said(is)}`;
    if (isOff(was)) return risk("medium", `A new limit: ${change}.`);
    const measured = "This change itself is measured by the new value already.";
    if (isOff(is)) return risk("high", `A limit goes: ${change}. ${measured}`);
    return loosens(key, was as Value, is as Value)
      ? risk("high", `A limit gets looser: ${change}. ${measured}`)
      : risk("medium", `A limit gets stricter: ${change}.`);
  });
}

function isOff(value: Value | undefined): boolean {
  return value === undefined || value === false || (Array.isArray(value) && value.length === 0);
}

function said(value: Value | undefined): string {
  return value === undefined ? "not set" : show(value);
}

/** Whether a change allows anything that was forbidden. */
function loosens(key: keyof LimitsSpec, was: Value, is: Value): boolean {
  if (key === "step") return is > was;
  if (key === "readyPods") return is < was;
  if (!Array.isArray(was) || !Array.isArray(is)) return true;
  const texts = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one));
  const [old, now] = [texts(was), texts(is)];
  // Lists of hosts and registries say what is allowed, and `freeze` says what is forbidden.
  return key === "freeze"
    ? old.some((one) => !now.includes(one))
    : now.some((one) => !old.includes(one));
}

function placeRisks(before: readonly Cluster[], after: readonly Cluster[]): Risk[] {
  const risk = (name: string, what: string): Risk => ({
    level: "high",
    what,
    services: [],
    clusters: [name],
  });
  return after.flatMap((now): Risk[] => {
    const old = before.find(({ name }) => name === now.name);
    if (old)
      return placeOf(old) === placeOf(now)
        ? []
        : [
            risk(
              now.name,
              `The way to ${now.name} is another one: ${placeOf(old)} => ${placeOf(now)}. Make sure that it leads to the cluster that is meant: the update writes there.`,
            ),
          ];
    const renamed = before.find(
      (one) => placeOf(one) === placeOf(now) && !after.some(({ name }) => name === one.name),
    );
    const named = now.context !== undefined || now.kubeconfig !== undefined;
    return renamed && named
      ? [
          risk(
            now.name,
            `${now.name} is where ${renamed.name} was (${placeOf(now)}). A new name is another cluster to Pulumi: it makes all objects under the new name, and deletes those under the old one, in the same place.`,
          ),
        ]
      : [];
  });
}

function placeOf({ context, kubeconfig }: Cluster): string {
  const parts = [
    ...(context === undefined ? [] : [`context ${show(context)}`]),
    ...(kubeconfig === undefined ? [] : [`kubeconfig ${show(kubeconfig)}`]),
  ];
  return parts.join(" of ") || "the current context";
}
