// `gray up` and `gray preview` with a `pulumi` that exports a state and notes what it is asked for.
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { yamlText } from "../../../model/yaml/write";
import type { LeftOut } from "../../../operations/without/left-out";
import { Folder, withEnvironment } from "../../support/folder";
import { gray } from "../../support/gray-in-process";
import { east, release, service, west } from "../../support/releases";
import { stateOf } from "../../support/stack-state";

const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
const shop = release({
  ...{ name: "shop", namespace: "shop" },
  services: { web: service({ versions, weights: { v1: 80, v2: 20 } }) },
});

describe("gray up and gray preview without a cluster", () => {
  let folder: Folder;

  beforeEach(() => {
    folder = new Folder();
    const config = {
      "gray-release:release": shop,
      // No kubeconfig of them is there: these commands need none.
      "gray-release:clusters": [west, east],
    };
    folder.write("Pulumi.dev.yaml", yamlText({ config }));
    folder.write(
      "state.json",
      JSON.stringify({ deployment: { resources: stateOf(shop, [west, east]) } }),
    );
    pulumi(0);
  });
  afterEach(() => folder.remove());

  /** Puts a `pulumi` into the folder, which ends an update with a code. */
  function pulumi(code: number): void {
    const lines = [
      "#!/bin/sh",
      `[ "$1" = stack ] && exec cat '${folder.path}/state.json'`,
      `printf '%s\\n' "$@" > '${folder.path}/args'`,
      `echo "$GRAY_WITHOUT" > '${folder.path}/variable'`,
      `cp "$GRAY_WITHOUT" '${folder.path}/told.json'`,
      `exit ${code}`,
    ];
    chmodSync(folder.write("pulumi", lines.join("\n")), 0o755);
  }

  const run = (...args: readonly string[]) =>
    withEnvironment({ PATH: `${folder.path}:${process.env.PATH ?? ""}` }, () =>
      gray(folder.path, ...args),
    );
  const read = (name: string) => readFileSync(join(folder.path, name), "utf8").trim();

  it("runs pulumi, excludes each object of the cluster by its URN, and tells the program", async () => {
    const { code, stderr } = await run("up", "--without", "east", "--yes", "--skip-preview");
    expect([code, stderr]).to.deep.equal([0, ""]);
    const [command, ...args] = read("args").split("\n");
    expect([command, ...args.slice(0, 4)]).to.deep.equal([
      ...["up", "--stack", "dev", "--yes", "--skip-preview"],
    ]);
    const urns = stateOf(shop, [west, east]).flatMap(({ urn, provider }) =>
      provider?.includes("::east::") ? ["--exclude", urn] : [],
    );
    expect(args.slice(4)).to.deep.equal(urns);
    const told = JSON.parse(read("told.json")) as LeftOut;
    expect(told.stack).to.equal("dev");
    expect(told.clusters.map(({ name }) => name)).to.deep.equal(["east"]);
  });

  it("previews, and leaves no file behind", async () => {
    expect((await run("preview", "--without", "east", "--diff")).code).to.equal(0);
    expect(read("args").split("\n").slice(0, 4)).to.deep.equal([
      ...["preview", "--stack", "dev", "--diff"],
    ]);
    expect(existsSync(read("variable"))).to.equal(false);
  });

  it("ends with 2 where pulumi fails, and leaves no file behind", async () => {
    pulumi(255);
    expect((await run("up", "--without", "east")).code).to.equal(2);
    expect(existsSync(read("variable"))).to.equal(false);
  });

  it("refuses to run without a name, with an unknown one, and with all primary clusters", async () => {
    const refused = async (...names: readonly string[]) => {
      const { code, stderr } = await run("up", ...names.flatMap((one) => ["--without", one]));
      expect(code).to.equal(2);
      expect(existsSync(join(folder.path, "args"))).to.equal(false);
      return stderr;
    };
    expect(await refused()).to.equal(
      "gray up: name each cluster that is away: --without <cluster>. With all clusters: pulumi up -s dev\n",
    );
    expect(await refused("north")).to.contain("the stack has no cluster north");
    expect(await refused("west", "east")).to.contain("can't be left out together");
  });
});
