// What the engine hands to the program for the keys of a stack file: a text for each.
import { isNode, isScalar, isSeq, isMap, Scalar, type Node } from "yaml";
import type { Entries, Entry } from "./entries";
import { configKeyParts } from "./keys";
import { engineReading } from "./plain";
import { keyOf } from "./read";

/** Stands for a time, whose text depends on the time zone of the engine. */
export const someTime = "2026-11-26 00:00:00 +0000 UTC";

/** A key of the config as the program gets it. */
export interface HandedOver {
  readonly namespace: string;
  readonly name: string;
  /** As in {@link engineValue}. */
  readonly value: unknown;
}

/** All keys of a stack's config, with the values that the engine reads. */
export function handedOver(
  config: readonly Entry[],
  entries: Entries,
  project: string,
): HandedOver[] {
  return config.map(({ key, value }) => ({
    ...configKeyParts(keyOf(key), project),
    value: engineValue(value, entries),
  }));
}

/** Whether a text that the program got is what the engine makes of a value. */
export function isHandedOver(text: string, { value }: HandedOver): boolean {
  if (value === null) return text === "";
  if (typeof value === "string") return text === value || (value === someTime && isTime(text));
  try {
    return isSame(JSON.parse(text), value);
  } catch {
    return false;
  }
}

/**
 * A value as the engine reads it: plain data, with {@link someTime} for each time. Secrets stay
 * encrypted.
 */
function engineValue(given: unknown, entries: Entries): unknown {
  const node = entries.resolve(given);
  if (isSeq(node)) return node.items.map((item) => engineValue(item, entries));
  if (isMap(node))
    return Object.fromEntries(
      entries.of(node).map(({ key, value }) => [engineKey(key), engineValue(value, entries)]),
    );
  return isScalar(node) && isNode(node) ? engineScalar(node) : null;
}

function engineScalar(node: Scalar & Node): unknown {
  if (node.type !== Scalar.PLAIN || node.tag !== undefined) return node.value;
  const reading = engineReading(node.source ?? "");
  return "time" in reading ? someTime : reading.value;
}

/** Only keys that keep their text come to a release; the form of others does not matter. */
function engineKey(key: Scalar & Node): string {
  return String(engineScalar(key));
}

function isTime(text: unknown): boolean {
  return typeof text === "string" && /^\d{4}-\d\d-\d\d \d\d:/.test(text);
}

function isSame(given: unknown, value: unknown): boolean {
  if (value === someTime) return isTime(given);
  if (typeof value !== "object" || value === null) return given === value;
  if (typeof given !== "object" || given === null) return false;
  if (Array.isArray(given) !== Array.isArray(value)) return false;
  const names = Object.keys(value);
  if (Object.keys(given).length !== names.length) return false;
  return names.every((name) => {
    // Go writes some numbers and times in another form where they are keys.
    if (!Object.hasOwn(given, name)) return /^([-\d.]|null$)/.test(name);
    const inside = (given as Record<string, unknown>)[name];
    return isSame(inside, (value as Record<string, unknown>)[name]);
  });
}
