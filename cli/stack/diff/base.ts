/** The checkout with which `gray diff` compares: a given folder, or a temporary git worktree. */
import { existsSync, lstatSync, mkdtempSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "../../../engine/run";

/** A checkout. */
export interface BaseCheckout {
  /** The folder of the project in it. */
  readonly folder: string;
  /** What it is, for a reader. */
  readonly name: string;
  /** Removes it where it was made for this run. */
  readonly remove: () => Promise<void>;
}

/** How a user names a checkout. */
export interface BaseOptions {
  /** Its folder, with its packages installed. */
  readonly base: string | undefined;
  /** A commit of this repository. @default the remote's main branch */
  readonly baseRef: string | undefined;
}

/**
 * Opens the checkout of before: the given folder, or the merge base of this branch and a commit, so
 * that what landed on the main branch meanwhile does not seem to be taken back.
 *
 * @throws Error that says why there is none
 */
export async function openBase({ base, baseRef }: BaseOptions): Promise<BaseCheckout> {
  if (base !== undefined && baseRef !== undefined)
    throw new Error("give --base or --base-ref, not both");
  if (base !== undefined) {
    if (!existsSync(base)) throw new Error(`--base ${base}: there is no such folder`);
    return { folder: base, name: `the checkout in ${base}`, remove: () => Promise.resolve() };
  }
  const ref = baseRef ?? (await mainBranch());
  const commit = await mergeBase(ref);
  const prefix = await git("rev-parse", "--show-prefix");
  const top = mkdtempSync(join(tmpdir(), "gray-base-"));
  const worktree = join(top, "checkout");
  // Without hooks of the repository: they are no part of a comparison.
  await git(
    "-c",
    "core.hooksPath=/dev/null",
    "worktree",
    "add",
    "--quiet",
    "--detach",
    worktree,
    commit,
  );
  const folder = join(worktree, prefix);
  const links = sharePackages(worktree, prefix);
  const remove = async () => {
    // Before the worktree, so that nothing can follow them into the packages of this checkout.
    links.forEach((link) => unlinkSync(link));
    await git("worktree", "remove", "--force", worktree);
    rmSync(top, { recursive: true, force: true });
  };
  const name =
    baseRef === undefined || commit !== (await git("rev-parse", `${ref}^{commit}`))
      ? `the merge base with ${ref}`
      : ref;
  return { folder, name: `${name} (${commit.slice(0, 7)})`, remove };
}

/** The packages of this checkout serve the other one, too: at its top, and in the project's folder. */
function sharePackages(worktree: string, prefix: string): string[] {
  const up = prefix
    .split("/")
    .filter(Boolean)
    .map(() => "..");
  const places = [
    { here: resolve("node_modules"), there: join(worktree, prefix, "node_modules") },
    { here: resolve(...up, "node_modules"), there: join(worktree, "node_modules") },
  ];
  return places.flatMap(({ here, there }) => {
    if (!existsSync(here) || lstatSync(there, { throwIfNoEntry: false })) return [];
    symlinkSync(here, there, "dir");
    return [there];
  });
}

/** The main branch of the remote `origin`. */
async function mainBranch(): Promise<string> {
  const { code, stdout } = await run("git", [
    "symbolic-ref",
    "--short",
    "refs/remotes/origin/HEAD",
  ]);
  if (code === 0) return stdout.trim();
  for (const name of ["origin/main", "origin/master"])
    if ((await run("git", ["rev-parse", "--verify", "--quiet", `${name}^{commit}`])).code === 0)
      return name;
  throw new Error(
    "it is not known with what to compare: this folder is in no git repository with a remote main branch. " +
      "Give --base-ref <commit> or --base <folder>",
  );
}

async function mergeBase(ref: string): Promise<string> {
  // A name that begins with a hyphen would be an option of git.
  if (ref.startsWith("-")) throw new Error(`--base-ref ${ref}: this is no name of a commit`);
  const known = await run("git", ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
  if (known.code !== 0)
    throw new Error(
      `--base-ref ${ref}: git knows no such commit here. In CI, fetch it first (actions/checkout: fetch-depth: 0)`,
    );
  const { code, stdout } = await run("git", ["merge-base", "HEAD", ref]);
  if (code === 0) return stdout.trim();
  throw new Error(
    `this branch and ${ref} have no commit in common here. In CI, fetch the whole history (actions/checkout: fetch-depth: 0)`,
  );
}

/** @throws Error with git's own reason */
async function git(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run("git", args);
  if (code === 0) return stdout.trim();
  throw new Error(
    `git ${args
      .filter((one) => !one.startsWith("-"))
      .slice(0, 2)
      .join(" ")} failed: ${stderr.trim()}`,
  );
}
