// A program of a user's own, in an empty folder, with the package as `npm pack` makes it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { installPacked } from "../../../bench/start/packed";
import { openBackend } from "../../../engine/backend";
import { runPulumi } from "../../../engine/pulumi";
import { run, type Finished } from "../../../engine/run";
import { tools } from "./lab";
import { yamlText } from "../../../model/yaml/write";

const stack = "dev";

/** A folder with a program on the packed library, and a state of its own. */
export class OwnProgram {
  readonly folder = mkdtempSync(join(tmpdir(), "gray-e2e-own-"));
  private readonly backend = openBackend(join(this.folder, ".pulumi-state"));

  private constructor() {}

  /** Packs the checkout, installs the package, and makes a stack. */
  static async begin(files: Readonly<Record<string, string>>): Promise<OwnProgram> {
    const program = new OwnProgram();
    const { folder } = program;
    for (const [name, text] of Object.entries(files)) program.write(name, text);
    await installPacked(folder, resolve("."));
    await program.pulumi("stack", "init", stack);
    return program;
  }

  /** Writes a file. */
  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Writes the stack file with these keys, each below its namespace. */
  configure(config: Readonly<Record<string, unknown>>): void {
    this.write(`Pulumi.${stack}.yaml`, yamlText({ config }));
  }

  /** Runs the TypeScript compiler. */
  compile(): Promise<Finished> {
    return run("node", ["node_modules/typescript/bin/tsc", "--pretty", "false"], {
      cwd: this.folder,
    });
  }

  /** Updates; the update may fail. */
  tryUp(): Promise<Finished> {
    const args = ["up", "--yes", "--skip-preview", "--stack", stack];
    return runPulumi(tools().pulumi, args, this.options);
  }

  /** Updates. @throws Error with the engine's output if it fails */
  up(): Promise<Finished> {
    return this.pulumi("up", "--yes", "--skip-preview", "--stack", stack);
  }

  /** Runs the package's `gray`; its exit code is for the spec to judge. */
  gray(...args: readonly string[]): Promise<Finished> {
    return run(join(this.folder, "node_modules", ".bin", "gray"), args, this.options);
  }

  /** Runs `pulumi`. @throws Error with its output if it fails */
  async pulumi(...args: readonly string[]): Promise<Finished> {
    const finished = await runPulumi(tools().pulumi, args, this.options);
    if (finished.code === 0) return finished;
    throw new Error(`pulumi ${args.join(" ")} ended with ${finished.code}:\n${finished.output}`);
  }

  /** The state as text, with its secrets encrypted. */
  async state(): Promise<string> {
    return (await this.pulumi("stack", "export", "--stack", stack)).stdout;
  }

  /** The URNs in the state. */
  async urns(): Promise<string[]> {
    const { deployment } = JSON.parse(await this.state()) as {
      deployment: { resources?: { urn: string }[] };
    };
    return (deployment.resources ?? []).map(({ urn }) => urn);
  }

  /** Removes the folder. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get options() {
    return { cwd: this.folder, env: { ...tools().env, ...this.backend.env } };
  }
}
