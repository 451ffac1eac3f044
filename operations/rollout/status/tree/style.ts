/** How a tree looks: its colours and signs. No colour tells what no sign or word tells. Pure. */
import { createColors } from "picocolors";

/** How a tree is drawn. */
export interface TreeStyle {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colours: boolean;
}

/** Paints text. Green, red and magenta are read on light and on dark ground; yellow and blue are not. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  /** What waits, or needs a look. */
  readonly open: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly quiet: (text: string) => string;
}

/** The paint of a style. */
export function paintOf({ colours }: Pick<TreeStyle, "colours">): Paint {
  const { green, red, magenta, bold, dim } = createColors(colours);
  return { good: green, bad: red, open: magenta, strong: bold, quiet: dim };
}

/** Signs of one column each, which fonts of terminals have. */
export const signs = {
  good: "✔",
  bad: "✖",
  now: "●",
  ahead: "○",
  warn: "!",
  skipped: "»",
} as const;

/** A share as a bar. @param share 0 to 1 */
export function bar(share: number, columns: number): string {
  // What is there is seen, and what is not all is not full.
  const exact = Math.round(share * columns);
  const least = share > 0 ? 1 : 0;
  const full = Math.max(least, Math.min(exact, share < 1 ? columns - 1 : columns));
  return "█".repeat(full) + "░".repeat(columns - full);
}
