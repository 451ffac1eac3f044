// Labels and identifiers that Mermaid accepts, whatever characters the names of a release contain.
/**
 * A quoted label of Mermaid. A character that would end the quotes, or that Mermaid reads as
 * Markdown, HTML or an entity, becomes its number
 * (https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters).
 */
export function label(...lines: readonly string[]): string {
  const escaped = lines.map((line) =>
    line.replace(/["#&<>*_~`\\]/g, (sign) => `#${sign.charCodeAt(0)};`),
  );
  return `"${escaped.join("<br/>")}"`;
}

/** Gives each thing an identifier of its own, as similar to its name as Mermaid allows. */
export class Identifiers {
  private readonly byKey = new Map<string, string>();
  private readonly taken = new Set<string>();

  /**
   * The identifier of a thing; the same key always gets the same identifier.
   *
   * @param key tells things apart
   * @param name the text that the identifier resembles; not only `end` or another word of Mermaid's
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
