// The kinds of conditions of a match, each once: what it looks at, and how words say it. The
// compiler demands an entry for each key of the type.
import type { Path } from "../problem";
import type { PathMatch, StringMatch, ValueMatch } from "../release/routing";
import type { BranchMatch } from "./branch";
import { inAnyCase, lowered, type Condition } from "./conditions";

/** One condition of a match. */
export interface MatchCondition {
  /** The part of the request that it looks at, such as `header x-user`. */
  readonly where: string;
  readonly condition: Condition;
  /** Its path inside the match. */
  readonly path: Path;
}

/** A condition, with the name under which the match holds it; left out: it holds one. */
interface Named extends Omit<MatchCondition, "path"> {
  readonly name?: string;
}

/** A kind of condition. */
interface MatchField<T> {
  /** Whether it looks into a request: a TCP service has only connections. */
  readonly http: boolean;
  readonly conditions: (given: T, match: BranchMatch) => Named[];
  /** Phrases for diagrams; all of them must hold. */
  readonly words: (given: T, match: BranchMatch) => string[];
}

type MatchKey = keyof BranchMatch;
type MatchFields = { readonly [K in MatchKey]-?: MatchField<NonNullable<BranchMatch[K]>> };

type ByName<T> = Readonly<Record<string, T>>;

/** Conditions on parts of a request that have names. */
function byName(kind: string, keyOf: (name: string) => string): MatchField<ByName<ValueMatch>> {
  return {
    http: true,
    conditions: (given) =>
      Object.entries(given).map(([name, wanted]) => ({
        name,
        where: `${kind} ${keyOf(name)}`,
        condition: isStringMatch(wanted) ? wanted : "present",
      })),
    words: (given) =>
      Object.entries(given).map(([name, wanted]) =>
        isStringMatch(wanted)
          ? `${kind} ${name} ${comparison(wanted)}`
          : `${kind} ${name} is present`,
      ),
  };
}

/** A condition on a part of a request that each request has. */
function single(where: string): MatchField<StringMatch> {
  return {
    http: true,
    conditions: (condition) => [{ where, condition }],
    words: (one) => [`${where} ${comparison(one)}`],
  };
}

const asWritten = (name: string) => name;
const inLowerCase = (name: string) => name.toLowerCase();

/** In the order in which words say them. */
export const matchFields: MatchFields = {
  from: {
    http: false,
    conditions: (from) => [{ where: "from", condition: { exact: from } }],
    words: (from) => [`from the ${from}`],
  },
  sourceLabels: {
    http: false,
    conditions: (labels) =>
      Object.entries(labels).map(([name, exact]) => ({
        name,
        where: `label ${name}`,
        condition: { exact },
      })),
    words: (labels) => [`called by ${caller(labels)}`],
  },
  sourceNamespace: {
    http: false,
    conditions: (exact) => [{ where: "namespace", condition: { exact } }],
    words: (namespace) => [`called from the namespace ${namespace}`],
  },
  port: {
    http: false,
    conditions: (port) => [{ where: "port", condition: { exact: port } }],
    words: (port) => [`to the port ${port}`],
  },
  headers: byName("header", inLowerCase),
  withoutHeaders: {
    http: true,
    conditions: (given) =>
      Object.entries(given).map(([name, unwanted]) => ({
        name,
        where: `without header ${inLowerCase(name)}`,
        condition: isStringMatch(unwanted) ? unwanted : "present",
      })),
    words: (given) =>
      Object.entries(given).map(([name, unwanted]) =>
        isStringMatch(unwanted) ? `header ${name} ${negation(unwanted)}` : `no header ${name}`,
      ),
  },
  cookies: byName("cookie", asWritten),
  query: byName("query", asWritten),
  authority: single("host"),
  uri: {
    http: true,
    conditions: (uri, { ignoreUriCase }) => [
      ignoreUriCase
        ? { where: `path${inAnyCase}`, condition: lowered(uri) }
        : { where: "path", condition: uri },
    ],
    words: (uri, { ignoreUriCase }) => [`path ${comparison(uri)}${ignoreUriCase ? inAnyCase : ""}`],
  },
  // It is a part of the condition on the path.
  ignoreUriCase: { http: true, conditions: () => [], words: () => [] },
  method: single("method"),
};

/** The keys of a match whose conditions look into requests. */
export const httpMatchKeys = keys().filter((key) => matchFields[key].http);

/** The keys of a match. */
function keys(): MatchKey[] {
  return Object.keys(matchFields) as MatchKey[];
}

/** All conditions of a match, each with its path. */
export function matchConditions(match: BranchMatch): MatchCondition[] {
  return keys().flatMap((key) =>
    given(key, match).flatMap(([field, value]) =>
      field.conditions(value, match).map(({ name, ...one }) => ({
        ...one,
        path: name === undefined ? [key] : [key, name],
      })),
    ),
  );
}

/** The conditions of a match in words, one phrase each. */
export function matchWords(match: BranchMatch): string[] {
  return keys().flatMap((key) =>
    given(key, match).flatMap(([field, value]) => field.words(value, match)),
  );
}

/** A field with its value, or none: the compiler can't see that the two are of one key. */
function given(key: MatchKey, match: BranchMatch): [MatchField<never>, never][] {
  return match[key] === undefined ? [] : [[matchFields[key], match[key] as never]];
}

/** Whether a condition names values; `{}` means every value. */
export function isStringMatch(condition: object): condition is StringMatch {
  return Object.keys(condition).length > 0;
}

/** The service and the version if the labels name only these two, else the labels. */
function caller(labels: ByName<string>): string {
  const { app, version, ...others } = labels;
  if (app && version && Object.keys(others).length === 0) return `${app} ${version}`;
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
}

function comparison(match: PathMatch): string {
  if ("pathPrefix" in match) return `is ${match.pathPrefix} or below it`;
  if ("exact" in match) return `is ${match.exact}`;
  return "prefix" in match ? `begins with ${match.prefix}` : `matches ${match.regex}`;
}

function negation(match: StringMatch): string {
  if ("exact" in match) return `is not ${match.exact}`;
  return "prefix" in match
    ? `does not begin with ${match.prefix}`
    : `does not match ${match.regex}`;
}
