// Reads percentages that stand in a config as texts: `pulumi config set --path` writes them so.
import { isMapping } from "../schema/best-effort";
import type { StackConfig } from "./settings";

/** Steps to the places of percentages; `*` stands for every key and every index. */
const places: readonly (readonly string[])[] = [
  ["weights"],
  ["lanes"],
  ["limits", "step"],
  ["rollout", "steps", "*", "setWeight"],
  ["clusters", "*", "weights"],
  ["clusters", "*", "lanes"],
  ["release", "services", "*", "weights"],
  ["release", "services", "*", "routes", "*", "to"],
  ["release", "lanes", "lanes", "*", "weight"],
  ["release", "rollout", "steps", "*", "setWeight"],
];

/**
 * The config with a number in place of each percentage that is a text with a decimal point. The
 * engine's command writes `0.5` in quotes, though it writes `5` without
 * (https://www.pulumi.com/docs/iac/cli/commands/pulumi_config_set/). A version may have a name of
 * that form: a text that is the whole `to` of a route stays a text.
 */
export function sharesAsNumbers(config: StackConfig): StackConfig {
  return places.reduce<StackConfig>(
    (all, place) => inside(all, place, place.at(-1) === "to") as StackConfig,
    config,
  );
}

function inside(value: unknown, [step, ...rest]: readonly string[], isTarget: boolean): unknown {
  if (step === undefined) return isTarget && !isMapping(value) ? value : numbers(value);
  if (Array.isArray(value)) return value.map((one) => inside(one, rest, isTarget));
  if (!isMapping(value)) return value;
  if (step === "*") return mapped(value, (one) => inside(one, rest, isTarget));
  if (!Object.hasOwn(value, step)) return value;
  return mapped(value, (one, key) => (key === step ? inside(one, rest, isTarget) : one));
}

/** Levels of mappings below a key: services, origins, versions. */
const levels = 3;

/** Every text with a decimal point in a value, as a number. */
function numbers(value: unknown, level = 0): unknown {
  if (typeof value === "string") return /^\d*\.\d+$/.test(value) ? Number(value) : value;
  if (!isMapping(value) || level === levels) return value;
  return mapped(value, (one) => numbers(one, level + 1));
}

function mapped(
  value: Readonly<Record<string, unknown>>,
  change: (one: unknown, key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one, key)]));
}
