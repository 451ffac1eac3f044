/**
 * A quoted label of Mermaid. What ends the quotes, or what Mermaid reads as Markdown, HTML or an entity, is written by its
 * number (https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters).
 */
export function label(...lines: readonly string[]): string {
  const escaped = lines.map((line) =>
    line.replace(/["#&<>*_~`\\]/g, (sign) => `#${sign.charCodeAt(0)};`),
  );
  return `"${escaped.join("<br/>")}"`;
}

/** Gives things identifiers that Mermaid takes, each its own, as near to their names as can be. */
export class Identifiers {
  private readonly byKey = new Map<string, string>();
  private readonly taken = new Set<string>();

  /**
   * The identifier of a thing, always the same.
   *
   * @param key tells things apart
   * @param name what the identifier looks like; not only `end` or another word of Mermaid's
   */
  of(key: readonly string[], name = key.join("_")): string {
    const text = JSON.stringify(key);
    const known = this.byKey.get(text);
    if (known !== undefined) return known;
    const plain = name.replace(/[^A-Za-z0-9]/g, "_");
    let free = plain;
    for (let i = 2; this.taken.has(free); i += 1) free = `${plain}_${i}`;
    this.byKey.set(text, free);
    this.taken.add(free);
    return free;
  }
}
