// Keeps a report below a number of characters: what matters least is left out, and counted.

/** A part of a report. */
export interface Block {
  /** What kind of part it is; the kinds that come last are left out first. */
  readonly kind: Kind;
  /** Heading of the group to which it belongs; written before its first part that stays. */
  readonly group?: string;
  /** Markdown. */
  readonly text: string;
}

/** From what matters most to what matters least, each with its name for what is left out. */
export const kinds = {
  summary: "summaries",
  forbidden: "forbidden changes",
  risks: "marks",
  traffic: "changes of traffic",
  versions: "changes of versions",
  order: "orders of updates",
  capacity: "counts of pods",
  findings: "findings of gray check",
  beside: "comparisons of environments",
  diagrams: "diagrams",
} as const;

/** A kind of part. */
export type Kind = keyof typeof kinds;

/** GitHub takes comments of at most 65,536 characters. */
export const mostCharacters = 60_000;

/** For headings, and the sentence about what was left out. */
const reserve = 1_000;

/** The blocks as one text of fewer than {@link mostCharacters}. */
export function fitted(blocks: readonly Block[], most = mostCharacters): string {
  const order = Object.keys(kinds) as Kind[];
  const byWeight = blocks
    .map((block, at) => ({ block, at }))
    .sort((a, b) => order.indexOf(a.block.kind) - order.indexOf(b.block.kind) || a.at - b.at);
  const kept = new Set<Block>();
  const groups = new Set<string | undefined>([undefined]);
  let length = reserve;
  for (const { block } of byWeight) {
    const heading = groups.has(block.group) ? 0 : (block.group?.length ?? 0) + 2;
    if (length + heading + block.text.length + 2 >= most) continue;
    length += heading + block.text.length + 2;
    groups.add(block.group);
    kept.add(block);
  }
  const text: string[] = [];
  let group: string | undefined;
  for (const block of blocks.filter((one) => kept.has(one))) {
    if (block.group !== group && block.group !== undefined) text.push(block.group);
    group = block.group;
    text.push(block.text);
  }
  const left = order.flatMap((kind) => {
    const count = blocks.filter((one) => one.kind === kind && !kept.has(one)).length;
    return count === 0 ? [] : [`${count} ${kinds[kind]}`];
  });
  if (left.length > 0)
    text.push(
      `Left out, to keep this page short: ${left.join(", ")}. \`npx gray diff -o json\` has all of it.`,
    );
  return `${text.join("\n\n")}\n`;
}
