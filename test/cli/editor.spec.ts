import { expect } from "chai";
import { readFileSync } from "node:fs";
import { noteOf } from "../../model/schema/note";
import { routeMatch } from "../../model/schema/matches";
import { clusterSchema } from "../../model/schema/cluster";
import { versionSpec } from "../../model/schema/version";
import { YamlLanguageServer } from "../support/stack-files/yaml-language-server";

const head = `${readFileSync("Pulumi.dev.yaml", "utf8").split("\n")[0]}
config:
  gray-release:clusters: [{name: west}]
`;

const release = `${head}  gray-release:release:
    name: shop
    namespace: shop
    services:
      web:
        port: 80
        versions: {v1: {image: a}}
        weights: {v1: 100}
`;

/** The sentence of a key, as TypeScript's docstring has it. */
function sentence(schema: unknown, key: string): string {
  return noteOf(schema).fields?.[key]?.says ?? "no such key";
}

/** A hover without the marks of Markdown. */
function plain(hover: string): string {
  return hover.replace(/\\/g, "");
}

describe("a stack file in an editor with a YAML language server", () => {
  let server: YamlLanguageServer;
  before(async () => (server = await YamlLanguageServer.start(".")));
  after(() => server.stop());

  it("completes the keys of a service that are still free", async () => {
    const offered = await server.completions(`${release}        |\n`);
    expect(offered).to.include.members(["protocol", "routes", "sticky", "expose", "timeout"]);
    expect(offered).not.to.include.members(["port", "weights"]);
  });

  it("completes the words of a key that has a few", async () => {
    const offered = await server.completions(`${release}        protocol: |\n`);
    expect(offered).to.have.members(["http", "http2", "grpc", "tcp"]);
  });

  it("completes the keys of the config", async () => {
    expect(await server.completions(`${head}  |\n`)).to.include("gray-release:weights");
  });

  it("explains a key by the very sentence of TypeScript's docstring", async () => {
    const role = await server.hover(head.replace("{name: west}", "{name: west, ro|le: remote}"));
    expect(plain(role)).to.include(sentence(clusterSchema, "role"));
    expect(plain(role)).to.include('Default: "primary"');
    const drain = await server.hover(release.replace("image: a", "image: a, drain|Seconds: 3"));
    expect(plain(drain)).to.include(sentence(versionSpec, "drainSeconds"));
    const uri = await server.hover(
      `${release}        routes: [{name: a, to: v1, match: {u|ri: {prefix: /a}}}]\n`,
    );
    expect(plain(uri)).to.include(sentence(routeMatch, "uri"));
  });

  it("marks an unknown key, a word that is none of the allowed ones, and a number beyond its limit", async () => {
    const marked = await server.mistakes(
      `${release}        rotes: []\n        protocol: htp\n        targetPort: 70000\n`,
    );
    const lines = release.split("\n").length - 1;
    expect(marked.map(({ line }) => line - lines).sort()).to.deep.equal([0, 1, 2]);
    expect(marked.map(({ message }) => message).join("\n")).to.match(/rotes is not allowed/);
  });

  it("says at the place of the mistake what is wrong, also inside a key that may be a text", async () => {
    const weights = `${release}  gray-release:weights:\n    web: {v1: 101}\n`;
    const [marked, ...more] = await server.mistakes(weights);
    expect(marked).to.deep.equal({
      line: weights.split("\n").length - 2,
      message: "Value is above the maximum of 100.",
    });
    expect(more).to.deep.equal([]);
  });

  it("marks nothing in the stack files of this repository", async () => {
    for (const name of ["Pulumi.dev.yaml", "Pulumi.full-link-lanes.yaml", "Pulumi.prod.yaml"])
      expect(await server.mistakes(readFileSync(name, "utf8")), name).to.deep.equal([]);
  });
});
