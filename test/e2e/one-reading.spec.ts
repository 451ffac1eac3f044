import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { checkText } from "../../cli/stack/check-file";
import { openBackend } from "../../engine/backend";
import { runPulumi } from "../../engine/pulumi";
import { parseConfig } from "../../model/config/parse";
import type { ParsedConfig } from "../../model/config/settings";
import { readStackDocument } from "../../model/yaml/document";
import { configBytes, mostBytes } from "../../model/yaml/size";
import { withReadings } from "../../model/yaml/with-readings";
import { stackConfig } from "../../stacks/config";
import { withStackFile } from "../../stacks/stack-file";
import { ensureToolchain } from "../../tools/toolchain";
import { Draw } from "../oracle/arbitraries/draw";
import { cases, seedFrom } from "../support/cases";
import { drawConfig } from "../oracle/stack-files/stack-file";

const files = cases(2000);

/** A program that only shows what the engine hands over. */
const program = `const { PULUMI_CONFIG, GIVEN } = process.env;
require("node:fs").writeFileSync(GIVEN, PULUMI_CONFIG);
`;

/** A random stack file, and its config with another namespace for each file of a batch. */
interface Case {
  readonly text: string;
  readonly namespace: string;
  readonly part: string;
}

describe("one stack file", () => {
  const folder = mkdtempSync(join(tmpdir(), "gray-e2e-reading-"));
  const given = join(folder, "given.json");
  const backend = openBackend(join(folder, "state"));
  let stackFileOfAll: string;
  let pulumi: (...args: string[]) => ReturnType<typeof runPulumi>;

  before(async () => {
    const tools = await ensureToolchain({ need: ["pulumi", "pulumiHome", "env"] });
    const env = { ...tools.env, ...backend.env, GIVEN: given };
    pulumi = (...args) => runPulumi(tools.pulumi, args, { cwd: folder, env });
    const options = "{ name: nodejs, options: { typescript: false } }";
    writeFileSync(
      join(folder, "Pulumi.yaml"),
      `name: gray-release\nruntime: ${options}\nmain: index.js\n`,
    );
    writeFileSync(join(folder, "index.js"), program);
    writeFileSync(join(folder, "package.json"), '{ "name": "reading" }\n');
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
    const made = await pulumi("stack", "init", "all");
    expect(made.code, made.output).to.equal(0);
    stackFileOfAll = readFileSync(join(folder, "Pulumi.all.yaml"), "utf8");
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the engine hands over for a stack file; undefined where it refuses the file. */
  async function handedOver(text: string): Promise<Record<string, string> | undefined> {
    rmSync(given, { force: true });
    writeFileSync(join(folder, "Pulumi.all.yaml"), text);
    const { code } = await pulumi("preview", "--stack", "all");
    if (code !== 0) return undefined;
    return JSON.parse(readFileSync(given, "utf8")) as Record<string, string>;
  }

  const together = (batch: readonly Case[]) =>
    handedOver(`config:\n${batch.map(({ part }) => part).join("")}`);

  /** One file of a batch that the engine refuses. */
  async function refusedOf(batch: readonly Case[]): Promise<Case> {
    const half = batch.slice(0, Math.floor(batch.length / 2));
    if (half.length > 0) return refusedOf((await together(half)) ? batch.slice(half.length) : half);
    const [only] = batch;
    expect(only && (await together([only])), "the engine refuses the batch only").to.equal(
      undefined,
    );
    return only as Case;
  }

  const outcome = (parsed: ParsedConfig): string | undefined => {
    if (!("settings" in parsed)) return undefined;
    // The plan follows from the settings alone.
    return JSON.stringify(parsed.settings);
  };

  /** As `gray plan` reads it; undefined where it refuses it. */
  function byGray(text: string): string | undefined {
    const document = readStackDocument(text);
    if ("errors" in document) return undefined;
    const { config, problems, inWords } = document;
    return outcome(withReadings(parseConfig(config, { presets: {} }), problems, inWords));
  }

  /** As the program reads what the engine handed over, beside the file. */
  function byProgram(text: string, texts: Record<string, string>): string | undefined {
    const stack = "case";
    writeFileSync(join(folder, `Pulumi.${stack}.yaml`), text);
    const parsed = parseConfig(stackConfig(texts), { presets: {} });
    return outcome(
      withStackFile(parsed, { texts, secretKeys: [], stack, project: "gray-release", folder }),
    );
  }

  function draw(seed: number): Case {
    const namespace = `case-${seed}`;
    // Every eighth file comes from Windows.
    const ends = (text: string) => (seed % 8 === 0 ? text.replaceAll("\n", "\r\n") : text);
    const of = (prefix: string) =>
      ends(drawConfig(Draw.seeded(seed))((name) => `${prefix}:${name}`));
    return { text: `config:\n${of("gray-release")}`, namespace, part: of(namespace) };
  }

  it(`is one release for the engine and for gray, or both refuse it: ${files} random files`, async function () {
    this.timeout(600_000);
    const { first: seed } = seedFrom("GRAY_READING_SEED");
    const drawn = Array.from({ length: files }, (_, i) => draw(seed * files + i));
    const counts = { alike: 0, refused: 0 };
    for (let batch of batches(drawn)) {
      let all = await together(batch);
      // The engine refuses a whole file, for example for two names that it takes for one number.
      while (!all) {
        const refused = await refusedOf(batch);
        const why = `GRAY_READING_SEED=${seed}: the engine refuses\n${refused.text}`;
        expect(byGray(refused.text), why).to.equal(undefined);
        counts.refused++;
        batch = batch.filter((one) => one !== refused);
        all = await together(batch);
      }
      for (const { text, namespace } of batch) {
        const texts = Object.fromEntries(
          Object.entries(all)
            .filter(([key]) => key.startsWith(`${namespace}:config:`))
            .map(([key, value]) => [key.replace(`${namespace}:config:`, "gray-release:"), value]),
        );
        const gray = byGray(text);
        expect(byProgram(text, texts), `GRAY_READING_SEED=${seed}\n${text}`).to.equal(gray);
        counts[gray === undefined ? "refused" : "alike"]++;
      }
    }
    process.stdout.write(
      `      ${counts.alike} alike, ${counts.refused} refused by both (GRAY_READING_SEED=${seed})\n`,
    );
    expect(counts.alike + counts.refused).to.equal(files);
    expect(counts.alike).to.be.above(files / 5);
    expect(counts.refused).to.be.above(files / 5);
  });

  it("is refused by the real program with the line and the quoted form, whatever the engine made of it", async () => {
    const parts = [
      "tsconfig.json",
      "package.json",
      "startup",
      "index.ts",
      "model",
      "kubernetes",
      "operations",
    ];
    for (const part of [...parts, "components", "stacks", "Pulumi.README.md"])
      cpSync(part, join(folder, part), { recursive: true });
    const own = readFileSync("Pulumi.yaml", "utf8");
    const before = readFileSync(join(folder, "Pulumi.yaml"), "utf8");
    // The engine wrote its salt into the file; without it, it would write the whole file anew.
    const [salt = ""] = /^encryptionsalt: .*\n/m.exec(stackFileOfAll) ?? [];
    const text = `${salt}config:
  gray-release:release: helloworld
  gray-release:clusters: [{ name: eu, context: prod }]
  gray-release:versions: { helloworld: { 0041: { image: a }, v1: { env: { DAY: 2026-11-26 } } } }
`;
    writeFileSync(join(folder, "Pulumi.yaml"), own);
    writeFileSync(join(folder, "Pulumi.all.yaml"), text);
    const { code, output } = await pulumi("preview", "--stack", "all");
    writeFileSync(join(folder, "Pulumi.yaml"), before);
    expect(code).to.not.equal(0);
    for (const told of [
      "gray-release:versions.helloworld.0041  [GR020]",
      "0041 in line 5, which Pulumi reads as 33 and YAML 1.2 as 41",
      'put it in quotes: "0041"',
      'put it in quotes: "…"',
    ])
      expect(output).to.contain(told);
  });

  for (const word of [".inf", "-.Inf", ".NaN"])
    it(`is refused by the engine and by gray where it holds ${word}`, async () => {
      const text = `config:\n  gray-release:settle: { limit: ${word} }\n`;
      expect(await handedOver(text)).to.equal(undefined);
      expect(checkText("f", text).findings.map(({ code }) => code)).to.include("GR020");
    });

  it("is refused by gray from the byte on from which the engine can't start a program", async () => {
    const empty = 'config:\n  gray-release:namespace: ""\n';
    const document = readStackDocument(empty);
    const rest = "config" in document ? mostBytes - configBytes(document.handedOver()) : 0;
    const sized = (bytes: number) => empty.replace('""', `"${"x".repeat(bytes)}"`);
    const tooLarge = (text: string) =>
      checkText("f", text).findings.some(({ code }) => code === "GR022");
    expect(await handedOver(sized(rest))).to.have.property("gray-release:config:namespace");
    expect(tooLarge(sized(rest))).to.equal(false);
    expect(await handedOver(sized(rest + 1))).to.equal(undefined);
    expect(tooLarge(sized(rest + 1))).to.equal(true);
  });
});

/** As many cases at once as one variable can hold. */
function* batches(cases: readonly Case[]): Generator<Case[]> {
  let batch: Case[] = [];
  let bytes = 0;
  for (const one of cases) {
    const document = readStackDocument(`config:\n${one.part}`);
    // What gray can't read as YAML, the engine may still hand over.
    const size = "config" in document ? configBytes(document.handedOver()) : 2 * one.part.length;
    if (bytes + size > mostBytes) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(one);
    bytes += size;
  }
  yield batch;
}
