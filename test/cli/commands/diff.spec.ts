// `gray diff` between two folders, and between two commits of a git repository.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import type { Comparison } from "../../../model/diff/compare";
import { Folder } from "../../support/folder";
import { gray } from "../../support/gray-in-process";

/** A stack of helloworld, with changes of its keys. */
function stack(weights: Record<string, number>, more: object = {}): string {
  const config = {
    "gray-release:release": "helloworld",
    "gray-release:hosts": ["hello.example"],
    "gray-release:clusters": [{ name: "west" }],
    "gray-release:weights": { helloworld: weights },
    ...more,
  };
  return stringify({ config });
}

const [even, small] = [
  { v1: 50, v2: 50 },
  { v1: 90, v2: 10 },
];

describe("gray diff between two folders", () => {
  let [base, here]: Folder[] = [];
  beforeEach(() => ([base, here] = [new Folder(), new Folder()]));
  afterEach(() => [base, here].forEach((one) => one?.remove()));

  const diff = (...args: string[]) => gray(here!.path, "diff", "--base", base!.path, ...args);
  const compared = async (...args: string[]) => {
    const { code, stdout, stderr } = await diff("-o", "json", ...args);
    expect(stderr).to.equal("");
    return { code, ...(JSON.parse(stdout) as Comparison & { version: number }) };
  };

  it("tells what changes in each stack, and ends with 0 where nothing stops it", async () => {
    for (const name of ["dev", "prod"]) base!.write(`Pulumi.${name}.yaml`, stack(small));
    here!.write("Pulumi.dev.yaml", stack(even));
    here!.write("Pulumi.prod.yaml", stack(small));
    const { code, stdout } = await diff();
    expect(code, stdout).to.equal(0);
    expect(stdout)
      .to.include("**40 more** go to `v2` (10 => 50 %)")
      .and.include("Nothing changes in `prod`.");
    expect(stdout).to.include(
      "| `helloworld` | `v2` | 50 %, `examples-helloworld-v2:latest` | 10 %,",
    );
  });

  it("has all of it as JSON, with the number of the form", async () => {
    base!.write("Pulumi.dev.yaml", stack(small));
    here!.write("Pulumi.dev.yaml", stack(even));
    const { version, stacks } = await compared();
    expect(version).to.equal(1);
    expect(stacks.map(({ stack, change }) => [stack, change])).to.deep.equal([["dev", "changed"]]);
  });

  it("knows a stack that comes and one that goes, unless others are named", async () => {
    base!.write("Pulumi.old.yaml", stack(small));
    here!.write("Pulumi.new.yaml", stack(small));
    const changes = ({ stacks }: Comparison) => stacks.map((one) => [one.stack, one.change]);
    expect(changes(await compared())).to.deep.equal([
      ["new", "added"],
      ["old", "removed"],
    ]);
    expect(changes(await compared("-s", "new"))).to.deep.equal([["new", "added"]]);
    expect(changes(await compared("-s", "old"))).to.deep.equal([["old", "removed"]]);
    expect((await diff("-s", "odl")).stderr).to.include(
      "can't read the stack file Pulumi.odl.yaml",
    );
  });

  it("ends with 1 where a file has mistakes, and names those that are new", async () => {
    base!.write("Pulumi.dev.yaml", stack(small));
    here!.write("Pulumi.dev.yaml", stack({ v1: 50, v2: 30 }));
    const { code, stdout } = await diff();
    expect(code).to.equal(1);
    expect(stdout)
      .to.include("not compared: its file has mistakes")
      .and.match(/\| error \| GR106 \|/);
  });

  it("ends with 1 for a change that no update makes at once, with its fix", async () => {
    const labels = (track: string) => ({
      "gray-release:versions": { helloworld: { v2: { labels: { track } } } },
    });
    base!.write("Pulumi.dev.yaml", stack(small, labels("one")));
    here!.write("Pulumi.dev.yaml", stack(small, labels("two")));
    const { code, stacks } = await compared();
    expect(code).to.equal(1);
    const [problem] = stacks[0]?.forbidden ?? [];
    expect(problem?.code).to.equal("GR380");
    expect(problem?.given).to.match(
      /^Deployment gray-demo\/helloworld-v2 selects its pods by .*track=one/,
    );
    expect(problem?.fix).to.match(/^Keep `selector` and `labels` for this version/);
  });

  it("ends with 1 for a step beyond the limit of the stack, and with 0 for one within it", async () => {
    const limits = { "gray-release:limits": { step: 20 } };
    base!.write("Pulumi.dev.yaml", stack(small, limits));
    here!.write("Pulumi.dev.yaml", stack(even, limits));
    const { code, stdout } = await diff();
    expect(code).to.equal(1);
    expect(stdout).to.match(
      /^🛑 \*\*Forbidden in `dev`\*\* \(GR400, `gray-release:weights.helloworld/m,
    );
    here!.write("Pulumi.dev.yaml", stack({ v1: 70, v2: 30 }, limits));
    expect((await diff()).code).to.equal(0);
  });

  it("takes the presets of the other checkout for its stacks", async () => {
    mkdirSync(join(base!.path, "stacks", "presets"), { recursive: true });
    const services = {
      helloworld: {
        port: 5000,
        versions: { v1: { image: "other:1" }, v2: { image: "other:2" } },
        weights: { v1: 100 },
        expose: true,
      },
    };
    const helloworld = { name: "helloworld", namespace: "gray-demo", gateway: {}, services };
    base!.write(
      "stacks/presets/index.ts",
      `export const presets = ${JSON.stringify({ helloworld })};\n`,
    );
    for (const one of [base, here]) one!.write("Pulumi.dev.yaml", stack(small));
    const { stacks } = await compared();
    const images = stacks[0]?.versions.flatMap(({ fields }) =>
      fields.filter(({ key }) => key === "image"),
    );
    expect(images?.map(({ before }) => before)).to.deep.equal(["other:1", "other:2"]);
  });

  it("ends with 2 for options that exclude each other, and for a folder that is not there", async () => {
    here!.write("Pulumi.dev.yaml", stack(small));
    const failed = async (...args: string[]) => {
      const { code, stderr } = await gray(here!.path, "diff", ...args);
      expect(code).to.equal(2);
      return stderr;
    };
    expect(await failed("--base", "a", "--base-ref", "b")).to.include(
      "--base or --base-ref, not both",
    );
    expect(await failed("--base", "none")).to.include("--base none: there is no such folder");
    expect(await failed("--state", "--base", ".")).to.include("leave out --base");
    expect(await failed("--base", ".", "--policy-pack", "p")).to.include(
      "--policy-pack needs --state",
    );
    expect(await failed()).to.include("with what to compare");
  });
});

describe("gray diff in a git repository", () => {
  let folder: Folder;
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
      cwd: folder.path,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  const commit = (weights: Record<string, number>) => {
    folder.write("Pulumi.dev.yaml", stack(weights));
    git("add", ".");
    git("commit", "--quiet", "-m", "x");
  };

  before(() => {
    folder = new Folder();
    git("init", "--quiet", "-b", "main");
    folder.write(".gitignore", "node_modules\n");
    mkdirSync(join(folder.path, "node_modules"));
    commit(small);
    git("checkout", "--quiet", "-b", "branch");
    commit({ v1: 80, v2: 20 });
    git("checkout", "--quiet", "main");
    commit({ v1: 0, v2: 100 });
    git("checkout", "--quiet", "branch");
  });
  after(() => rmSync(folder.path, { recursive: true }));

  it("compares with the merge base, so that what landed meanwhile is not taken back", async () => {
    const { code, stdout } = await gray(folder.path, "diff", "--base-ref", "main");
    expect(code, stdout).to.equal(0);
    expect(stdout).to.match(/Compared: the merge base with main \([0-9a-f]{7}\) => this checkout/);
    expect(stdout).to.include("**10 more** go to `v2` (10 => 20 %)");
  });

  it("takes the remote's main branch where no commit is named", async () => {
    git("update-ref", "refs/remotes/origin/main", "main");
    expect((await gray(folder.path, "diff")).stdout).to.include("the merge base with origin/main");
  });

  it("leaves neither a worktree nor a folder behind, and keeps the packages of this checkout", async () => {
    const made = () => readdirSync(tmpdir()).filter((name) => name.startsWith("gray-base-"));
    const known = made();
    await gray(folder.path, "diff", "--base-ref", "main");
    expect(git("worktree", "list").trim().split("\n")).to.have.length(1);
    expect(made().filter((name) => !known.includes(name))).to.deep.equal([]);
    expect(readdirSync(folder.path)).to.include("node_modules");
  });

  it("ends with 2 for a commit that git does not know, and says what CI has to fetch", async () => {
    const { code, stderr } = await gray(folder.path, "diff", "--base-ref", "gone");
    expect(code).to.equal(2);
    expect(stderr)
      .to.include("--base-ref gone: git knows no such commit here")
      .and.include("fetch-depth: 0");
  });
});
