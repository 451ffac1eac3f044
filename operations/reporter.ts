/**
 * Where an operation reports what a user should know while it runs. Components turn it into the
 * engine's log lines, the `gray` command into lines on standard error.
 */
export interface Reporter {
  info(message: string): void;
  warn(message: string): void;
}
