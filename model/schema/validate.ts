// Validates values against schemas, and turns valibot's issues into problems with a fix.
import leven from "leven";
import * as v from "valibot";
import { formatPath, listed, show, type Path, type Problem } from "../problem";
import { isReserved, reservedName, reservedNames } from "../release/reserved-names";
import { messageOf, schemaAt, type Inner } from "./inner";

/** A value of the right form; or its problems, and the paths inside it whose values are wrong. */
export type Validated<T> =
  | { readonly value: T }
  | { readonly problems: readonly Problem[]; readonly broken: readonly Path[] };

/** Writes the fix of a wrong value, given its path. */
export type Mend = (path: string) => string;

const inStackFile: Mend = (path) =>
  `edit Pulumi.<stack>.yaml, or: pulumi config set --path '${path}' …`;

/**
 * Checks a value against a schema and reports every mistake, each with its path below `root`. The
 * schema's messages are the `allowed` texts; unknown keys name the nearest known one.
 */
export function validateSchema<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  root: Path,
  mend = inStackFile,
): Validated<T> {
  const result = v.safeParse(schema, value, { abortPipeEarly: true });
  const reserved = reservedNames(value);
  if (result.success && reserved.length === 0) return { value: result.output };
  const issues = result.issues ?? [];
  return {
    problems: [
      ...reserved.map((path) => reservedName([...root, ...path])),
      ...issues.flatMap((issue) => describe({ schema, value, root, mend }, issue)),
    ],
    broken: [
      ...reserved,
      // The checks still look at values under an invalid key.
      ...issues.filter((issue) => !isKeyIssue(issue)).map(pathOf),
    ],
  };
}

/** A value, its schema, its path, and the text of the fix for its mistakes. */
interface Subject {
  readonly schema: v.GenericSchema;
  readonly value: unknown;
  readonly root: Path;
  readonly mend: Mend;
}

function describe(subject: Subject, issue: v.BaseIssue<unknown>): Problem[] {
  const { schema, value, root, mend } = subject;
  const inside = pathOf(issue);
  const path = formatPath([...root, ...inside]);
  const key = String([...root, ...inside].at(-1));
  const given = show(issue.input);
  if (isUnknownKey(issue)) return unknownKeys(subject, issue);
  if (issue.type === "strict_object" && issue.received === "undefined") {
    const allowed = messageOf(schemaAt(schema, inside, value));
    return [{ code: "GR002", path, given: "nothing", allowed, fix: `add the key ${show(key)}` }];
  }
  if (issue.input === undefined)
    return [
      { code: "GR002", path, given, allowed: issue.message, fix: `add the key ${show(key)}` },
    ];
  if (isKeyIssue(issue)) {
    if (isReserved(key)) return [];
    const name = `the name ${show(key)}`;
    return [{ code: "GR004", path, given: name, allowed: issue.message, fix: "rename it" }];
  }
  const fix = isUnquoted(schemaAt(schema, inside, value), issue.input)
    ? `put it in quotes: "${given}"`
    : mend(path);
  return [{ code: "GR001", path, given, allowed: issue.message, fix }];
}

/**
 * Whether a value would be right as a text: YAML reads some texts without quotes as a number, or as
 * true or false.
 */
function isUnquoted(schema: Inner | undefined, given: unknown): boolean {
  if (typeof given !== "number" && typeof given !== "boolean") return false;
  return schema !== undefined && v.is(schema as unknown as v.GenericSchema, String(given));
}

/**
 * All unknown keys of the object in which the issue found one: valibot reports only the first one
 * of each object.
 */
function unknownKeys({ schema, value, root }: Subject, issue: v.BaseIssue<unknown>): Problem[] {
  const parent = pathOf(issue).slice(0, -1);
  const known = Object.keys(schemaAt(schema, parent, value)?.entries ?? {});
  const object = issue.path?.at(-1)?.input as object;
  return Object.keys(object)
    .filter((key) => !known.includes(key) && !isReserved(key))
    .map((key) => unknownKey(key, known, [...root, ...parent, key]));
}

/** The problem of a key that the program does not read. */
export function unknownKey(key: string, known: readonly string[], path: Path): Problem {
  const near = nearest(key, known);
  return {
    code: "GR003",
    path: formatPath(path),
    given: `an unknown key ${show(key)}`,
    allowed: listed(known),
    fix: near ? `did you mean "${near}"?` : "remove it",
  };
}

function pathOf(issue: v.BaseIssue<unknown>): (string | number)[] {
  return (issue.path ?? []).map((step) => step.key as string | number);
}

function isUnknownKey(issue: v.BaseIssue<unknown>): boolean {
  return issue.type === "strict_object" && issue.expected === "never";
}

function isKeyIssue(issue: v.BaseIssue<unknown> | undefined): boolean {
  return issue?.path?.at(-1)?.origin === "key" && issue.type !== "strict_object";
}

/** The known name that a mistyped one most likely means: at most a third of its letters differ. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((name) => ({ name, distance: leven(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best && best.distance <= Math.max(1, Math.ceil(given.length / 3)) ? best.name : undefined;
}
