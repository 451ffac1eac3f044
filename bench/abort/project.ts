// Links a checkout into a folder with a stack file of its own, and runs `pulumi` and `gray` there.
import { readFileSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { yamlText } from "../../model/yaml/write";
import { run, type Finished } from "../../engine/run";
import type { LabCluster } from "../../lab/types";
import { image, shop, type Split } from "../no-loss/releases";
import { linkCheckout } from "../linked-checkout";
import { environment, pulumi, type Engine, type Weights } from "../program";

/** All traffic on the version to which an abort goes back. */
export const stable: Weights = { v1: 100 };

const two: Split["versions"] = { v1: { image: image("1") }, v2: { image: image("2") } };

/** A checkout under another path, with a stack file of its own. */
export class AbortProject {
  /** The niceness of `gray`. @default 0, as that of all other processes */
  niceness = 0;
  private salt = "";
  private readonly file: string;

  constructor(
    private readonly folder: string,
    private readonly clusters: readonly LabCluster[],
    private readonly engine: Engine,
    /** Name of the stack, its release and its host. */
    private readonly stack: string,
    checkout: string = resolve(__dirname, "../.."),
  ) {
    this.file = join(folder, `Pulumi.${stack}.yaml`);
    linkCheckout(folder, checkout);
  }

  /**
   * Makes the stack and brings its release up, so that its stable version has had all the traffic.
   */
  async init(): Promise<void> {
    await this.pulumi("stack", "init");
    this.salt = (
      parse(readFileSync(this.file, "utf8")) as { encryptionsalt: string }
    ).encryptionsalt;
    this.write(stable);
    await this.pulumi("up", "--yes", "--skip-preview");
  }

  write(weights: Weights, versions: Split["versions"] = two): void {
    const release = shop(this.stack, { versions, weights: { v1: 100 } });
    const config = {
      "gray-release:release": release,
      "gray-release:protect": false,
      "gray-release:clusters": this.clusters.map(({ name, kubeconfig }) => ({ name, kubeconfig })),
      "gray-release:weights": { shop: weights },
    };
    writeFileSync(this.file, yamlText({ encryptionsalt: this.salt, config }));
  }

  pulumi(...args: readonly string[]): Promise<string> {
    return pulumi(this.engine, [...args, "--stack", this.stack], this.folder);
  }

  /** @throws Error with the output where it ends with another code than 0 */
  async gray(...args: readonly string[]): Promise<void> {
    const { code, output } = await this.tryGray(...args);
    if (code !== 0) throw new Error(`gray ${args.join(" ")} ended with ${code}:\n${output}`);
  }

  /** Runs `gray`; its exit code is for the caller to judge. */
  tryGray(...args: readonly string[]): Promise<Finished> {
    const env = environment(this.engine);
    // Only root may go below the niceness of this process.
    const onStart = (pid: number) => this.niceness !== 0 && setPriority(pid, this.niceness);
    return run(process.execPath, ["cli/gray.cjs", ...args], { cwd: this.folder, env, onStart });
  }
}
