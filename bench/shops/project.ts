// A checkout under another path in which `gray adopt` and `pulumi` make a stack of a namespace.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { run } from "../../engine/run";
import type { LabCluster } from "../../lab/types";
import { documentText } from "../../model/yaml/write";
import { linkCheckout } from "../linked-checkout";
import { environment, pulumi, type Engine } from "../program";

/** A stack whose file `gray adopt` writes. */
export class ShopProject {
  private readonly file: string;

  constructor(
    private readonly folder: string,
    private readonly cluster: LabCluster,
    private readonly engine: Engine,
    /** Name of the stack and of the namespace. */
    private readonly stack: string,
  ) {
    linkCheckout(folder, resolve(__dirname, "../.."));
    this.file = join(folder, `Pulumi.${stack}.yaml`);
  }

  /**
   * Reads the namespace.
   *
   * @param force whether what the command names is accepted
   * @throws Error with the output where it ends otherwise than with the given code
   */
  declare(force: boolean, codes: readonly number[]): Promise<string> {
    const { name, kubeconfig } = this.cluster;
    const from = ["-n", this.stack, "--cluster", `${name}=${kubeconfig}`];
    return this.gray(codes, ...from, ...(force ? ["--force"] : []));
  }

  /** @throws Error with the output where it does not end well */
  async gray(codes: readonly number[], ...args: readonly string[]): Promise<string> {
    const command = ["cli/gray.cjs", "adopt", "-s", this.stack, ...args];
    const env = environment(this.engine);
    const { code, output } = await run(process.execPath, command, { cwd: this.folder, env });
    if (code === null || !codes.includes(code))
      throw new Error(`gray ${command.slice(1).join(" ")} ended with ${code}:\n${output}`);
    return output;
  }

  pulumi(...args: readonly string[]): Promise<string> {
    return pulumi(this.engine, [...args, "--stack", this.stack], this.folder);
  }

  /** Sets a value of the stack file's config. */
  edit(path: readonly string[], value: unknown): void {
    const document = parseDocument(readFileSync(this.file, "utf8"));
    document.setIn(["config", ...path], document.createNode(value));
    writeFileSync(this.file, documentText(document));
  }

  /** A value of the stack file's config. */
  read<T>(path: readonly string[]): T {
    const document = parseDocument(readFileSync(this.file, "utf8"));
    const { config } = document.toJS() as { config: Record<string, unknown> };
    return path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], config) as T;
  }
}
