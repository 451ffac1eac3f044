// A clone of a small repository with stack files, as a CI service makes one, and the programs that its steps find on the PATH.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { git, writeNpm, writeProgram, type Workspace } from "./workspace";

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

/** A repository with a clone of it, in temporary folders. */
export class Clone implements Workspace {
  private readonly top = mkdtempSync(join(tmpdir(), "gray-ci-spec-"));
  /** What the service checked out. */
  readonly folder = join(this.top, "clone");
  /** A folder for files of the service. */
  readonly temp = join(this.top, "temp");
  private readonly bin = join(this.top, "bin");
  private readonly origin = join(this.top, "origin");

  constructor() {
    for (const folder of [this.temp, this.bin, this.origin]) mkdirSync(folder);
    git(this.origin, "init", "--quiet", "--initial-branch=main");
    writeNpm(this.bin);
    this.pulumi("Resources:\\n    ~ 2 to update\\n    36 unchanged\\n");
  }

  /** Commits files on a branch of the repository, which begins at main; gives the commit. Without a text a file goes. */
  commit(branch: string, files: Readonly<Record<string, string | undefined>>): string {
    const branches = git(this.origin, "branch", "--format=%(refname:short)").split("\n");
    if (branches.includes(branch)) git(this.origin, "checkout", "--quiet", branch);
    else if (branch !== "main") git(this.origin, "checkout", "--quiet", "-b", branch, "main");
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.origin, name)), { recursive: true });
      if (text === undefined) rmSync(join(this.origin, name));
      else writeFileSync(join(this.origin, name), text);
    }
    git(this.origin, "add", ".");
    git(this.origin, "commit", "--quiet", "--message", `Change ${branch}`);
    return git(this.origin, "rev-parse", "HEAD").trim();
  }

  /** Checks a branch out, with the whole history. */
  checkOut(branch: string): void {
    rmSync(this.folder, { recursive: true, force: true });
    git(this.top, "clone", "--quiet", "--branch", branch, this.origin, this.folder);
  }

  /** Puts a program on the PATH that says what the engine would say, and notes how it was called. */
  pulumi(says: string, code = 0): void {
    const note = 'echo "pulumi $*" >> "$LOG"\nenv > "$LOG.env"\n';
    const show =
      '[ -z "$KUBECONFIG" ] || { stat -c "mode %a" "$KUBECONFIG"; cat "$KUBECONFIG"; }\n';
    writeProgram(this.bin, "pulumi", `${note}${show}printf '${says}'\nexit ${code}`);
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
}
