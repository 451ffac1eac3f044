import { spawnSync } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
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
  const start = (file: string, ...more: string[]) => {
    const args = ["--require", resolve("startup/index.cjs"), file, ...more];
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

  const cache = "node_modules/.cache/gray-release";
  /** What is kept of the files in this folder: files by bundle, and names of all that stands beside their bundles. */
  const kept = () => {
    const names = readdirSync(cache);
    const last = (name: string) => readFileSync(join(cache, name), "utf8").split("\n//").at(-1);
    const bundles = names
      .filter((name) => name.endsWith(".cjs"))
      .map((name) => ({ name, ...(JSON.parse(last(name) ?? "") as { id: string; file: string }) }))
      .filter(({ file }) => file.startsWith(folder));
    const beside = ({ id }: { id: string }) => names.filter((name) => name.startsWith(id)).sort();
    return bundles.map((one) => ({ ...one, beside: beside(one) }));
  };

  it("bundles a file once, and forgets it when the file is gone", () => {
    write("main.ts", "console.log('main');");
    write("other.ts", "console.log('other');");
    start("./main.ts");
    const [main] = kept();
    expect(main).to.include({ file: join(folder, "main.ts") });
    expect(main?.beside).to.deep.equal([`${main?.id}.map`, `${main?.id}.v8`]);
    start("./main.ts");
    expect(kept()).to.deep.equal([main]);
    rmSync(join(folder, "main.ts"));
    start("./other.ts");
    expect(kept().map(({ file }) => file)).to.deep.equal([join(folder, "other.ts")]);
    expect(readdirSync(cache).filter((name) => name.startsWith(main?.id ?? ""))).to.deep.equal([]);
  });

  it("keeps no comment: one character of it that is not ASCII would double what the text takes", () => {
    write("main.ts", "// Größe", "console.log('Größe');");
    expect(start("./main.ts").stdout).to.equal("Größe\n");
    const text = readFileSync(join(cache, kept()[0]?.name ?? ""), "utf8");
    expect([...text].filter((one) => one > "~")).to.deep.equal([]);
  });

  it("runs a bundle again that is not ASCII, as esbuild leaves regular expressions", () => {
    write("main.ts", "console.log('Größe', /ö/.test('Größe'));");
    for (const time of ["first", "second"])
      expect(start("./main.ts").stdout, time).to.equal("Größe true\n");
    expect(readFileSync(join(cache, kept()[0]?.name ?? ""), "utf8")).to.contain("/ö/");
  });

  it("runs a file whose bundle, or what V8 made of it, was cut off", () => {
    write("main.ts", "console.log('main');");
    const cuts = [".cjs", ".v8"].flatMap((end) => [0, 40].map((length) => ({ end, length })));
    for (const { end, length } of cuts) {
      start("./main.ts");
      const [{ name = "", beside = [] } = {}] = kept();
      const file = [name, ...beside].find((one) => one.endsWith(end)) ?? "";
      truncateSync(join(cache, file), length);
      expect(start("./main.ts"), `${end} of ${length} bytes`).to.include({
        ...{ status: 0, stdout: "main\n", stderr: "" },
      });
    }
    expect(kept()).to.have.length(1);
  });

  it("keeps what V8 makes of functions when they are first called, after 1, 2, 4 … runs", () => {
    const body = "console.log([3, 1].sort((a, b) => a - b).map((one) => one * 2));";
    write("main.ts", `if (process.argv[2]) { ${body} }`, `if (process.argv[3]) { ${body} }`);
    start("./main.ts");
    const size = () => statSync(join(cache, `${kept()[0]?.id}.v8`)).size;
    const grows = (...more: string[]) => {
      const before = size();
      start("./main.ts", ...more);
      return size() > before;
    };
    expect(grows("sorted")).to.equal(true);
    expect([grows(), grows(), grows("sorted", "again")]).to.deep.equal([false, false, false]);
    expect(grows("sorted", "again")).to.equal(true);
  });

  it("shows errors at their place in the TypeScript", () => {
    const types = ["interface Wide {", "  readonly a: string;", "}"];
    write("main.ts", ...types, "export const f = (w: Wide) => {", "  throw new Error(w.a);", "};");
    write("caller.ts", "import { f } from './main';", "f({ a: 'on purpose' });");
    const { stderr } = start("./caller.ts");
    expect(stderr).to.match(/main\.ts:5:9/);
    expect(stderr).to.match(/caller\.ts:2:1/);
  });

  it("formats no stack trace that no user sees, also where the engine would map each of them", () => {
    write(
      "main.ts",
      // As the engine's own program does, which is in no bundle.
      `const load = require; load(${JSON.stringify(require.resolve("source-map-support/register"))});`,
      "function debuggablePromise() {",
      "  return new Error().stack;",
      "}",
      "console.log(debuggablePromise(), new Error('seen').stack);",
    );
    expect(start("./main.ts").stdout).to.match(/^Error Error: seen\n.*main\.ts:5:/);
  });

  it("maps no stack trace of a call of gRPC that fails, but names its frames", () => {
    write(
      "main.ts",
      "function makeUnaryRequest() {",
      "  return new Error();",
      "}",
      "function callErrorFromStatus() {",
      "  return new Error('unimplemented');",
      "}",
      "console.log([makeUnaryRequest().stack, callErrorFromStatus().stack].join());",
      "console.log(Object.keys(require.cache).some((file) => file.endsWith('source-map-support.js')));",
    );
    expect(start("./main.ts").stdout).to.match(
      /^Error\n {4}at makeUnaryRequest .*,Error: unimplemented\n {4}at callErrorFromStatus .*\nfalse\n$/s,
    );
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
      "  console.log(/captured ?\\+ ?1/.test(text) && text.includes('captured: 41'));",
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
