// Finds what the readers of a stack file would not take the same way. GR020 and GR021.
import { isMap, isNode, isScalar, isSeq, Scalar, type Node } from "yaml";
import { isSecretKey, secretKeysText, textKey } from "../config/value";
import { formatPath, type Path, type Problem } from "../problem";
import { configKey } from "../project";
import { mayBeSecret, placeholder } from "../secret-places";
import type { Entries, Entry } from "./entries";
import { projectKey } from "./keys";
import { keyMistake, nameMistake, valueMistake, type TwoReadings } from "./plain";
import { keyOf } from "./read";

/** A problem of a value as the file has it. */
export interface ReadingProblem extends Problem {
  /** From 1 on. */
  readonly line: number;
  /** The path as readers make it, without quotes, which problems of the same value have. */
  readonly place: string;
}

/** Where the values stand. */
interface StackFile {
  readonly entries: Entries;
  /** Name of the Pulumi project. */
  readonly project: string;
  /** The line of an offset in the file. */
  readonly lineOf: (offset: number) => number;
}

/**
 * The values and keys of the project that two readers take differently, and secrets where no
 * command can read them.
 *
 * @param config the entries of the stack's config
 */
export function twoReadings(
  config: readonly Entry[],
  { entries, project, lineOf }: StackFile,
): ReadingProblem[] {
  const walk = new Walk(entries, lineOf);
  for (const { key, value } of config) {
    const name = projectKey(keyOf(key), project);
    if (name === undefined) continue;
    const path = [configKey(name)];
    walk.key(key, path);
    // The key `settings` of another form has a problem of its own; a secret is no mapping.
    if (isSecretKey(name)) continue;
    walk.value(value, path, path, textKey(name));
  }
  return walk.problems;
}

class Walk {
  readonly problems: ReadingProblem[] = [];
  /** An alias brings the same nodes again, and their mistakes are told once. */
  private readonly seen = new Set<unknown>();

  constructor(
    private readonly entries: Entries,
    private readonly lineOf: (offset: number) => number,
  ) {}

  /**
   * Looks at a value and at all inside it.
   *
   * @param path as the file writes it
   * @param place as readers make it
   */
  value(value: Node | undefined, path: Path, place: Path, isText = false): void {
    const node = this.entries.resolve(value);
    if (node === undefined || this.seen.has(node)) return;
    this.seen.add(node);
    if (isSeq(node))
      node.items.forEach((item, i) =>
        this.value(isNode(item) ? item : undefined, [...path, i], [...place, i]),
      );
    else if (isMap(node)) this.mapping(node, path, place);
    else if (isPlain(node)) {
      const text = node.source ?? "";
      const mistake =
        valueMistake(text, node.value) ?? (isText ? nameMistake(text, node.value) : undefined);
      if (mistake) this.tell(node, mistake, path, place, mayBeSecret(place));
    }
  }

  private mapping(node: Node, path: Path, place: Path): void {
    const entries = this.entries.of(node);
    const [only] = entries;
    const inside = this.entries.resolve(only?.value);
    if (entries.length === 1 && only && keyOf(only.key) === "secure" && isText(inside)) {
      this.problems.push({
        code: "GR021",
        path: formatPath(path),
        place: formatPath(place),
        given: `a secret in line ${this.line(only.key)}`,
        allowed: `secrets in ${secretKeysText} only`,
        fix: "put the secret into a Secret of the cluster, and name that Secret here",
        line: this.line(only.key),
      });
      return;
    }
    for (const { key } of this.entries.all(node)) this.collision(key, entries, path);
    for (const { key, value } of entries) {
      const text = isPlain(key) ? (key.source ?? "") : keyOf(key);
      this.key(key, [...path, text]);
      this.value(value, [...path, text], [...place, keyOf(key)]);
    }
  }

  /** Looks at a key, whose path ends with it. */
  key(key: Entry["key"], path: Path): void {
    if (!isPlain(key) || this.seen.has(key)) return;
    this.seen.add(key);
    const mistake = keyMistake(key.source ?? "", key.value);
    if (mistake) this.tell(key, mistake, path, path);
  }

  /** A number and a text of the same letters are two keys for the engine, until it writes both. */
  private collision(key: Entry["key"], entries: readonly Entry[], path: Path): void {
    const other = entries.find((one) => keyOf(one.key) === keyOf(key))?.key;
    if (other === undefined || typeof other.value === typeof key.value) return;
    const plain = typeof key.value === "string" ? other : key;
    if (this.seen.has(plain)) return;
    this.seen.add(plain);
    const why = "which a merge brings together with the same name in quotes";
    const full = [...path, keyOf(plain)];
    this.tell(plain, { why, otherwise: "" }, full, full);
  }

  private tell(
    node: Scalar,
    { why, otherwise }: TwoReadings,
    path: Path,
    place: Path,
    isSecret = false,
  ): void {
    const text = node.source ?? "";
    const line = this.line(node);
    const given = isSecret
      ? `a value in line ${line}, which is not shown here`
      : `${text || "nothing"} in line ${line}, ${why}`;
    this.problems.push({
      code: "GR020",
      path: formatPath(path),
      place: formatPath(place),
      given,
      allowed: "a text in quotes, or a value that every reader of YAML takes the same way",
      fix: `put it in quotes: ${isSecret ? JSON.stringify(placeholder) : `"${text}"${otherwise}`}`,
      line,
    });
  }

  private line(node: Scalar): number {
    return this.lineOf(node.range?.[0] ?? 0);
  }
}

function isPlain(node: unknown): node is Scalar<string | number | boolean | null> & Node {
  return isScalar(node) && node.type === Scalar.PLAIN && node.tag === undefined;
}

function isText(node: unknown): boolean {
  return isScalar(node) && typeof node.value === "string";
}
