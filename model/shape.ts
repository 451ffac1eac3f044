import leven from "leven";
import * as v from "valibot";
import { formatPath, show, type Path, type Problem } from "./problem";

/** A value of the right shape; or what is wrong with it, and the places inside it that are. */
export type Shaped<T> =
  | { readonly value: T }
  | { readonly problems: readonly Problem[]; readonly broken: readonly Path[] };

/**
 * Checks a value against a schema and reports every mistake, each with its path below `root`. The schema's messages
 * are the `allowed` texts; unknown keys name the nearest known one.
 */
export function shape<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  root: Path,
): Shaped<T> {
  const result = v.safeParse(schema, value, { abortPipeEarly: true });
  if (result.success) return { value: result.output };
  const paths = result.issues.map((issue) => pathOf(issue));
  return {
    problems: result.issues.flatMap((issue) => describe(schema, issue, root)),
    // A bad name is no reason to look away from what it names.
    broken: paths.filter((_, i) => !isKeyIssue(result.issues[i])),
  };
}

function describe(schema: v.GenericSchema, issue: v.BaseIssue<unknown>, root: Path): Problem[] {
  const inside = pathOf(issue);
  const path = formatPath([...root, ...inside]);
  const key = String([...root, ...inside].at(-1));
  const edit = `edit Pulumi.<stack>.yaml, or: pulumi config set --path '${path}' …`;
  if (isUnknownKey(issue)) return unknownKeys(schema, issue, root);
  if (issue.type === "strict_object" && issue.received === "undefined") {
    const allowed = allowedAt(schema, inside);
    return [{ path, given: "nothing", allowed, fix: `add the key ${show(key)}` }];
  }
  if (isKeyIssue(issue))
    return [{ path, given: `the name ${show(key)}`, allowed: issue.message, fix: `rename it` }];
  return [{ path, given: show(issue.input), allowed: issue.message, fix: edit }];
}

/** All unknown keys of the object in which the issue found one: valibot stops at the first of each object. */
function unknownKeys(schema: v.GenericSchema, issue: v.BaseIssue<unknown>, root: Path): Problem[] {
  const parent = pathOf(issue).slice(0, -1);
  const known = Object.keys(schemaAt(schema, parent)?.entries ?? {});
  const object = issue.path?.at(-1)?.input as object;
  return Object.keys(object)
    .filter((key) => !known.includes(key))
    .map((key) => unknownKey(key, known, [...root, ...parent, key]));
}

/** The problem of a key that nobody reads. */
export function unknownKey(key: string, known: readonly string[], path: Path): Problem {
  const near = nearest(key, known);
  return {
    path: formatPath(path),
    given: `an unknown key ${show(key)}`,
    allowed: known.join(", "),
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

/** The parts of valibot's schema objects that lead from one schema to those inside it. */
interface Inner {
  readonly type: string;
  readonly message?: unknown;
  readonly wrapped?: Inner;
  readonly entries?: Readonly<Record<string, Inner>>;
  readonly value?: Inner;
  readonly item?: Inner;
}

function schemaAt(schema: unknown, path: Path): Inner | undefined {
  let at = unwrap(schema as Inner);
  for (const step of path) at = unwrap(at?.entries?.[String(step)] ?? at?.value ?? at?.item);
  return at;
}

function unwrap(schema: Inner | undefined): Inner | undefined {
  return schema?.type === "optional" ? unwrap(schema.wrapped) : schema;
}

function allowedAt(schema: unknown, path: Path): string {
  const message = schemaAt(schema, path)?.message;
  return typeof message === "string" ? message : "a value";
}
