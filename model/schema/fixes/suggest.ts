// Suggests how a wrong value would be right, from what its schema takes.
import * as v from "valibot";
import { hasCredentials, type Path } from "../../problem";
import { mayBeSecret, placeholder, withoutSecrets } from "../../secret-places";
import { isMapping } from "../best-effort";
import { schemaAt, unwrap, type Inner } from "../inner";
import { stepFix } from "./argo";
import { serverFix } from "./prometheus";

/** A value with its schema. */
interface Whole {
  readonly schema: v.GenericSchema;
  readonly value: unknown;
  /** The path of the whole. */
  readonly root: Path;
}

/** How a value stands in its file. */
interface Place {
  /** The key before it, as YAML has it; empty in a list. */
  readonly name: string;
  /** Where the user wrote it, in words. */
  readonly place: string;
}

/**
 * The fix of a value of the wrong form: the right form where the schema leaves no doubt, else the place
 * to correct.
 *
 * @param inside the path of the value in the whole
 */
export function suggested(
  whole: Whole,
  inside: Path,
  given: unknown,
  { name, place }: Place,
): string {
  const expected = schemaAt(whole.schema, inside, whole.value);
  const path = [...whole.root, ...inside];
  const right = rewritten(expected, given) ?? wrapped(whole, inside, given);
  const text = right && (mayBeSecret(path) ? withPlaceholder(right.text, given) : right.text);
  if (right && text !== undefined && !hasCredentials(text))
    return `${right.how} ${place}: \`${name}${text}\``;
  const open = withoutSecrets(given, path) ?? given;
  return (
    asList(expected, open) ??
    asMapping(whole, inside, open) ??
    asAlternatives(inside, given) ??
    serverFix(path, given) ??
    stepFix(inside, given) ??
    `correct the value ${place}`
  );
}

interface Rewritten {
  readonly how: string;
  readonly text: string;
}

/** The form without the value, which no message may repeat. */
function withPlaceholder(text: string, given: unknown): string | undefined {
  const written = JSON.stringify(typeof given === "string" ? given : String(given));
  const form = text.replace(written, () => JSON.stringify(placeholder));
  return form === text ? undefined : form;
}

function takes(schema: Inner | undefined, value: unknown): boolean {
  return schema !== undefined && v.is(schema as unknown as v.GenericSchema, value);
}

/**
 * How a value would be right: YAML reads some texts without quotes as a number, or as true or
 * false, and a number in quotes as a text; and a duration needs its unit.
 */
function rewritten(schema: Inner | undefined, given: unknown): Rewritten | undefined {
  const fits = (value: unknown) => takes(schema, value);
  // A name can end with an s, too.
  const lacksUnit = () => fits(`${given as number}s`) && !fits("a");
  if (typeof given === "number" || typeof given === "boolean") {
    if (fits(String(given))) return { how: "put the value in quotes", text: `"${given}"` };
    const rounded = Math.max(0.01, Number(Number(given).toFixed(2)));
    if (typeof given === "number" && given > 0 && fits(rounded))
      return { how: "round the value to hundredths", text: String(rounded) };
    return lacksUnit() ? { how: "add a unit", text: `${given}s` } : undefined;
  }
  if (typeof given !== "string") return undefined;
  const percent = /^(\d+(?:\.\d+)?) ?%$/.exec(given)?.[1];
  if (percent !== undefined && fits(Number(percent)))
    return { how: "remove the percent sign", text: percent };
  const cased = [given.toLowerCase(), given.toUpperCase()].find(
    (one) => one !== given && fits(one),
  );
  if (cased !== undefined) return { how: "change its capitals", text: cased };
  if (!/^((0|[1-9]\d*)(\.\d+)?|true|false)$/.test(given)) return undefined;
  if (fits(JSON.parse(given))) return { how: "remove the quotes", text: given };
  return lacksUnit() ? { how: "add a unit", text: `${given}s` } : undefined;
}

/** The keys under which users leave the mapping out that a value needs around it, by their order of trust. */
const wrappers = ["exact", "version", "host", "duration"] as const;

/** A value that only lacks the mapping around it, such as the text of a condition. */
function wrapped({ schema, value }: Whole, inside: Path, given: unknown): Rewritten | undefined {
  if (typeof given !== "string" && typeof given !== "number") return undefined;
  const parent = schemaAt(schema, inside.slice(0, -1), value);
  const last = inside.at(-1);
  const asked = parent?.entries?.[String(last)] ?? parent?.value ?? parent?.item;
  const key = wrappers.find((one) => takes(asked, { [one]: given }));
  if (key === undefined) return undefined;
  return { how: "write a mapping", text: flow({ [key]: given }) };
}

const listOfMatches = "write a list in match, with a mapping for each case, of which one must hold";

/**
 * The fix for a key by which users say that one of several conditions must hold; undefined for any
 * other key.
 *
 * @param known the keys of the mapping in which it stands
 */
export function alternativesFix(key: string, known: readonly string[]): string | undefined {
  const asks = /^(any|anyof|oneof|or|matches|conditions)$/i.test(key);
  return asks && known.includes("withoutHeaders") ? listOfMatches : undefined;
}

/** The fix of several values in one condition. */
function asAlternatives(inside: Path, given: unknown): string | undefined {
  if (!inside.includes("match") || !Array.isArray(given) || given.length === 0) return undefined;
  return `${listOfMatches}; or a regex such as \`one|other\``;
}

/** The fix of a mapping by name where a list of values with names is right. */
function asList(schema: Inner | undefined, given: unknown): string | undefined {
  if (schema?.type !== "array" || !isMapping(given)) return undefined;
  const entries = unwrap(schema.item, {})?.entries ?? {};
  const byPort = (value: unknown) => entries.port !== undefined && typeof value === "number";
  const named = Object.entries(given).filter(([, value]) => isMapping(value) || byPort(value));
  if (named.length === 0 || !entries.name) return undefined;
  const items = named.map(([name, value]) =>
    flow({ name, ...(isMapping(value) ? value : { port: value }) }),
  );
  const list = `write a list: [${shown(items)}]`;
  return hasCredentials(list) ? undefined : list;
}

/** The fix of a list of values with names where a mapping by name is right. */
function asMapping({ schema, value }: Whole, inside: Path, given: unknown): string | undefined {
  const parent = schemaAt(schema, inside.slice(0, -1), value);
  const asked = unwrap(parent?.entries?.[String(inside.at(-1))] ?? parent?.value, {});
  if (asked?.type !== "record" || !Array.isArray(given) || given.length === 0) return undefined;
  const named = given.filter(isMapping);
  if (named.length < given.length) return undefined;
  if (named.some(({ name }) => typeof name !== "string")) return undefined;
  const pairs = named.map(({ name, ...rest }) => `${flowKey(String(name))}: ${flow(rest)}`);
  const mapping = `write a mapping: { ${shown(pairs)} }`;
  return hasCredentials(mapping) ? undefined : mapping;
}

/** As many of the items as a line can hold. */
function shown(items: readonly string[]): string {
  const kept = items.filter((_, i) => items.slice(0, i + 1).join(", ").length <= 100);
  return [...kept, ...(kept.length < items.length ? ["…"] : [])].join(", ");
}

/** A value in one line, as a stack file may hold it; a release in code may hold a loop. */
function flow(value: unknown, depth = 0): string {
  if (depth > 6) return "…";
  const inside = (part: unknown) => flow(part, depth + 1);
  if (Array.isArray(value)) return `[${value.map(inside).join(", ")}]`;
  if (!isMapping(value)) return JSON.stringify(value) ?? "…";
  const pairs = Object.entries(value).map(([key, part]) => `${flowKey(key)}: ${inside(part)}`);
  return pairs.length > 0 ? `{ ${pairs.join(", ")} }` : "{}";
}

/** YAML 1.1 reads some words without quotes as true or false. */
function flowKey(key: string): string {
  const plain = /^(?!(?:[yn]|yes|no|on|off|true|false|null)$)[a-z][\w-]*$/i;
  return plain.test(key) ? key : JSON.stringify(key);
}
