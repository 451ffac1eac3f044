// Deploys releases by `pulumi up` of this project's program, with a stack for each release.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { yamlText } from "../../model/yaml/write";
import type { LabCluster } from "../../lab/types";
import type { Release } from "../../model/release/release";
import { runPulumi } from "../../engine/pulumi";
import type { Finished } from "../../engine/run";
import { environment, pulumi, type Engine } from "../program";
import type { Deployer } from "./deployer";

/** This checkout. */
const own = resolve(__dirname, "../..");

/**
 * Brings releases into the clusters by `pulumi up` of this project's program: a stack for each
 * release.
 */
export class Stacks implements Deployer {
  /** What the last update printed. */
  said = "";
  /** The key `settle` of the stacks that are written from now on. @default left out */
  settle: Readonly<Record<string, number>> | undefined;
  private readonly salts = new Map<string, string>();
  private readonly releases = new Map<string, Release>();

  /**
   * @param folder for the stacks' files, which the checkout must not get
   * @param root the checkout whose program runs
   */
  constructor(
    private readonly folder: string,
    private readonly clusters: readonly LabCluster[],
    private readonly engine: Engine,
    private readonly root = own,
  ) {
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(root, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  }

  /** One `pulumi up`. */
  async apply(release: Release): Promise<void> {
    await this.write(release);
    this.said = await this.run(release, ...update);
  }

  /** Writes the stack's file, and makes the stack where there is none. */
  async write(release: Release): Promise<void> {
    const stack = release.name;
    this.releases.set(stack, release);
    if (!this.salts.has(stack)) {
      await pulumi(this.engine, ["stack", "init", stack], this.folder);
      const made = parse(readFileSync(this.file(stack), "utf8")) as { encryptionsalt: string };
      this.salts.set(stack, made.encryptionsalt);
    }
    const config = {
      "gray-release:release": release,
      // The releases go when the benchmark or the spec ends.
      "gray-release:protect": false,
      "gray-release:clusters": this.clusters.map(({ name, kubeconfig }) => ({ name, kubeconfig })),
      ...(this.settle && { "gray-release:settle": this.settle }),
    };
    const encryptionsalt = this.salts.get(stack);
    writeFileSync(this.file(stack), yamlText({ encryptionsalt, config }));
  }

  /**
   * Runs a command of `pulumi` on the release's stack.
   *
   * @throws Error with its output if it fails
   */
  run(release: Release, ...args: readonly string[]): Promise<string> {
    return pulumi(this.engine, [...args, ...this.at(release)], this.root);
  }

  /**
   * Begins a `pulumi up` that may be killed.
   *
   * @param onStart gets the process of the engine
   */
  begin(release: Release, onStart: (pid: number) => void): Promise<Finished> {
    const { tools, signal } = this.engine;
    const env = environment(this.engine);
    return runPulumi(tools.pulumi, [...update, ...this.at(release)], {
      cwd: this.root,
      env,
      signal,
      onStart,
    });
  }

  /** Takes away the lock that a killed update left. */
  async unlock({ name }: Release): Promise<void> {
    await pulumi(this.engine, ["cancel", "--yes", name], this.root);
  }

  /**
   * The operations of which the state says that they never ended, by their kind, such as
   * `creating`.
   */
  async pending(release: Release): Promise<string[]> {
    const text = await pulumi(this.engine, ["stack", "export", "--stack", release.name], this.root);
    const { deployment } = JSON.parse(text) as StackExport;
    return (deployment.pending_operations ?? []).map(({ type }) => type);
  }

  /** Takes all releases away, their namespaces with them. */
  async removeAll(): Promise<void> {
    for (const release of this.releases.values())
      await this.run(release, "destroy", "--yes", "--skip-preview");
  }

  private at({ name }: Release): string[] {
    return ["--stack", name, "--config-file", this.file(name)];
  }

  private file(stack: string): string {
    return join(this.folder, `Pulumi.${stack}.yaml`);
  }
}

const update = ["up", "--yes", "--skip-preview"];

/** The parts of an exported stack that are looked at. */
interface StackExport {
  readonly deployment: { readonly pending_operations?: readonly { readonly type: string }[] };
}
