import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { noteKey } from "../../../operations/stable/note";
import { FakeClusters } from "../../support/fake-clusters";
import { runGray } from "../../support/gray";
import { release, service } from "../../support/releases";

const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
const split = service({ versions, weights: { v1: 80, v2: 20 } });
const shop = release({ namespace: "shop", services: { web: split } });
const route = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/web";

describe("gray abort", function () {
  let clusters: FakeClusters;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "gray-abort-"));
    const of = ["west", "east"].map((name) => ({ name, kubeconfig: `${name}.kubeconfig` }));
    clusters = await FakeClusters.start(shop, of);
    for (const { name } of of) note(name, "v1");
    for (const { name } of of)
      writeFileSync(join(folder, `${name}.kubeconfig`), clusters.api(name).kubeconfig());
    const config = { "gray-release:release": shop, "gray-release:clusters": of };
    writeFileSync(file(), stringify({ config }));
    pulumi(0);
  });

  afterEach(async () => {
    await clusters.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const note = (cluster: string, version: string | undefined) =>
    clusters.note(cluster, route, version);

  const file = () => join(folder, "Pulumi.dev.yaml");
  const calls = () => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");

  /** Puts a `pulumi` into the folder that notes its arguments, has nothing to change, and ends with a code. */
  function pulumi(code: number): void {
    const lines = ["#!/bin/sh", `echo "$1" >> '${folder}/calls'`, `echo '{"steps":[]}'`];
    writeFileSync(join(folder, "pulumi"), [...lines, `exit ${code}`, ""].join("\n"));
    chmodSync(join(folder, "pulumi"), 0o755);
  }

  const run = (...args: string[]) =>
    runGray(folder, ["abort", ...args], { PATH: `${folder}:${process.env.PATH ?? ""}` });

  const shares = (cluster: string) => {
    const live = clusters.api(cluster).get(route) as unknown as {
      spec: { http: { route: object[] }[] };
    };
    return live.spec.http.map((one) => one.route.length);
  };

  it("writes both clusters and the file, records it, and ends with 0", async () => {
    const { code, output } = await run();
    expect(code, output).to.equal(0);
    expect(output).to.match(
      /^All traffic of web to v1\.\n {2}west: wrote shop\/web; web to v1, noted as stable on \d{4}-.* UTC\n {2}east: wrote shop\/web; .*\nRoutes written after \d\.\d\d s\.\n/,
    );
    expect(output).to.match(
      /Pulumi\.dev\.yaml holds the same weights now\.\nRecording it .*\nFile, state and clusters agree\.\n$/,
    );
    expect([shares("west"), shares("east")]).to.deep.equal([[1], [1]]);
    expect(calls()).to.deep.equal(["preview", "up"]);
    expect(readFileSync(file(), "utf8")).to.match(/weights:\s+(\{ ?)?v1: 100/);
  });

  it("ends with 2 where a cluster is down: it writes the other one, and names the first", async () => {
    await clusters.api("west").refuse();
    const { code, output } = await run();
    expect(code, output).to.equal(2);
    expect(output).to.match(
      /\n {2}west: NOT DONE, connect ECONNREFUSED .*\. Run gray abort again, or repair the cluster first\n {2}east: wrote shop\/web; /,
    );
    expect(output).to.contain("state was not updated");
    expect(shares("east")).to.deep.equal([1]);
    expect(readFileSync(file(), "utf8")).to.match(/weights:\s+(\{ ?)?v1: 100/);
  });

  describe("beside a program that declares its release itself", () => {
    beforeEach(() => {
      writeFileSync(join(folder, "release.js"), `exports.release = ${JSON.stringify(shop)};`);
      const named = { "gray-release": { release: "./release.js" } };
      writeFileSync(join(folder, "package.json"), JSON.stringify(named));
      stack({});
    });

    const stack = (more: object) => {
      const of = ["west", "east"].map((name) => ({ name, kubeconfig: `${name}.kubeconfig` }));
      writeFileSync(file(), stringify({ config: { "gray-release:clusters": of, ...more } }));
    };

    it("writes the routes and says what to change in code, where the weights stand there", async () => {
      const before = readFileSync(file(), "utf8");
      const { code, output } = await run();
      expect(code, output).to.equal(2);
      expect(output).to.contain(
        'release.js declares weights itself, which gray abort can\'t change. Set in it:\n  the weights of web: {"v1":100}\n' +
          "Then run `pulumi up -s dev`.",
      );
      expect([shares("west"), shares("east")]).to.deep.equal([[1], [1]]);
      expect(readFileSync(file(), "utf8")).to.equal(before);
      expect(() => calls()).to.throw("ENOENT");
    });

    it("edits the file and records it, where the weights stand there", async () => {
      stack({ "gray-release:weights": { web: { v1: 70, v2: 30 } } });
      const { code, output } = await run();
      expect(code, output).to.equal(0);
      expect(readFileSync(file(), "utf8")).to.match(/web:\s+(\{ ?)?v1: 100/);
      expect(calls()).to.deep.equal(["preview", "up"]);
    });
  });

  it("writes neither file nor state with --no-record", async () => {
    const before = readFileSync(file(), "utf8");
    const { code, output } = await run("--no-record");
    expect(code, output).to.equal(0);
    expect(readFileSync(file(), "utf8")).to.equal(before);
    expect(() => calls()).to.throw("ENOENT");
    expect(shares("west")).to.deep.equal([1]);
  });

  it("ends with 2 where a subset is missing, and leaves routes and file as they were", async () => {
    const before = readFileSync(file(), "utf8");
    clusters
      .api("east")
      .delete("/apis/networking.istio.io/v1/namespaces/shop/destinationrules/web-v1");
    const { code, output } = await run();
    expect(code).to.equal(2);
    expect(output).to.equal("gray abort: cluster east has no subset of web v1\n");
    expect([shares("west"), shares("east")]).to.deep.equal([[2], [2]]);
    expect(readFileSync(file(), "utf8")).to.equal(before);
  });

  it("ends with 2 where no pod of the version is ready, and goes on with --force", async () => {
    for (const name of ["west", "east"])
      clusters.api(name).delete("/apis/apps/v1/namespaces/shop/deployments/web-v1");
    const { code, output } = await run();
    expect(code).to.equal(2);
    expect(output).to.equal("gray abort: no pod of web v1 is ready\n");
    const forced = await run("--force");
    expect(forced.code, forced.output).to.equal(0);
    expect([shares("west"), shares("east")]).to.deep.equal([[1], [1]]);
  });

  it("ends with 2 where the state can't be recorded, with routes and file as they should be", async () => {
    pulumi(1);
    const { code, output } = await run();
    expect(code).to.equal(2);
    expect(output).to.contain("state was not updated");
    expect(shares("west")).to.deep.equal([1]);
  });

  it("goes back to the version that each cluster notes, and the file says so by cluster", async () => {
    note("east", "v2");
    const { code, output } = await run();
    expect(code, output).to.equal(0);
    expect(output).to.match(
      /^The clusters note different stable versions of web, and each goes back to its own: v1 in west, v2 in east\./,
    );
    const { config } = parse(readFileSync(file(), "utf8")) as Stack;
    expect(config["gray-release:release"].services.web.weights).to.deep.equal({ v1: 100 });
    expect(config["gray-release:clusters"].map(({ weights }) => weights)).to.deep.equal([
      undefined,
      { web: { v2: 100 } },
    ]);
  });

  it("ends with 2 where no stable version is known: the file stays, and both fixes are named", async () => {
    for (const name of ["west", "east"]) note(name, undefined);
    const before = readFileSync(file(), "utf8");
    const { code, output } = await run();
    expect(code, output).to.equal(2);
    expect(output).to.match(/ {2}west: web NOT DONE, neither the config nor this cluster says/);
    expect(output).to.contain("gray abort --to web=<version>");
    expect(output).to.contain("config set --path 'gray-release:stable.web'");
    expect(output).to.not.contain("wrote");
    expect(readFileSync(file(), "utf8")).to.equal(before);
  });

  it("notes the version that all clusters went to, where they note another one", async () => {
    const { code, output } = await run("--to", "v2", "--no-record");
    expect(code, output).to.equal(0);
    for (const name of ["west", "east"])
      expect(clusters.api(name).get(route)?.metadata.annotations).to.include({ [noteKey]: "v2" });
  });

  it("warns where it can't note the version, and ends with 0", async () => {
    const where = ({ contentType }: { readonly contentType: string | undefined }) =>
      contentType === "application/merge-patch+json";
    clusters.api("west").fault({ kind: 403, match: { where }, message: "no right" });
    const { code, output } = await run("--to", "v2", "--no-record");
    expect(code, output).to.equal(0);
    expect(output).to.match(
      /gray-release could not note the stable version: web v2 in west: no right\./,
    );
  });

  it("has nothing to do where one version has all traffic, with or without notes", async () => {
    await run("--no-record");
    writeFileSync(file(), readFileSync(file(), "utf8").replace(/v1: 80\s+v2: 20/, "v1: 100"));
    for (const name of ["west", "east"]) note(name, undefined);
    const before = readFileSync(file(), "utf8");
    const { code, output } = await run();
    expect(code, output).to.equal(0);
    expect(output).to.match(
      /^Every service has all its traffic on one version: there is nothing to abort\.\nRecording/,
    );
    expect(readFileSync(file(), "utf8")).to.equal(before);
  });
});

/** The parts of a stack file that an abort changes. */
interface Stack {
  readonly config: {
    readonly "gray-release:release": { readonly services: { readonly web: { weights: object } } };
    readonly "gray-release:clusters": readonly { readonly weights?: object }[];
  };
}
