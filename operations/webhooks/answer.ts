/** What a server's answer to a message means, and in which time it is sent again. Pure. */
import type { Answer } from "./post";

/** An answer, or why there is none. */
export type Reply = Answer | { readonly failure: string };

/** Milliseconds between two tries: each pause is twice as long, up to the last one. */
export const firstPauseMs = 1000;
export const lastPauseMs = 10_000;

/** The pause after another one. */
export function nextPauseMs(pauseMs: number): number {
  return Math.min(2 * pauseMs, lastPauseMs);
}

/** Letters of a server's answer that a message repeats. */
const mostLetters = 200;

/** What a server answered, in one line without what a terminal would obey. */
export function said(reply: Reply): string {
  if (!("status" in reply)) return reply.failure;
  const line = reply.text.replace(/[\s\p{C}]+/gu, " ").trim();
  const shown = line.length > mostLetters ? `${line.slice(0, mostLetters)}…` : line;
  return `its server answered ${reply.status}${shown && `: ${shown}`}`;
}

/** Whether an answer leads to another address, which a POST does not follow. */
export function isRedirect({ status }: Answer): boolean {
  return status >= 300 && status < 400;
}

/** What is wrong where the answer leads to another address. */
export function redirectText(answer: Answer): string {
  return `${said(answer)}: write the address to which it leads`;
}
