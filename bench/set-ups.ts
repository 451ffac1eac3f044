// Sets up the programs to compare: this project's own one and the bare Pulumi program.
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { spawnSync } from "node:child_process";
import { yamlText } from "../model/yaml/write";
import type { LabCluster } from "../lab/types";
import { helloworld } from "../stacks/presets/helloworld";
import type { Program } from "./program";

/** The checkout. */
const root = resolve(__dirname, "..");

const versions = helloworld.services.helloworld?.versions ?? {};

/** v1 in the first cluster, v2 in the second one, as in stack dev. */
const placement = (clusters: readonly LabCluster[]) =>
  Object.keys(versions).map((version, i) => ({ version, cluster: clusters[i] as LabCluster }));

const names = (project: string) => ({ namespace: project, host: `${project}.example` });

/**
 * This project's program, as a checkout has it.
 *
 * @param name of its namespace, and of the folder of its stack file
 * @param checkout folder of the checkout, with its packages installed
 */
export function ourProgram(
  work: string,
  clusters: readonly LabCluster[],
  { name = "bench-ours", checkout = root }: { name?: string; checkout?: string } = {},
): Program {
  const { namespace, host } = names(name);
  const folder = join(work, name);
  mkdirSync(folder, { recursive: true });
  // A stack is made from a folder beside, because that writes a stack file into it.
  copyFileSync(join(checkout, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  return {
    project: "gray-release",
    folder: checkout,
    configFile: join(folder, "Pulumi.bench.yaml"),
    namespace,
    host,
    config: (weights) => ({
      release: "helloworld",
      namespace,
      hosts: [host],
      clusters: clusters.map(({ name, kubeconfig }) => ({ name, kubeconfig })),
      weights: { helloworld: weights },
      versions: {
        helloworld: Object.fromEntries(
          placement(clusters).map(({ version, cluster }) => [
            version,
            { clusters: [cluster.name] },
          ]),
        ),
      },
    }),
  };
}

/** How the bare program is set up. */
export interface BareSetUp {
  readonly project: string;
  /** Compiled once before, instead of by Pulumi at every run. */
  readonly precompiled: boolean;
}

/**
 * The bare program in a folder of its own, with the files that `pulumi new kubernetes-typescript`
 * makes; a precompiled one differs in `typescript: false` and in the `main` of its package.json
 * alone.
 */
export function bareProgram(
  work: string,
  clusters: readonly LabCluster[],
  { project, precompiled }: BareSetUp,
): Program {
  const folder = join(work, project);
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(__dirname, "programs", "bare", "index.ts"), join(folder, "index.ts"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const options = { packagemanager: "npm", ...(precompiled && { typescript: false }) };
  write("Pulumi.yaml", yamlText({ name: project, runtime: { name: "nodejs", options } }));
  write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["index.ts"] }));
  const main = precompiled ? "bin/index.js" : "index.ts";
  write("package.json", JSON.stringify({ name: project, main, ...packages }));
  if (precompiled) compile(folder);
  const { namespace, host } = names(project);
  return {
    project,
    folder,
    configFile: join(folder, "Pulumi.bench.yaml"),
    namespace,
    host,
    config: (weights) => ({
      namespace,
      host,
      weights,
      clusters: placement(clusters).map(({ version, cluster: { name, kubeconfig } }) => ({
        name,
        kubeconfig,
        version,
        image: versions[version]?.image,
      })),
    }),
  };
}

/** @throws Error with what the compiler says */
function compile(folder: string): void {
  const compiler = require.resolve("typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [compiler, "--project", folder], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The bare program does not compile:\n${stdout}`);
}

/** The template's. */
const compilerOptions = {
  strict: true,
  outDir: "bin",
  target: "es2020",
  module: "commonjs",
  moduleResolution: "node",
  sourceMap: true,
  experimentalDecorators: true,
  pretty: true,
  noFallthroughCasesInSwitch: true,
  noImplicitReturns: true,
  forceConsistentCasingInFileNames: true,
};

/** The template's. What really runs is what this project has installed. */
const packages = {
  devDependencies: { "@types/node": "^18", typescript: "^5.0.0" },
  dependencies: { "@pulumi/kubernetes": "^4.0.0", "@pulumi/pulumi": "^3.113.0" },
};
