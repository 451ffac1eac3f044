// Validates values against schemas, and turns valibot's issues into problems with a fix.
import leven from "leven";
import * as v from "valibot";
import { formatPath, listed, show, stackFilePlace, type Path, type Problem } from "../problem";
import {
  deepestValue,
  isReserved,
  reservedName,
  reservedNames,
  tooDeep,
} from "../release/reserved-names";
import { argoFix } from "./fixes/argo";
import { missedFor } from "./fixes/argo-analysis";
import { besideFix, outsideFix } from "./fixes/beside";
import { serverKeyFix } from "./fixes/prometheus";
import { placedFix } from "./upstream/placed";
import { schemaAt } from "./inner";
import { showAt } from "../secret-places";
import { allowedBy } from "./note";
import { alternativesFix, suggested } from "./fixes/suggest";

/** A value of the right form; or its problems, and the paths inside it whose values are wrong. */
export type Validated<T> =
  | { readonly value: T }
  | { readonly problems: readonly Problem[]; readonly broken: readonly Path[] };

const inStackFile = `in ${stackFilePlace}`;

/**
 * Checks a value against a schema and reports every mistake, each with its path below `root`. The
 * schema's messages are the `allowed` texts; unknown keys name the nearest known one.
 */
export function validateSchema<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  root: Path,
  place = inStackFile,
): Validated<T> {
  const result = v.safeParse(schema, value, { abortPipeEarly: true });
  const reserved = reservedNames(value);
  const deep = result.success ? tooDeep(value) : undefined;
  if (deep) return { problems: [nestedTooDeep([...root, ...deep], place)], broken: [deep] };
  if (result.success && reserved.length === 0) return { value: result.output };
  const issues = result.issues ?? [];
  const missing = issues.filter(isMissing).map((issue) => formatPath([...root, ...pathOf(issue)]));
  const subject = { schema, value, root, place, missing: new Set(missing) };
  return {
    problems: [
      ...reserved.map((path) => reservedName([...root, ...path])),
      ...issues
        .flatMap((issue) => describe(subject, issue))
        // A key that stands there mistyped is one mistake, whose fix renames it.
        .filter(({ code, path }) => code !== "GR002" || subject.missing.has(path)),
    ],
    broken: [
      ...reserved,
      // The checks still look at values under an invalid key.
      ...issues.filter((issue) => !isKeyIssue(issue)).map(pathOf),
    ],
  };
}

/** What nests without end can be neither compared nor written. */
function nestedTooDeep(path: Path, place: string): Problem {
  return {
    code: "GR001",
    path: formatPath(path),
    given: "a value that nests without end",
    allowed: `at most ${deepestValue} levels`,
    fix: `correct the value ${place}`,
  };
}

/** A value, its schema and its path. */
interface Subject {
  readonly schema: v.GenericSchema;
  readonly value: unknown;
  readonly root: Path;
  /** Where the user wrote the value, in words. */
  readonly place: string;
  /** Paths of keys that are missing; a mistyped key that means one of them takes it out. */
  readonly missing: Set<string>;
}

function describe(subject: Subject, issue: v.BaseIssue<unknown>): Problem[] {
  const { schema, value, root, place } = subject;
  const inside = pathOf(issue);
  const path = formatPath([...root, ...inside]);
  const key = String([...root, ...inside].at(-1));
  const given = showAt([...root, ...inside], issue.input);
  if (isUnknownKey(issue)) return unknownKeys(subject, issue);
  if (issue.type === "strict_object" && issue.received === "undefined") {
    const allowed = allowedBy(schemaAt(schema, inside, value));
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
  const name = typeof inside.at(-1) === "number" ? "" : `${key}: `;
  if (issue.input === null)
    return [
      {
        code: "GR001",
        path,
        given: name ? `nothing after \`${key}:\`` : "nothing",
        allowed: issue.message,
        fix: `write a value ${place}`,
      },
    ];
  const fix = suggested({ schema, value, root }, inside, issue.input, { name, place });
  return [{ code: "GR001", path, given, allowed: issue.message, fix }];
}

/**
 * All unknown keys of the object in which the issue found one: valibot reports only the first one
 * of each object.
 */
function unknownKeys(
  { schema, value, root, missing }: Subject,
  issue: v.BaseIssue<unknown>,
): Problem[] {
  const parent = pathOf(issue).slice(0, -1);
  const { entries = {}, alike = {} } = schemaAt(schema, parent, value) ?? {};
  const known = Object.keys(entries);
  const object = issue.path?.at(-1)?.input as object;
  return Object.keys(object)
    .filter((key) => !known.includes(key) && !isReserved(key))
    .map((key) => {
      if (Object.hasOwn(alike, key)) return notAlike(key, alike[key] ?? "", [...root, ...parent]);
      const problem = unknownKey(key, known, [...root, ...parent, key]);
      // What has a host in place of pods needs no image.
      if (outsideFix(key, known)) missing.delete(formatPath([...root, ...parent, "image"]));
      for (const one of missedFor(key, known))
        missing.delete(formatPath([...root, ...parent, one]));
      if (toldFix(key, known) !== undefined) return problem;
      const near = nearest(key, known);
      return near !== undefined && missing.delete(formatPath([...root, ...parent, near]))
        ? { ...problem, fix: `rename "${key}" to "${near}"` }
        : problem;
    });
}

/** The problem of a key that one cluster can't have of its own. */
function notAlike(key: string, why: string, parent: Path): Problem {
  return {
    code: "GR191",
    path: formatPath([...parent, key]),
    given: `${key} for one cluster alone`,
    allowed: why,
    fix: `remove it here, and set ${key} of the version for all clusters`,
  };
}

/** The fix for a key that other tools have, and a release has nowhere or elsewhere. */
function toldFix(key: string, known: readonly string[]): string | undefined {
  return (
    besideFix(key, known) ??
    outsideFix(key, known) ??
    alternativesFix(key, known) ??
    placedFix(key, known) ??
    serverKeyFix(key, known) ??
    argoFix(key, known)
  );
}

/** The problem of a key that the program does not read. */
export function unknownKey(key: string, known: readonly string[], path: Path): Problem {
  const near = nearest(key, known);
  return {
    code: "GR003",
    path: formatPath(path),
    given: `an unknown key ${show(key)}`,
    allowed: listed(known),
    fix: toldFix(key, known) ?? (near ? `did you mean "${near}"?` : "remove it"),
  };
}

function pathOf(issue: v.BaseIssue<unknown>): (string | number)[] {
  return (issue.path ?? []).map((step) => step.key as string | number);
}

function isMissing({ type, received, input }: v.BaseIssue<unknown>): boolean {
  return (type === "strict_object" && received === "undefined") || input === undefined;
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
