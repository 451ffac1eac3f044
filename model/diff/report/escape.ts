// Writes names and values into Markdown so that none of them is read as Markdown, HTML or a mention.

/** Characters of a name or value at most. */
const longest = 120;

/**
 * A name or value as code. A fence is longer than any row of backticks inside it
 * (https://github.github.com/gfm/#code-spans); GitHub makes neither links nor mentions of code.
 */
export function code(value: string): string {
  const text = oneLine(value);
  if (text === "") return "(empty)";
  const ticks = (text.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = "`".repeat(Math.max(0, ...ticks) + 1);
  const pad = /^`|`$|^ .* $/.test(text) ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** Signs that a backslash does not keep from being read. */
const entities: Readonly<Record<string, string>> = { "&": "&amp;", "@": "&#64;", "#": "&#35;" };

/** A sentence that may hold names, in which nothing is read as Markdown. */
export function prose(value: string): string {
  return value
    .replace(/[\r\n\t]+/g, " ")
    .replace(/[\\`*_{}[\]<>|~]|&|@|#(?=\d)/g, (sign) => entities[sign] ?? `\\${sign}`)
    .replace(/^(\s*)([-+]|\d+[.)])(?=\s)/, "$1\\$2");
}

/** Names as code: `v1`, `v2` and 3 more. */
export function codes(names: readonly string[], most = 6): string {
  const kept = names.slice(0, names.length === most + 1 ? most + 1 : most).map(code);
  const more = names.length - kept.length;
  if (more > 0) return `${kept.join(", ")} and ${more} more`;
  const last = kept.pop();
  return kept.length === 0 ? (last ?? "none") : `${kept.join(", ")} and ${last}`;
}

/**
 * A table. Pipes inside cells are escaped, also in code
 * (https://github.github.com/gfm/#tables-extension-).
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A sentence of {@link prose} has its pipes escaped already. */
function cell(markdown: string): string {
  return markdown.replace(/(?<!\\)\|/g, "\\|").replace(/\n/g, " ");
}

function oneLine(value: string): string {
  const text = value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
