import { spawnSync } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";

describe("what is loaded before the program", function () {
  // Each case is a process of its own that loads the SDK.
  let folder: string;
  const write = (name: string, ...lines: string[]) =>
    writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
  const start = (file: string) => {
    const args = ["--require", resolve("startup/index.cjs"), file];
    return spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gray-startup-"));
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("runs TypeScript, and runs it anew after an edit", () => {
    write("other.ts", "export const greeting: string = 'first';");
    write("main.ts", "import { greeting } from './other';", "console.log(greeting);");
    expect(start("./main.ts").stdout).to.equal("first\n");
    write("other.ts", "export const greeting: string = 'second';");
    expect(start("./main.ts").stdout).to.equal("second\n");
  });

  it("bundles a file once, and forgets it when the file is gone", () => {
    const cache = "node_modules/.cache/gray-release";
    const kept = () =>
      readdirSync(cache)
        .map((name) => readFileSync(join(cache, name), "utf8").split("\n", 1)[0] ?? "")
        .filter((first) => first.includes(folder));
    write("main.ts", "console.log('main');");
    write("other.ts", "console.log('other');");
    start("./main.ts");
    start("./main.ts");
    expect(kept()).to.deep.equal([`//${join(folder, "main.ts")}`]);
    rmSync(join(folder, "main.ts"));
    start("./other.ts");
    expect(kept()).to.deep.equal([`//${join(folder, "other.ts")}`]);
  });

  it("shows errors at their place in the TypeScript", () => {
    const types = ["interface Wide {", "  readonly a: string;", "}"];
    write("main.ts", ...types, "export const f = (w: Wide) => {", "  throw new Error(w.a);", "};");
    write("caller.ts", "import { f } from './main';", "f({ a: 'on purpose' });");
    const { stderr } = start("./caller.ts");
    expect(stderr).to.match(/main\.ts:5:9/);
    expect(stderr).to.match(/caller\.ts:2:1/);
  });

  it("leaves out what the program never uses, until it is needed", () => {
    write(
      "main.ts",
      'import * as pulumi from "@pulumi/pulumi";',
      "const loaded = (name: string) => Object.keys(require.cache).some((f) => f.includes(name));",
      "const big = () => ['typescript/lib/', 'arborist/lib/arborist', 'automation/stack'].map(loaded);",
      "console.log(...big());",
      "const captured = 41;",
      "void pulumi.runtime.serializeFunction(() => captured + 1).then(({ text }) => {",
      "  console.log(text.includes('captured + 1') && text.includes('captured: 41'));",
      "  return pulumi.runtime.computeCodePaths().then(() => {",
      "    console.log(typeof pulumi.automation.LocalWorkspace.createStack, ...big());",
      "  });",
      "});",
    );
    write("package.json", JSON.stringify({ name: "x", dependencies: { "@pulumi/pulumi": "*" } }));
    const { stdout, stderr } = start("./main.ts");
    expect(stderr).to.equal("");
    expect(stdout.split("\n").slice(0, 3)).to.deep.equal([
      "false false false",
      "true",
      "function true true true",
    ]);
  });
});
