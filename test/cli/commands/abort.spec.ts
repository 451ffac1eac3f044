import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { noteKey } from "../../../operations/stable/note";
import { AbortStack, ofFile, route, shop } from "../../support/abort-stack";

describe("gray abort", function () {
  let stack: AbortStack;

  beforeEach(async () => {
    stack = await AbortStack.start();
  });

  afterEach(() => stack.stop());

  it("writes both clusters and the file, records it, and ends with 0", async () => {
    const { code, output } = await stack.run();
    expect(code, output).to.equal(0);
    expect(output).to.match(
      /^( {2}(west|east): wrote shop\/web; web to v1, noted as stable on \d{4}-.* UTC\n){2}All traffic of web to v1\.\nRoutes written after \d\.\d\d s\.\n/,
    );
    expect(output).to.match(
      /Pulumi\.dev\.yaml holds the same weights now\.\nRecording it .*\nFile, state and clusters agree\.\n$/,
    );
    expect([stack.shares("west"), stack.shares("east")]).to.deep.equal([[1], [1]]);
    expect(stack.calls()).to.deep.equal(["preview", "up"]);
    expect(readFileSync(stack.file, "utf8")).to.match(/weights:\s+(\{ ?)?v1: 100/);
  });

  it("ends with 2 where a cluster is down: it writes the other one, and names the first", async () => {
    await stack.clusters.api("west").refuse();
    const { code, output } = await stack.run();
    expect(code, output).to.equal(2);
    expect(output).to.match(/^ {2}west: NOT DONE, connect ECONNREFUSED .*$/m);
    expect(output).to.match(/^ {2}east: wrote shop\/web; /m);
    expect(output).to.match(/^Not done in west\. .*, then finish it: npx gray abort -s dev$/m);
    expect(output).to.contain("state was not updated");
    expect(stack.shares("east")).to.deep.equal([1]);
    expect(readFileSync(stack.file, "utf8")).to.match(/weights:\s+(\{ ?)?v1: 100/);
  });

  describe("beside a program that declares its release itself", () => {
    beforeEach(() => {
      writeFileSync(join(stack.folder, "release.js"), `exports.release = ${JSON.stringify(shop)};`);
      const named = { "gray-release": { release: "./release.js" } };
      writeFileSync(join(stack.folder, "package.json"), JSON.stringify(named));
      declare({});
    });

    const declare = (more: object) => {
      writeFileSync(
        stack.file,
        stringify({ config: { "gray-release:clusters": ofFile, ...more } }),
      );
    };

    it("writes the routes and says what to change in code, where the weights stand there", async () => {
      const before = readFileSync(stack.file, "utf8");
      const { code, output } = await stack.run();
      expect(code, output).to.equal(2);
      expect(output).to.contain(
        'release.js declares weights itself, which gray abort can\'t change. Set in it:\n  the weights of web: {"v1":100}\n' +
          "Then run `pulumi up -s dev`.",
      );
      expect([stack.shares("west"), stack.shares("east")]).to.deep.equal([[1], [1]]);
      expect(readFileSync(stack.file, "utf8")).to.equal(before);
      expect(() => stack.calls()).to.throw("ENOENT");
    });

    it("edits the file and records it, where the weights stand there", async () => {
      declare({ "gray-release:weights": { web: { v1: 70, v2: 30 } } });
      const { code, output } = await stack.run();
      expect(code, output).to.equal(0);
      expect(readFileSync(stack.file, "utf8")).to.match(/web:\s+(\{ ?)?v1: 100/);
      expect(stack.calls()).to.deep.equal(["preview", "up"]);
    });
  });

  it("writes neither file nor state with --no-record", async () => {
    const before = readFileSync(stack.file, "utf8");
    const { code, output } = await stack.run("--no-record");
    expect(code, output).to.equal(0);
    expect(readFileSync(stack.file, "utf8")).to.equal(before);
    expect(() => stack.calls()).to.throw("ENOENT");
    expect(stack.shares("west")).to.deep.equal([1]);
  });

  it("ends with 2 where no pod of the version is ready, and goes on with --force", async () => {
    for (const name of ["west", "east"])
      stack.clusters.api(name).delete("/apis/apps/v1/namespaces/shop/deployments/web-v1");
    const before = readFileSync(stack.file, "utf8");
    const { code, output } = await stack.run();
    expect(code).to.equal(2);
    expect(output).to.match(/ {2}west: web NOT DONE, no pod of web v1 is ready in west and east\./);
    expect([stack.shares("west"), stack.shares("east")]).to.deep.equal([[2], [2]]);
    expect(readFileSync(stack.file, "utf8")).to.equal(before);
    const forced = await stack.run("--force");
    expect(forced.code, forced.output).to.equal(0);
    expect([stack.shares("west"), stack.shares("east")]).to.deep.equal([[1], [1]]);
  });

  it("ends with 2 where the state can't be recorded, with routes and file as they should be", async () => {
    stack.pulumi(1);
    const { code, output } = await stack.run();
    expect(code).to.equal(2);
    expect(output).to.contain("state was not updated");
    expect(stack.shares("west")).to.deep.equal([1]);
  });

  it("goes back to the version that each cluster notes, and the file says so by cluster", async () => {
    stack.note("east", "v2");
    const { code, output } = await stack.run();
    expect(code, output).to.equal(0);
    expect(output).to.match(
      /^The clusters note different stable versions of web, and each goes back to its own: v1 in west, v2 in east\./m,
    );
    const { config } = parse(readFileSync(stack.file, "utf8")) as Stack;
    expect(config["gray-release:release"].services.web.weights).to.deep.equal({ v1: 100 });
    expect(config["gray-release:clusters"].map(({ weights }) => weights)).to.deep.equal([
      undefined,
      { web: { v2: 100 } },
    ]);
  });

  it("ends with 2 where no stable version is known: the file stays, and both fixes are named", async () => {
    for (const name of ["west", "east"]) stack.note(name, undefined);
    const before = readFileSync(stack.file, "utf8");
    const { code, output } = await stack.run();
    expect(code, output).to.equal(2);
    expect(output).to.match(/ {2}west: web NOT DONE, neither the config nor this cluster says/);
    expect(output).to.contain("gray abort -s dev --to web=<version>");
    expect(output).to.contain("pulumi config set -s dev --path 'gray-release:stable.web'");
    expect(output).to.not.contain("wrote");
    expect(readFileSync(stack.file, "utf8")).to.equal(before);
  });

  it("notes the version that all clusters went to, where they note another one", async () => {
    const { code, output } = await stack.run("--to", "v2", "--no-record");
    expect(code, output).to.equal(0);
    for (const name of ["west", "east"])
      expect(stack.clusters.api(name).get(route)?.metadata.annotations).to.include({
        [noteKey]: "v2",
      });
  });

  it("warns where it can't note the version, and ends with 0", async () => {
    const where = ({ contentType }: { readonly contentType: string | undefined }) =>
      contentType === "application/merge-patch+json";
    stack.clusters.api("west").fault({ kind: 403, match: { where }, message: "no right" });
    const { code, output } = await stack.run("--to", "v2", "--no-record");
    expect(code, output).to.equal(0);
    expect(output).to.match(
      /gray-release could not note the stable version: web v2 in west: no right\./,
    );
  });

  it("has nothing to do where one version has all traffic, with or without notes", async () => {
    await stack.run("--no-record");
    writeFileSync(
      stack.file,
      readFileSync(stack.file, "utf8").replace(/v1: 80\s+v2: 20/, "v1: 100"),
    );
    for (const name of ["west", "east"]) stack.note(name, undefined);
    const before = readFileSync(stack.file, "utf8");
    const { code, output } = await stack.run();
    expect(code, output).to.equal(0);
    expect(output).to.match(
      /^Every service of stack \S+ has all its traffic on one version: there is nothing to abort\.\nRecording/,
    );
    expect(readFileSync(stack.file, "utf8")).to.equal(before);
  });
});

/** The parts of a stack file that an abort changes. */
interface Stack {
  readonly config: {
    readonly "gray-release:release": { readonly services: { readonly web: { weights: object } } };
    readonly "gray-release:clusters": readonly { readonly weights?: object }[];
  };
}
