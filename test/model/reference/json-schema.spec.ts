import Ajv from "ajv";
import { expect } from "chai";
import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { files as packed } from "../../../package.json";
import { checkText } from "../../../cli/stack/check-file";
import { readStackFile } from "../../../cli/stack/file";
import { schemaComment } from "../../../cli/stack/schema-comment";
import { parseConfig } from "../../../model/config/parse";
import { stackSchema } from "../../../model/reference/json-schema";
import { presets } from "../../../stacks/presets";
import { samples } from "../../oracle/arbitraries/arbitraries";
import { mutationsOf, type Mutation } from "../../support/stack-files/config-mutations";

type Config = Readonly<Record<string, unknown>>;

const kinds = ["key", "missing", "type", "range", "word", "form"] as const;

const stackFiles = readdirSync(".").filter((name) => /^Pulumi\.[^.]+\.yaml$/.test(name));

/** The stack files that the pages of the gallery show. */
const shown = readdirSync("docs/gallery").flatMap((page) => {
  const text = readFileSync(`docs/gallery/${page}`, "utf8");
  const blocks = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, block = ""]) => block);
  return blocks
    .filter((block) => /^config:/m.test(block))
    .map((block) => ({ page, file: parse(block) as object }));
});

/** Good configs of which every key has a value somewhere. */
function goodConfigs(): Config[] {
  const random = fc.sample(samples, { numRuns: 150, seed: 11 });
  return [
    ...stackFiles.map(readStackFile),
    ...random.map(({ release, clusters }) => ({ release, clusters })),
    ...Object.values(presets).map((release) => ({
      release,
      clusters: [
        { name: "west", context: "west", role: "primary", ingress: "a/b" },
        { name: "east" },
      ],
      namespace: "shop",
      createNamespace: false,
      access: { sameNamespace: true, gateway: "ingress", callers: ["shop/web"] },
      hosts: ["shop.example.com"],
      settle: { seconds: 1, minimum: 0, limit: 30, stragglers: "5%" },
      protect: false,
      ready: 60,
    })),
  ].filter((config) => "settings" in parseConfig(config, { presets }));
}

/** One mutation for each kind and place, of all kinds in turn, so that each kind has its share. */
function chosen(all: readonly Mutation[], count: number): Mutation[] {
  const byPlace = new Map(all.map((one) => [`${one.kind} ${one.place}`, one]));
  const turns = kinds.map((kind) => [...byPlace.values()].filter((one) => one.kind === kind));
  const longest = Math.max(...turns.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => turns.flatMap((turn) => turn[i] ?? []))
    .flat()
    .slice(0, count);
}

describe("the JSON schema of a stack file", () => {
  const ajv = new Ajv();
  const valid = ajv.compile(stackSchema(Object.keys(presets)));
  const errorsOf = (file: unknown) => (valid(file) ? [] : (valid.errors ?? []));
  const asFile = (config: Config) => ({
    config: Object.fromEntries(
      Object.entries(config).map(([key, value]) => [`gray-release:${key}`, value]),
    ),
  });

  it("takes every stack file of this repository, and every one that the gallery shows", () => {
    expect(stackFiles).to.have.length.above(7);
    expect(shown).to.have.length.above(5);
    for (const name of [...stackFiles, "template/Pulumi.dev.yaml"])
      expect(errorsOf(parse(readFileSync(name, "utf8"))), name).to.deep.equal([]);
    for (const { page, file } of shown) expect(errorsOf(file), page).to.deep.equal([]);
  });

  it("is named in the first line of every stack file, by a path that leads to it", () => {
    const line = (name: string) => readFileSync(name, "utf8").split("\n")[0];
    for (const name of stackFiles)
      expect(line(name), name).to.equal(schemaComment("Pulumi.dev.yaml").trim());
    expect(line("template/Pulumi.dev.yaml")).to.equal(
      "# yaml-language-server: $schema=node_modules/gray-release/schema/stack.schema.json",
    );
    expect(packed).to.include("schema/");
  });

  it("takes every random release that the config takes", () => {
    const good = goodConfigs();
    expect(good).to.have.length.above(150);
    for (const config of good)
      expect(errorsOf(asFile(config)), JSON.stringify(config)).to.deep.equal([]);
  });

  it("takes keys of other projects and of Pulumi itself, and kubeconfigs that are secret", () => {
    const { config } = asFile({ release: "helloworld", clusters: [{ name: "west" }] });
    const file = {
      encryptionsalt: "v1:abc",
      config: {
        ...config,
        "aws:region": "eu-west-1",
        "gray-release:kubeconfig-west": { secure: "AAAB" },
        "gray-release:webhook-secret": { secure: "AAAB" },
      },
    };
    expect(errorsOf(file)).to.deep.equal([]);
  });

  it("takes values as `pulumi config set` writes them without --path: as text", () => {
    const text = { clusters: '[{"name":"west"}]', weights: '{"helloworld":{"v1":100,"v2":0}}' };
    const { findings } = checkText(
      "Pulumi.dev.yaml",
      stringify(asFile({ release: "helloworld", ...text })),
    );
    expect(findings.filter(({ severity }) => severity === "error")).to.deep.equal([]);
    expect(errorsOf(asFile({ release: "helloworld", ...text }))).to.deep.equal([]);

    const base = { release: "helloworld", clusters: [{ name: "west" }] };
    expect(errorsOf(asFile({ ...base, ready: "60", protect: "false" }))).to.deep.equal([]);
    expect(errorsOf(asFile({ ...base, ready: "soon" }))).not.to.deep.equal([]);
    expect(errorsOf(asFile({ ...base, rollout: "false" }))).to.deep.equal([]);
    expect(errorsOf(asFile({ ...base, rollout: "off" }))).not.to.deep.equal([]);
  });

  it("takes a weight with decimals, also as the text that `pulumi config set --path` writes", () => {
    const base = { release: "helloworld", clusters: [{ name: "west" }] };
    const errors = (v2: unknown) =>
      errorsOf(asFile({ ...base, weights: { helloworld: { v1: 99.9, v2 } } }));
    for (const right of [0.1, "0.10", ".1"]) expect(errors(right)).to.deep.equal([]);
    for (const wrong of ["0.125", "a", 100.1]) expect(errors(wrong)).not.to.deep.equal([]);
  });

  const mutations = chosen(goodConfigs().flatMap(mutationsOf), 200);

  it("is tried with 200 configs that are broken, each in another place", () => {
    expect(mutations).to.have.lengthOf(200);
    for (const kind of kinds)
      expect(mutations.filter((one) => one.kind === kind)).to.have.length.above(10);
  });

  for (const { kind, place, config } of mutations)
    it(`refuses a wrong ${kind} at ${place}, as the config does`, () => {
      expect(parseConfig(config, { presets })).to.have.property("problems");
      expect(errorsOf(asFile(config))).not.to.deep.equal([]);
    });
});
