/**
 * The exit codes of every `gray` command. One policy for all of them, so that a script needs to
 * know no single command: 0 is success, 1 is an answer that a person has to look at, 2 is no answer
 * at all.
 */
export const exitCodes = {
  /** The command did what it was asked for, and found nothing that needs a decision. */
  done: 0,
  /** The command did what it was asked for, and found something: mistakes, drift, obstacles. */
  found: 1,
  /** The command could not do what it was asked for, or not all of it. */
  failed: 2,
} as const;

/** How a command ended, by name. */
export type Outcome = keyof typeof exitCodes;

/**
 * What the outcomes mean for one command, in a few words each; `found` is left out where a command
 * looks for nothing.
 */
export interface OutcomeMeanings {
  readonly done: string;
  readonly found?: string;
  readonly failed: string;
}

/** The part of a command's help that says how it ends. */
export function exitCodesHelp(meanings: OutcomeMeanings): string {
  const outcomes: readonly Outcome[] = ["done", "found", "failed"];
  const lines = outcomes.flatMap((outcome) => {
    const meaning = meanings[outcome];
    return meaning === undefined ? [] : [`  ${exitCodes[outcome]}  ${meaning}`];
  });
  return ["Exit codes:", ...lines].join("\n");
}
