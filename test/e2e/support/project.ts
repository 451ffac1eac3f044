// A copy of this project in which end-to-end specs run `pulumi` and `gray`.
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { documentText, yamlText } from "../../../model/yaml/write";
import type { Release } from "../../../model/release/release";
import { forgetLostPassphrase, openBackend } from "../../../engine/backend";
import { runPulumi } from "../../../engine/pulumi";
import type { Finished } from "../../../engine/run";
import { runGray } from "../../support/gray";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { onFullDisk } from "./full-disk";
import { lab, tools } from "./lab";
import { later } from "./retiring";

const protect = "gray-release:protect";

const parts = [
  "Pulumi.README.md",
  "package.json",
  "tsconfig.json",
  "startup",
  "index.ts",
  "model",
  "kubernetes",
  "operations",
  "components",
  "stacks",
];

/**
 * A copy of the project with a state of its own, beside the test run's lab: specs may change its
 * stack files.
 */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "gray-e2e-project-"));
  private readonly backend = openBackend(join(this.folder, ".pulumi-state"));
  private retiring: Promise<unknown> = Promise.resolve();

  constructor() {
    const pulumi = readdirSync(".").filter((name) => /^Pulumi\.([-a-z]+\.)?yaml$/.test(name));
    for (const part of [...pulumi, ...parts])
      cpSync(part, join(this.folder, part), { recursive: true });
    // In a checkout that was used, the stack files may have changed.
    for (const file of pulumi) forgetLostPassphrase(join(this.folder, file));
    // Specs take away what they made, with its namespaces.
    for (const [, stack] of pulumi.map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file) ?? []))
      if (stack !== undefined) this.edit(stack, [protect], false);
    this.edit("dev", ["gray-release:weights", "helloworld"], { v1: 80, v2: 20 });
    symlinkSync(resolve("node_modules"), join(this.folder, "node_modules"));
    // The committed stack files name the kubeconfigs of a lab in the project's folder.
    symlinkSync(lab().folder, join(this.folder, ".lab"));
  }

  /** Runs `pulumi` here; its exit code is for the spec to judge. */
  try(...args: string[]): Promise<Finished> {
    return runPulumi(tools().pulumi, args, { cwd: this.folder, env: this.env });
  }

  /** Runs the checkout's `gray` here; its exit code is for the spec to judge. */
  gray(...args: string[]): Promise<Finished> {
    return runGray(this.folder, args, this.env);
  }

  /** Runs `pulumi` here, where the disk that holds the state is almost full. */
  tryOnFullDisk(...args: string[]): Promise<Finished> {
    const command = [tools().pulumi, ...args];
    const [unshare = "", ...rest] = onFullDisk(this.backend.folder, 8, command);
    return runPulumi(unshare, rest, { cwd: this.folder, env: this.env });
  }

  /** The variables with which programs run here. */
  get env(): Record<string, string> {
    // What the program keeps of credentials goes with the folder.
    const XDG_CACHE_HOME = join(this.folder, ".cache");
    return { ...tools().env, ...this.backend.env, XDG_CACHE_HOME };
  }

  /** Runs `pulumi` here. @throws Error with its output if it fails */
  async run(...args: string[]): Promise<Finished> {
    const finished = await this.try(...args);
    if (finished.code === 0) return finished;
    throw new Error(`pulumi ${args.join(" ")} ended with ${finished.code}:\n${finished.output}`);
  }

  /** Updates a stack. @throws Error with the engine's output if it fails */
  up(stack: string): Promise<Finished> {
    return this.run("up", "--yes", "--skip-preview", "--stack", stack);
  }

  /** Makes a stack. */
  async init(stack: string): Promise<void> {
    await this.run("stack", "init", stack);
  }

  /** Sets a value in a stack file, as an editor would. */
  edit(stack: string, path: readonly (string | number)[], value: unknown): void {
    const file = join(this.folder, `Pulumi.${stack}.yaml`);
    const document = parseDocument(readFileSync(file, "utf8"));
    if (value === undefined) document.deleteIn(["config", ...path]);
    else document.setIn(["config", ...path], document.createNode(value));
    writeFileSync(file, documentText(document));
  }

  /**
   * Writes a stack file for a release on the lab's two clusters, whose namespaces are not
   * protected.
   */
  write(stack: string, release: Release): void {
    const clusters = ["west", "east"].map((name) => ({
      name,
      kubeconfig: `.lab/${name}.kubeconfig`,
    }));
    const config = {
      "gray-release:release": release,
      "gray-release:clusters": clusters,
      [protect]: false,
    };
    writeFileSync(join(this.folder, `Pulumi.${stack}.yaml`), yamlText({ config }));
  }

  /** Sets the weights of a service in the stack file. */
  setWeights(
    stack: string,
    weights: Readonly<Record<string, number>>,
    service = "helloworld",
  ): void {
    this.edit(stack, ["gray-release:weights", service], weights);
  }

  /**
   * Gives the committed stack dev a namespace and a host of its own, so that groups of specs can
   * run side by side.
   */
  moveDev(namespace: string, host: string): void {
    this.edit("dev", ["gray-release:namespace"], namespace);
    this.edit("dev", ["gray-release:hosts"], [host]);
  }

  /** The stack's outputs. */
  async outputs(stack: string): Promise<Record<string, unknown>> {
    const { stdout } = await this.run("stack", "output", "--stack", stack, "--json");
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** Everything that the backend has on disk, as text. */
  state(stack: string): string {
    return readFileSync(
      join(this.backend.folder, ".pulumi", "stacks", "gray-release", `${stack}.json`),
      "utf8",
    );
  }

  /** Takes a release away while other specs go on: most of that time is spent waiting. */
  retire(stack: string): void {
    const destroyed = this.run("destroy", "--yes", "--skip-preview", "--stack", stack);
    this.retiring = Promise.all([this.retiring, destroyed]);
    later(this.retiring);
  }

  /**
   * Takes a release away by its namespaces alone, without the engine, where its destruction proves
   * nothing new.
   */
  drop(...namespaces: readonly string[]): void {
    const deleted = lab().clusters.flatMap(({ kubeconfig }) =>
      namespaces.map((name) => clientOf(kubeconfig).delete(`/api/v1/namespaces/${name}`)),
    );
    later(Promise.all(deleted));
  }

  /** Removes the folder, once what retires is gone. */
  remove(): void {
    const removed = () => rmSync(this.folder, { recursive: true, force: true });
    later(this.retiring.then(removed));
  }
}

/** The operations of a preview on resources that the program manages, as `<op> <kind> <name>`. */
export async function previewSteps(project: Project, stack: string): Promise<string[]> {
  const { stdout } = await project.run("preview", "--stack", stack, "--json");
  const { steps } = JSON.parse(stdout) as { steps: { op: string; urn: string }[] };
  return steps
    .filter(({ op }) => op !== "same" && op !== "read")
    .map(({ op, urn }) => `${op} ${urn.split("::").slice(2).join(" ").split("$").at(-1) ?? ""}`)
    .sort();
}
