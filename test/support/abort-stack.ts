// A folder with a stack of two fake clusters, in which specs run `gray abort`.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { FakeClusters } from "./fake-clusters";
import { runGray } from "./gray";
import { release, service } from "./releases";

const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
const split = service({ versions, weights: { v1: 80, v2: 20 } });

/** The release of the stack: 80 % on v1, which both clusters note, and 20 % on v2. */
export const shop = release({ namespace: "shop", services: { web: split } });

/** The VirtualService of the release. */
export const route = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/web";

/** The clusters as the stack file has them. */
export const ofFile = ["west", "east"].map((name) => ({ name, kubeconfig: `${name}.kubeconfig` }));

/** The folder and its clusters; a spec stops them at its end. */
export class AbortStack {
  private constructor(
    readonly folder: string,
    readonly clusters: FakeClusters,
  ) {}

  /** Brings it up, with a `pulumi` that finds nothing to change. */
  static async start(): Promise<AbortStack> {
    const folder = mkdtempSync(join(tmpdir(), "gray-abort-"));
    const stack = new AbortStack(folder, await FakeClusters.start(shop, ofFile));
    for (const { name } of ofFile) {
      stack.note(name, "v1");
      writeFileSync(join(folder, `${name}.kubeconfig`), stack.clusters.api(name).kubeconfig());
    }
    const config = { "gray-release:release": shop, "gray-release:clusters": ofFile };
    writeFileSync(stack.file, stringify({ config }));
    stack.pulumi(0);
    return stack;
  }

  async stop(): Promise<void> {
    await this.clusters.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get file(): string {
    return join(this.folder, "Pulumi.dev.yaml");
  }

  /** Writes a program into the folder. */
  script(name: string, ...lines: readonly string[]): void {
    writeFileSync(join(this.folder, name), ["#!/bin/sh", ...lines, ""].join("\n"));
    chmodSync(join(this.folder, name), 0o755);
  }

  /** Lets `pulumi` note its arguments, have nothing to change, and end with a code. */
  pulumi(code: number): void {
    this.script(
      "pulumi",
      `echo "$1" >> '${this.folder}/calls'`,
      `echo '{"steps":[]}'`,
      `exit ${code}`,
    );
  }

  /** What `pulumi` was asked for; throws where it never was. */
  calls(): string[] {
    return readFileSync(join(this.folder, "calls"), "utf8").trim().split("\n");
  }

  run(...args: readonly string[]) {
    const env = { PATH: `${this.folder}:${process.env.PATH ?? ""}` };
    return runGray(this.folder, ["abort", ...args], env);
  }

  note(cluster: string, version: string | undefined): void {
    this.clusters.note(cluster, route, version);
  }

  /** How many versions each route of a cluster leads to. */
  shares(cluster: string): number[] {
    const live = this.clusters.api(cluster).get(route) as unknown as {
      spec: { http: { route: object[] }[] };
    };
    return live.spec.http.map((one) => one.route.length);
  }
}
