/** The part of a tree that a screen has room for, and what keys do to it. Pure. */
import { fits } from "./columns";

/** What a person chose with keys. */
export interface ScreenView {
  /** Whether clusters that are alike are shown one by one. */
  readonly all: boolean;
  /** The first line that is shown; 0 is the top. */
  readonly top: number;
}

/** The size of a terminal, in columns and rows. */
export interface ScreenSize {
  readonly width: number;
  readonly rows: number;
}

/** What a key does. */
export type KeyAction = "quit" | "interrupt" | ScreenView;

/** A key as `node:readline` names it. */
export interface Key {
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
}

/** What a key does to a view; undefined: nothing. @param page lines that a screen shows */
export function keyAction({ name, ctrl }: Key, view: ScreenView, page: number) {
  if (ctrl === true) return name === "c" ? ("interrupt" as const) : undefined;
  const moved = (lines: number): KeyAction => ({ ...view, top: Math.max(0, view.top + lines) });
  const actions: Readonly<Record<string, () => KeyAction>> = {
    q: () => "quit",
    a: () => ({ all: !view.all, top: 0 }),
    up: () => moved(-1),
    down: () => moved(1),
    pageup: () => moved(-page),
    pagedown: () => moved(page),
    space: () => moved(page),
    home: () => ({ ...view, top: 0 }),
  };
  return name !== undefined && Object.hasOwn(actions, name) ? actions[name]?.() : undefined;
}

/** How many lines of a tree a screen shows: the last rows are the footer, and the cursor's. */
export function pageOf({ rows }: Pick<ScreenSize, "rows">): number {
  return Math.max(1, rows - 2);
}

/**
 * What a screen shows of a tree, and a footer that says how to see the rest.
 *
 * @param keys whether the terminal hands keys over
 * @returns also the view that holds, because no screen begins below the last page
 */
export function screenOf(
  lines: readonly string[],
  { width, rows }: ScreenSize,
  view: ScreenView,
  keys: boolean,
): { readonly lines: readonly string[]; readonly view: ScreenView } {
  const page = pageOf({ rows });
  const top = Math.max(0, Math.min(view.top, lines.length - page));
  const shown = lines.slice(top, top + page);
  const part = `lines ${top + 1}-${top + shown.length} of ${lines.length}`;
  const hints = [
    keys ? "q quits" : "Ctrl+C ends it",
    ...(keys ? [view.all ? "a folds what is alike" : "a shows all"] : []),
    ...(lines.length > page ? [keys ? `↑ ↓ scroll: ${part}` : part] : []),
  ];
  return { lines: [...shown, fitting(hints, width)], view: { ...view, top } };
}

/** As many hints as a line has room for, the first ones first. */
function fitting(hints: readonly string[], width: number): string {
  const line = hints.join("  ");
  return hints.length === 1 || fits(line, width) ? line : fitting(hints.slice(0, -1), width);
}
