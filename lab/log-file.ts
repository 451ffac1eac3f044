// Log files of processes: begin one anew, show the end of one.
import { existsSync, openSync, readFileSync, renameSync } from "node:fs";

/** Starts a log of a process anew; the log of its last run is kept beside it as `.previous`. */
export function openLog(file: string): number {
  if (existsSync(file)) renameSync(file, `${file}.previous`);
  return openSync(file, "a", 0o600);
}

/** The last lines of a log, for messages that say why a process ended. */
export function logTail(file: string, lines = 8): string {
  try {
    const text = readFileSync(file, "utf8").trimEnd();
    return text.split("\n").slice(-lines).join("\n");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
