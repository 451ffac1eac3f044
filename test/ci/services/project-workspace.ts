// A Pulumi project as the clone of a CI service: for specs that run a pipeline with the real engine.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { git, writeNpm, type Workspace } from "./workspace";

/**
 * Makes the folder of a project a clone whose branch main is as the folder is now.
 *
 * @param toolPath the PATH on which the engine is
 */
export function workspaceOf(folder: string, toolPath: string): Workspace {
  const temp = join(folder, ".service");
  const bin = join(temp, "bin");
  mkdirSync(bin, { recursive: true });
  writeNpm(bin);
  git(folder, "init", "--quiet", "--initial-branch=main");
  const left = ["node_modules", ".lab", ".pulumi-state", ".cache", ".service", ".gray-ci"];
  writeFileSync(join(folder, ".git/info/exclude"), left.join("\n"));
  commit(folder);
  git(folder, "update-ref", "refs/remotes/origin/main", "HEAD");
  return {
    ...{ folder, temp, log: join(temp, "log") },
    path: [bin, dirname(process.execPath), toolPath].join(":"),
    checkOut: () => undefined,
  };
}

/** Commits what was changed in a folder; gives the commit before it. */
export function commit(folder: string): string {
  git(folder, "add", ".");
  git(folder, "commit", "--quiet", "--message", "Change");
  return git(folder, "rev-list", "--max-count=2", "HEAD").trim().split("\n").at(-1) ?? "";
}
