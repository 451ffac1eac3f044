// A clone of a small repository with stack files, as a CI service makes one, and the programs that its steps find on the PATH.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const root = resolve(__dirname, "../../..");

/** A stack file of one service in two versions, on one cluster. */
export const stackFile = (weights: string, context = "eu"): string => `config:
  gray-release:release:
    name: shop
    namespace: shop
    services:
      cart:
        port: 8080
        versions: { v1: { image: "example/cart:1" }, v2: { image: "example/cart:2" } }
        weights: ${weights}
        stable: v1
  gray-release:clusters:
    - { name: eu, context: ${context} }
`;

/** Variables of one run of a program. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A repository with a clone of it, in temporary folders. */
export class Clone {
  private readonly top = mkdtempSync(join(tmpdir(), "gray-ci-spec-"));
  /** What the service checked out. */
  readonly folder = join(this.top, "clone");
  /** A folder for files of the service. */
  readonly temp = join(this.top, "temp");
  private readonly bin = join(this.top, "bin");
  private readonly origin = join(this.top, "origin");

  constructor() {
    for (const folder of [this.temp, this.bin, this.origin]) mkdirSync(folder);
    this.git(this.origin, "init", "--quiet", "--initial-branch=main");
    this.program("npm", 'echo "npm $*" >> "$LOG"');
    // What npx does, without the time that it takes.
    this.program(
      "npx",
      `[ "$1 $2 $3" = "--no -- gray-ci" ] || exit 9\nshift 3\nexec node ${root}/ci/main.mjs "$@"`,
    );
    this.pulumi("Resources:\\n    ~ 2 to update\\n    36 unchanged\\n");
  }

  /** Commits files on a branch of the repository, which begins at main; gives the commit. */
  commit(branch: string, files: Readonly<Record<string, string>>): string {
    const branches = this.git(this.origin, "branch", "--format=%(refname:short)").split("\n");
    if (branches.includes(branch)) this.git(this.origin, "checkout", "--quiet", branch);
    else if (branch !== "main") this.git(this.origin, "checkout", "--quiet", "-b", branch, "main");
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.origin, name)), { recursive: true });
      writeFileSync(join(this.origin, name), text);
    }
    this.git(this.origin, "add", ".");
    this.git(this.origin, "commit", "--quiet", "--message", `Change ${branch}`);
    return this.git(this.origin, "rev-parse", "HEAD").trim();
  }

  /** Checks a branch out, with the whole history. */
  checkOut(branch: string): void {
    rmSync(this.folder, { recursive: true, force: true });
    this.git(this.top, "clone", "--quiet", "--branch", branch, this.origin, this.folder);
  }

  /** Puts a program on the PATH that says what the engine would say, and notes how it was called. */
  pulumi(says: string, code = 0): void {
    const note =
      'echo "pulumi $*" >> "$LOG"\nenv > "$LOG.env"\n[ -z "$KUBECONFIG" ] || cat "$KUBECONFIG"\n';
    this.program("pulumi", `${note}printf '${says}'\nexit ${code}`);
  }

  /** The PATH of a step. */
  get path(): string {
    return [this.bin, dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(":");
  }

  /** The file in which the programs of the PATH note how they were called. */
  get log(): string {
    return join(this.temp, "log");
  }

  remove(): void {
    rmSync(this.top, { recursive: true });
  }

  private program(name: string, script: string): void {
    const file = join(this.bin, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  private git(cwd: string, ...args: string[]): string {
    const who = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@example", GIT_COMMITTER_NAME: "a" };
    const env = {
      ...process.env,
      ...who,
      GIT_COMMITTER_EMAIL: "a@example",
      GIT_CONFIG_GLOBAL: "/dev/null",
    };
    return execFileSync("git", args, {
      cwd,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  }
}
