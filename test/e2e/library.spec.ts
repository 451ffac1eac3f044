import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { openBackend } from "../../engine/backend";
import { runPulumi } from "../../engine/pulumi";
import { run } from "../../engine/run";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import type { KubeObject } from "../../kubernetes/client";
import { cluster, lab, tools } from "./support/lab";
import { OwnProgram } from "./support/own-program";
import { later } from "./support/retiring";
import { underLoad } from "./support/under-load";

const host = "library.example";
const namespace = "gray-library";
const routes = `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices/web`;
const besidePath = `/api/v1/namespaces/default/configmaps/beside-library`;

/** The module of the release, with these versions. */
const releaseModule = (...versions: readonly string[]) => `
import type { Release } from "gray-release";

const version = (name: string) => ({ image: "example.com/web:" + name, env: { LAB_DELAY_MS: "20" } });

export const release: Release = {
  name: "library",
  namespace: "${namespace}",
  gateway: { hosts: ["${host}"] },
  services: {
    web: {
      port: 80,
      expose: true,
      versions: { ${versions.map((name) => `${name}: version("${name}")`).join(", ")} },
      weights: { ${versions[0]}: 100 },
    },
  },
};
`;

/** A program as a user writes it: providers of its own, a secret kubeconfig, a resource beside. */
const program = `
import { readFileSync } from "node:fs";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { GrayRelease, loadConfig } from "gray-release";
import { release } from "./release";

const settings = loadConfig({ release });
const clusters = settings.clusters.map(({ cluster }) => {
  const kubeconfig = pulumi.secret(readFileSync(cluster.kubeconfig ?? "", "utf8"));
  return { cluster, kubeconfig, provider: new k8s.Provider(cluster.name, { kubeconfig }) };
});
const gray = new GrayRelease("library", { ...settings, clusters });

const beside = new pulumi.Config().get("beside");
if (beside !== undefined)
  new k8s.core.v1.ConfigMap(
    "beside",
    { metadata: { name: "beside-library", namespace: "default" }, data: { beside } },
    { provider: clusters[0]?.provider },
  );

export const weights = gray.weights;
`;

const compilerOptions = {
  target: "ES2022",
  module: "Node16",
  moduleResolution: "Node16",
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

const files = {
  "package.json": JSON.stringify({
    name: "own",
    private: true,
    "gray-release": { release: "./release.ts" },
  }),
  "Pulumi.yaml": `name: own
main: index.ts
runtime:
  name: nodejs
  options: { typescript: false, nodeargs: --require gray-release/startup }
`,
  "tsconfig.json": JSON.stringify({ compilerOptions, files: ["index.ts"] }),
  "index.ts": program,
  "release.ts": releaseModule("v1"),
};

describe("a program of a user's own on the packed library", () => {
  let own: OwnProgram;

  before(async () => {
    own = await OwnProgram.begin(files);
    configure({ v1: 100 });
    await own.up();
  });

  after(() => {
    const drop = lab().clusters.map(({ kubeconfig }) =>
      clientOf(kubeconfig).delete(`/api/v1/namespaces/${namespace}`),
    );
    later(Promise.all([...drop, clientOf(cluster("west").kubeconfig).delete(besidePath)]));
    own.remove();
  });

  function configure(weights: Readonly<Record<string, number>>, more: object = {}) {
    own.configure({
      "gray-release:clusters": ["west", "east"].map((name) => ({
        name,
        kubeconfig: cluster(name as "west").kubeconfig,
      })),
      "gray-release:weights": { web: weights },
      "gray-release:protect": false,
      ...more,
    });
  }

  it("compiles under strict", async () => {
    const { code, output } = await own.compile();
    expect(output).to.equal("");
    expect(code).to.equal(0);
  });

  it("adds, shifts, aborts and removes a version under load, and loses no request", async () => {
    await underLoad(host, ["v1", "v2"], async () => {
      own.write("release.ts", releaseModule("v1", "v2"));
      configure({ v1: 50, v2: 50 });
      expect((await own.up()).output).to.match(/Proxies took .*routes after .* proxies\)/);
      const aborted = await own.gray("abort", "--to", "web=v1");
      expect(aborted.code, aborted.output).to.equal(0);
      const file = readFileSync(`${own.folder}/Pulumi.dev.yaml`, "utf8");
      expect(file).to.match(/web:\s+(\{ ?)?v1: 100/);
      own.write("release.ts", releaseModule("v2"));
      configure({ v2: 100 });
      await own.up();
    });
    for (const { kubeconfig } of lab().clusters)
      expect(await subsets(kubeconfig)).to.deep.equal(["v2"]);
  });

  it("keeps the secret kubeconfigs out of the state", async () => {
    const kubeconfig = readFileSync(cluster("west").kubeconfig, "utf8");
    const secrets = [...kubeconfig.matchAll(/[A-Za-z0-9+/=_.-]{60,}/g)].map(([text]) => text);
    expect(secrets).to.not.deep.equal([]);
    const state = await own.state();
    for (const secret of secrets) expect(state.includes(secret)).to.equal(false);
  });

  it("is refused for drift with one error, makes what is beside the release, and deletes nothing", async () => {
    const before = await own.urns();
    const client = clientOf(cluster("east").kubeconfig);
    const edit = { spec: { hosts: ["other.example"] } };
    await client.mergePatch(routes, edit, { fieldManager: "kubectl-edit" });
    own.write("release.ts", releaseModule("v3"));
    configure({ v3: 100 }, { "own:beside": "yes, it is" });
    const { code, output } = await own.tryUp();
    expect(code).to.not.equal(0);
    expect(output.match(/by kubectl-edit/g)).to.have.lengthOf(1);
    expect(output).to.match(/GrayRelease \(library\):\s+error: /);
    expect(output).to.not.match(/^\s+at \S+ \(/m);
    const drift = await own.gray("drift");
    expect(drift.code, drift.output).to.equal(1);
    expect(drift.output).to.contain("by kubectl-edit");
    const made = await clientOf(cluster("west").kubeconfig).get<ConfigMap>(besidePath);
    expect(made?.data).to.deep.equal({ beside: "yes, it is" });
    const now = await own.urns();
    expect(now).to.include.members(before);
    expect(
      now.filter((urn) => !before.includes(urn)).map((urn) => urn.split("::").at(-1)),
    ).to.deep.equal(["beside"]);
    expect(await subsets(cluster("west").kubeconfig)).to.deep.equal(["v2"]);
  });
});

type ConfigMap = KubeObject & { readonly data?: Readonly<Record<string, string>> };

describe("the template of a project", () => {
  it("becomes a project of another name by `pulumi new`, whose config keys stay", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gray-e2e-new-"));
    const args = ["new", resolve("template"), "--generate-only", "--name", "shop", "--yes"];
    const env = { ...tools().env, ...openBackend(join(folder, "state")).env };
    const { code, output } = await runPulumi(
      tools().pulumi,
      [...args, "--description", "Our shop", "--dir", join(folder, "project")],
      { cwd: folder, env },
    );
    expect(code, output).to.equal(0);
    const read = (name: string) => readFileSync(join(folder, "project", name), "utf8");
    expect(read("Pulumi.yaml")).to.match(/^name: shop\n/);
    expect(JSON.parse(read("package.json"))).to.have.property("name", "shop");
    expect(read("Pulumi.dev.yaml")).to.contain("gray-release:clusters:");
    rmSync(folder, { recursive: true });
  });
});

describe("the lab as a package of its own", () => {
  it("has all that its command needs", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gray-e2e-lab-package-"));
    await run("npm", ["pack", "-w", "lab", "--silent", "--pack-destination", folder]);
    const [packed = "none"] = readdirSync(folder);
    await run("tar", ["xzf", packed], { cwd: folder });
    symlinkSync(resolve("node_modules"), join(folder, "package", "node_modules"));
    const args = [join(folder, "package", "gray-lab.cjs"), "status", "--state", lab().folder];
    const { code, output } = await run(process.execPath, args);
    expect(code, output).to.equal(0);
    expect(output).to.contain("west").and.to.contain("east");
    rmSync(folder, { recursive: true });
  });
});

/** The versions that have a DestinationRule in a cluster. */
async function subsets(kubeconfig: string): Promise<string[]> {
  const path = `/apis/networking.istio.io/v1/namespaces/${namespace}/destinationrules`;
  const rules = await clientOf(kubeconfig).list<
    KubeObject & { spec: { subsets: { name: string }[] } }
  >(path);
  return rules.flatMap(({ spec }) => spec.subsets.map(({ name }) => name)).sort();
}
