// `gray drift` against fake API servers and a `pulumi` that exports a given state.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { written } from "../../../model/manifests/ownership";
import { manifests } from "../../../model/plan/plan";
import { FakeClusters } from "../../support/fake-clusters";
import { withEnvironment } from "../../support/folder";
import { gray, type GrayRun } from "../../support/gray-in-process";
import { release, service } from "../../support/releases";

const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
const split = service({ versions, weights: { v1: 80, v2: 20 } });
const shop = release({ namespace: "shop", services: { web: split } });
const deployment = "/apis/apps/v1/namespaces/shop/deployments/web-v2";

describe("gray drift", () => {
  let clusters: FakeClusters;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "gray-drift-"));
    const of = ["west", "east"].map((name) => ({ name, kubeconfig: `${name}.kubeconfig` }));
    clusters = await FakeClusters.start(shop, of);
    for (const { name } of of)
      writeFileSync(join(folder, `${name}.kubeconfig`), clusters.api(name).kubeconfig());
    const config = {
      "gray-release:release": shop,
      "gray-release:clusters": of,
      "gray-release:settle": { seconds: 0 },
    };
    writeFileSync(join(folder, "Pulumi.dev.yaml"), stringify({ config }));
    exports(state());
  });

  afterEach(async () => {
    await clusters.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The state of a stack whose last update applied all that the release plans. */
  const state = () => ({
    deployment: {
      resources: clusters.all.flatMap(({ plan }) =>
        manifests(plan).map((manifest) => ({
          type: "kubernetes:any",
          custom: true,
          provider: `urn:pulumi:dev::gray-release::pulumi:providers:kubernetes::${plan.cluster.name}::id`,
          inputs: written(manifest),
        })),
      ),
    },
  });

  /** Puts a `pulumi` into the folder that prints a state; without one it fails. */
  function exports(exported: object | undefined): void {
    const answer = exported
      ? `cat '${folder}/state.json'`
      : "echo 'no stack named dev' >&2; exit 6";
    writeFileSync(join(folder, "state.json"), JSON.stringify(exported ?? {}));
    writeFileSync(join(folder, "pulumi"), `#!/bin/sh\n${answer}\n`);
    chmodSync(join(folder, "pulumi"), 0o755);
  }

  const run = (...args: string[]): Promise<GrayRun> =>
    withEnvironment({ PATH: `${folder}:${process.env.PATH ?? ""}` }, () =>
      gray(folder, "drift", ...args),
    );

  /** Scales v2 in a cluster as `kubectl edit` does. */
  function scale(cluster: string, replicas: number): Promise<unknown> {
    const object = { apiVersion: "apps/v1", kind: "Deployment", spec: { replicas } };
    const metadata = { name: "web-v2", namespace: "shop" };
    return clusters
      .api(cluster)
      .client("kubectl-edit")
      .apply(deployment, { ...object, metadata });
  }

  const replicas = (cluster: string) =>
    (clusters.api(cluster).get(deployment) as unknown as { spec: { replicas: number } }).spec
      .replicas;

  it("ends with 0 where all clusters hold what was applied", async () => {
    const { code, stdout, stderr } = await run();
    expect(code, stderr).to.equal(0);
    expect(stdout).to.equal("No other field manager changed an object of stack dev.\n");
  });

  it("ends with 1 for drift, names manager, object and cluster, and writes nothing", async () => {
    await scale("east", 5);
    const { code, stdout } = await run();
    expect(code, stdout).to.equal(1);
    expect(stdout).to.contain("From: the value that was applied last; to: the live value.");
    expect(stdout).to.match(/east/).and.to.contain("kubectl-edit").and.to.contain("web-v2");
    expect(stdout).not.to.match(/\bwest\b/);
    expect(replicas("east")).to.equal(5);
  });

  it("prints the drift as JSON", async () => {
    await scale("west", 4);
    const { code, stdout } = await run("-o", "json");
    expect(code).to.equal(1);
    const report = JSON.parse(stdout) as { comparedWith: string; drift: { cluster: string }[] };
    expect(report).to.deep.include({ stack: "dev", comparedWith: "applied", takenBack: false });
    expect(report.drift.map(({ cluster }) => cluster)).to.deep.equal(["west"]);
  });

  it("takes drift back with --take-over, and finds none afterwards", async () => {
    const before = replicas("east");
    await scale("east", 5);
    const back = await run("--take-over");
    expect(back.code, back.stderr).to.equal(0);
    expect(back.stdout).to.contain("The clusters have the values again that were applied last.");
    expect(replicas("east")).to.equal(before);
    expect((await run()).code).to.equal(0);
  });

  it("compares with the stack file where the state can't be read, and takes nothing back then", async () => {
    await scale("east", 5);
    exports(undefined);
    const { code, stdout } = await run();
    expect(code).to.equal(1);
    expect(stdout).to.contain("The values that were applied last are not known: ");
    expect(stdout).to.contain("no stack named dev");
    expect(stdout).to.contain("From: the value in the stack file");
    const back = await run("--take-over");
    expect(back.code).to.equal(2);
    expect(back.stderr).to.contain("gray drift: can't take drift back");
    expect(replicas("east")).to.equal(5);
  });

  it("leaves a cluster out by name, and says so", async () => {
    await scale("east", 5);
    await clusters.api("west").refuse();
    rmSync(join(folder, "west.kubeconfig"));
    const { code, stdout } = await run("--without", "west");
    expect(code).to.equal(1);
    expect(stdout).to.match(/^Left out, and not looked at: west\.\n\n/);
    expect(stdout).to.contain("in cluster east, by kubectl-edit");
    const json = JSON.parse((await run("--without", "west", "-o", "json")).stdout) as object;
    expect(json).to.deep.include({ leftOut: ["west"] });
  });

  it("ends with 2 where a cluster is down, names it, and shows the drift of the other one", async () => {
    await clusters.api("west").refuse();
    await scale("east", 5);
    const { code, stdout } = await run();
    expect(code).to.equal(2);
    expect(stdout).to.contain("changed objects of stack dev in east.").and.to.contain("web-v2");
    expect(stdout).to.match(
      /\nNOT READ: cluster west: .*ECONNREFUSED.*\nWhen it answers, run again: npx gray drift -s dev\n$/,
    );
    const json = JSON.parse((await run("-o", "json")).stdout) as { unread: { cluster: string }[] };
    expect(json.unread.map(({ cluster }) => cluster)).to.deep.equal(["west"]);
  });

  it("takes back in the other clusters where one is down or has no kubeconfig, and ends with 2", async () => {
    const before = replicas("east");
    await clusters.api("west").refuse();
    for (const ruin of [() => undefined, () => rmSync(join(folder, "west.kubeconfig"))]) {
      ruin();
      await scale("east", 5);
      const { code, stdout } = await run("--take-over");
      expect(code, stdout).to.equal(2);
      expect(stdout).to.contain("The objects in east have the values again");
      expect(stdout).to.match(/NOT READ: cluster west: .*\n.*gray drift --take-over -s dev\n$/);
      expect(replicas("east")).to.equal(before);
    }
  });

  it("says of objects nothing where no cluster can be read", async () => {
    for (const name of ["west", "east"]) await clusters.api(name).refuse();
    const { code, stdout } = await run();
    expect(code).to.equal(2);
    expect(stdout).to.match(/^NOT READ: cluster west: .*\nNOT READ: cluster east: /);
  });

  it("names fields that another manager holds with equal values, and frees them with --take-over", async () => {
    await scale("east", replicas("east"));
    const { code, stdout } = await run();
    expect(code).to.equal(0);
    expect(stdout).to.contain("npx gray drift --take-over -s dev");
    expect((await run("--take-over")).stdout).to.contain(
      "The stack is the only owner of its fields again in",
    );
    expect((await run()).stdout).not.to.contain("--take-over");
  });
});
