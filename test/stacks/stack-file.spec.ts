import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parseConfig } from "../../model/config/parse";
import type { ParsedConfig } from "../../model/config/settings";
import { stackConfig } from "../../stacks/config";
import { presets } from "../../stacks/presets";
import { withStackFile } from "../../stacks/stack-file";
import { Folder } from "../support/folder";

const release = "gray-release:release";
const clusters = "  gray-release:clusters: [{ name: eu, context: prod }]\n";
const common = {
  [release]: "helloworld",
  "gray-release:clusters": '[{"context":"prod","name":"eu"}]',
};

describe("what the program sees of its stack file", () => {
  let folder: Folder;

  beforeEach(() => {
    folder = new Folder();
  });

  afterEach(() => {
    folder.remove();
  });

  /** Reads what the engine handed over, beside a stack file. */
  function read(file: string | undefined, texts: Record<string, string>, secrets: string[] = []) {
    if (file !== undefined) folder.write("Pulumi.eu.yaml", file);
    const all = { ...common, ...texts };
    const parsed = parseConfig(stackConfig(all), { presets });
    const stack = "org/gray-release/eu";
    const project = "gray-release";
    return withStackFile(parsed, {
      texts: all,
      secretKeys: secrets,
      stack,
      project,
      folder: folder.path,
    });
  }

  const told = (parsed: ParsedConfig) =>
    "problems" in parsed ? parsed.problems.map(({ code, path, fix }) => [code, path, fix]) : [];

  const versions = '{"helloworld":{"33":{"image":"a"},"v1":{"replicas":8}}}';
  const octal = `config:\n  release: helloworld\n${clusters}  gray-release:versions: { helloworld: { 0041: { image: a }, v1: { replicas: 010 } } }\n`;
  const refused = [
    ["GR020", "gray-release:versions.helloworld.0041", 'put it in quotes: "0041"'],
    ["GR020", "gray-release:versions.helloworld.v1.replicas", 'put it in quotes: "010"'],
  ];

  it("is refused where the engine read a value in another way than gray does", () => {
    expect(told(read(octal, { "gray-release:versions": versions }))).to.deep.equal(refused);
  });

  it("is refused, too, where the name of a key or a date is written in Go's own way", () => {
    const file = `config:\n  release: helloworld\n${clusters}  versions: { helloworld: { 72225e2: { image: a }, v1: { env: { DAY: 2026-11-26 } } } }\n`;
    const texts = {
      "gray-release:versions":
        '{"helloworld":{"7.2225e+06":{"image":"a"},"v1":{"env":{"DAY":"2026-11-26 00:00:00 +0000 UTC"}}}}',
    };
    const found = told(read(file, texts)).filter(([code]) => code === "GR020");
    expect(found.map(([code, path]) => [code, path])).to.deep.equal([
      ["GR020", "gray-release:versions.helloworld.72225e2"],
      ["GR020", "gray-release:versions.helloworld.v1.env.DAY"],
    ]);
  });

  it("has no say where there is none", () => {
    expect(told(read(undefined, { "gray-release:versions": versions }))).to.deep.equal([]);
  });

  it("has no say where the engine read another file", () => {
    const other = '{"helloworld":{"v1":{"replicas":3}}}';
    expect(told(read(octal, { "gray-release:versions": other }))).to.deep.equal([]);
    expect(told(read(octal, {}))).to.deep.equal([]);
  });

  it("is looked for in the folder that the project names", () => {
    folder.write("Pulumi.yaml", "name: gray-release\nstackConfigDir: stacks.d # elsewhere\n");
    mkdirSync(join(folder.path, "stacks.d"));
    folder.write("stacks.d/Pulumi.eu.yaml", octal);
    expect(told(read(undefined, { "gray-release:versions": versions }))).to.deep.equal(refused);
  });

  it("is refused with its line where it is no YAML for gray, though the engine could read it", () => {
    expect(told(read("config: {}\n---\nconfig: {}\n", {}))[0]?.slice(0, 2)).to.deep.equal([
      "GR200",
      "config",
    ]);
  });

  it("names a number in a text's place as the file has it", () => {
    const file = `config:\n  release: helloworld\n${clusters}  versions: { helloworld: { v1: { labels: { A: 1.10 } } } }\n`;
    const texts = { "gray-release:versions": '{"helloworld":{"v1":{"labels":{"A":1.1}}}}' };
    expect(JSON.stringify(told(read(file, texts)))).to.contain('\\"1.10\\"');
  });

  it("is refused where a key other than a kubeconfig holds a secret", () => {
    const keys = [
      "gray-release:kubeconfig-eu",
      "gray-release:webhook-secret",
      "gray-release:prometheus-token",
      "gray-release:prometheus-token-eu",
      "gray-release:versions",
      "aws:token",
    ];
    expect(told(read(undefined, {}, keys)).map(([code, path]) => [code, path])).to.deep.equal([
      ["GR021", "gray-release:versions"],
    ]);
  });

  it("is refused where its config is too large for the engine on Linux", () => {
    expect(
      told(read(undefined, { "gray-release:namespace": "x".repeat(140_000) }))[0]?.[0],
    ).to.equal("GR022");
  });
});
