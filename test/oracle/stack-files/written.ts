// Writes a value as somebody might write YAML by hand: in any style, order and form.
import type { Draw } from "../arbitraries/draw";

/** A scalar whose text stands in the file as it is, without quotes. */
export class Plain {
  constructor(readonly text: string) {}
}

/** Anchors of mappings that stand in the text so far, with the keys that they have. */
interface Anchor {
  readonly name: string;
  readonly kind: string;
}

/** Writes values in the styles that it draws; one writer for each file. */
export class Writer {
  private readonly anchors: Anchor[] = [];

  constructor(private readonly draw: Draw) {}

  /** The entries of a mapping in lines, each indented. */
  block(value: Readonly<Record<string, unknown>>, indent: string, path: readonly string[]): string {
    return this.shuffled(Object.entries(value))
      .map(
        ([key, inside]) =>
          `${indent}${this.key(key)}:${this.after(inside, indent, [...path, key])}\n`,
      )
      .join("");
  }

  private after(value: unknown, indent: string, path: readonly string[]): string {
    const deeper = `${indent}${this.draw.one(["  ", "    "])}`;
    if (isMapping(value) && Object.keys(value).length > 0 && this.draw.chance(85)) {
      const anchored = this.merged(value, path);
      if (anchored.alias) return ` *${anchored.alias}`;
      const lines = this.block(anchored.value, deeper, path);
      const merge = anchored.merge ? `${deeper}<<: ${anchored.merge}\n` : "";
      const whole = this.draw.chance(50) ? merge + lines : lines + merge;
      return `${anchored.anchor}${this.comment()}\n${whole}`.trimEnd();
    }
    if (Array.isArray(value) && value.length > 0 && this.draw.chance(60)) {
      const items = value.map((item: unknown) => this.item(item, deeper, path));
      return `${this.comment()}\n${items.join("")}`.trimEnd();
    }
    if (typeof value === "string" && isBlock(value) && this.draw.chance(80)) {
      const lines = value.replace(/\n$/, "").replace(/^(?=.)/gm, deeper);
      return ` |${value.endsWith("\n") ? "" : "-"}\n${lines}`;
    }
    if (typeof value === "string" && /^[a-z]+( [a-z]+)+$/.test(value) && this.draw.chance(50))
      return this.folded(value.split(" "), deeper);
    return ` ${this.flow(value, path)}${this.comment()}`;
  }

  /** Words on lines of their own, which every reader joins by spaces. */
  private folded(words: readonly string[], indent: string): string {
    const lines = words.join(`\n${indent}`);
    return this.draw.one([
      ` >-\n${indent}${lines}`,
      ` ${lines}`,
      `\n${indent}${lines}`,
      ` "${lines}"`,
      ` '${lines}'`,
      ` "${words.join(`\\\n${indent}\\ `)}"`,
    ]);
  }

  private item(value: unknown, indent: string, path: readonly string[]): string {
    if (!isMapping(value) || Object.keys(value).length === 0 || this.draw.chance(50))
      return `${indent}- ${this.flow(value, path)}${this.comment()}\n`;
    const lines = this.block(value, `${indent}  `, [...path, "-"]);
    return `${indent}- ${lines.trimStart()}`;
  }

  /** In braces and brackets. */
  private flow(value: unknown, path: readonly string[]): string {
    if (value instanceof Plain) return value.text;
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return `[${value.map((one) => this.flow(one, path)).join(", ")}]`;
    if (!isMapping(value)) return this.scalar(value);
    const { alias, anchor, merge, value: own } = this.merged(value, path);
    if (alias) return `*${alias}`;
    const pairs = this.shuffled(Object.entries(own)).map(
      ([key, inside]) => `${this.key(key)}: ${this.flow(inside, [...path, key])}`,
    );
    const all = merge ? [...pairs, `<<: ${merge}`] : pairs;
    const space = this.draw.one(["", " "]);
    return `${anchor.trimStart()}${anchor && " "}{${space}${all.join(", ")}${space}}`;
  }

  /** Sometimes gives a version an anchor, and lets a later one be the same or take something of it. */
  private merged(value: Readonly<Record<string, unknown>>, path: readonly string[]) {
    const kind =
      path.at(-2) === "versions" ? "version" : path.at(-1) === "weights" ? "weights" : "";
    const known = this.anchors.filter((one) => one.kind === kind);
    const none = { anchor: "", value, alias: undefined, merge: undefined };
    if (kind === "") return none;
    if (kind === "version" && known.length > 0 && this.draw.chance(40)) {
      const all = known.map(({ name }) => `*${name}`);
      const names = this.draw.chance(60) ? all : this.draw.some(all, 1);
      if (this.draw.chance(20)) return { ...none, alias: known[0]?.name };
      const merge = names.length > 1 ? `[${names.join(", ")}]` : names[0];
      const nested = this.draw.chance(20) ? `{<<: ${merge}, replicas: 2}` : merge;
      // What the merge brings need not stand there again.
      const kept = Object.entries(value).filter(
        ([key]) => key === "clusters" || this.draw.chance(70),
      );
      return { ...none, value: Object.fromEntries(kept), merge: nested };
    }
    if (!this.draw.chance(35)) return none;
    const name = `${kind[0]}${this.anchors.length}`;
    // It may be used only where all of it stands already.
    if (kind === "version") this.anchors.push({ name, kind });
    return { ...none, anchor: ` &${name}` };
  }

  private key(name: string): string {
    if (name.startsWith("plain ")) return name.slice(6);
    return this.text(name, /^[a-z][-\w.:/]*$/i);
  }

  private text(value: string, safe = /^[a-z][-\w./]*( [a-z]+)*$/i): string {
    const single = `'${value.replaceAll("'", "''")}'`;
    const double = JSON.stringify(value);
    const quoted = /[\n\t\\]|[^ -~]/.test(value) ? [double] : [single, double];
    const plain = safe.test(value) && !odd.test(value);
    return this.draw.one(plain ? [value, value, ...quoted] : quoted);
  }

  private scalar(value: unknown): string {
    if (typeof value !== "number" || !this.draw.chance(10)) return String(value);
    return this.draw.one([`${value}.0`, `${value}e0`, `+${value}`]);
  }

  private comment(): string {
    return this.draw.chance(12) ? this.draw.one([" # yes", "  # 0041: {a: 1}", ' # "quoted"']) : "";
  }

  private shuffled<T>(list: readonly T[]): T[] {
    return list
      .map((item) => [this.draw.whole(0, 999), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  }
}

/** Words that may not stand without quotes; what is drawn plain on purpose is {@link Plain}. */
const odd = /^(y|n|yes|no|on|off|true|false|null|e\d+)$/i;

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Plain)
  );
}

function isBlock(text: string): boolean {
  return /^\S[^\n]*\n/.test(text) && !/[ \t]$|[ \t]\n/.test(text);
}
