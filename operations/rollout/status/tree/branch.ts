/** Draws branches as a tree in lines of a given width: what is too long wraps under its branch. Pure. */
import wrapAnsi from "wrap-ansi";
import { fits } from "./columns";

/** A line of a tree, and what hangs on it. */
export interface Branch {
  /** May hold escape sequences of colours, and wide characters. */
  readonly text: string;
  readonly branches?: readonly Branch[];
}

/** A text never gets fewer columns than this, however deep it hangs. */
const leastColumns = 16;

/**
 * The lines of a tree.
 *
 * @param width columns of the terminal
 * @param guide paints the lines that lead to the branches
 */
export function drawn(
  { text, branches = [] }: Branch,
  width: number,
  guide: (line: string) => string,
): string[] {
  const under = branches.length > 0 ? "│ " : "  ";
  return [
    ...wrapped(text, width).map((line, i) => (i === 0 ? line : `${guide(under)}${line}`)),
    ...below(branches, { width, guide, indent: "" }),
  ];
}

interface Place {
  readonly width: number;
  readonly guide: (line: string) => string;
  /** The guides of the branches above. */
  readonly indent: string;
}

function below(branches: readonly Branch[], { width, guide, indent }: Place): string[] {
  return branches.flatMap(({ text, branches: inner = [] }, i) => {
    const isLast = i === branches.length - 1;
    const next = `${indent}${isLast ? "   " : "│  "}`;
    const lines = wrapped(text, width - next.length).map((line, row) =>
      row === 0
        ? `${guide(`${indent}${isLast ? "└─ " : "├─ "}`)}${line}`
        : `${guide(`${next}${inner.length > 0 ? "│ " : "  "}`)}${line}`,
    );
    return [...lines, ...below(inner, { width, guide, indent: next })];
  });
}

/** A text in lines; all but the first leave room for an indent of two columns. */
function wrapped(text: string, width: number): string[] {
  const most = Math.max(leastColumns, width);
  if (fits(text, most)) return [text];
  return wrapAnsi(text, most - 2, { hard: true }).split("\n");
}
