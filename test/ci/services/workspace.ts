// The folder in which a CI service runs a pipeline, and what stands in for npm there.
import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../../..");

/** Where the steps of a pipeline run. */
export interface Workspace {
  /** What the service checked out. */
  readonly folder: string;
  /** A folder for files of the service. */
  readonly temp: string;
  /** The PATH of a step. */
  readonly path: string;
  /** The file in which the programs of the PATH note how they were called. */
  readonly log: string;
  /** Checks a branch out, with the whole history. */
  checkOut(branch: string): void;
}

/** Puts a program into a folder of the PATH. */
export function writeProgram(bin: string, name: string, script: string): void {
  const file = join(bin, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/** Puts an npm into a folder of the PATH that only notes its calls, and an npx that runs the checkout's gray-ci. */
export function writeNpm(bin: string): void {
  writeProgram(bin, "npm", 'echo "npm $*" >> "$LOG"');
  const isOurs = '[ "$1 $2 $3" = "--no -- gray-ci" ] || exit 9';
  writeProgram(bin, "npx", `${isOurs}\nshift 3\nexec node ${root}/ci/main.mjs "$@"`);
}

/** Runs git without a user's own settings; gives what it prints. */
export function git(cwd: string, ...args: string[]): string {
  const [name, email] = ["a", "a@example"];
  const env = {
    ...process.env,
    ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_CONFIG_GLOBAL: "/dev/null" },
    ...{ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email },
  };
  return execFileSync("git", args, {
    cwd,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}
