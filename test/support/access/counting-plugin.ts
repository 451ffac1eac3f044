/** A credential plugin for specs: it answers what the spec sets, and counts its runs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KubeClient } from "../../../kubernetes/client";
import { clientFor, serverOf } from "../../../kubernetes/connect";
import type { ServerEntry, UserEntry } from "../../../kubernetes/kubeconfig-entries";
import { Folder, withEnvironment } from "../folder";
import { execCredential, kubeconfigOf, scriptPlugin } from "./kubeconfig";

/** The plugin; {@link CountingPlugin.remove} takes its files away. */
export class CountingPlugin {
  private readonly folder = new Folder();

  constructor() {
    this.folder.write("runs", "");
  }

  /** Where its credentials are kept. */
  get cacheHome(): string {
    return this.folder.path;
  }

  /** Sets its answer from now on. */
  answer(status: object): void {
    this.print(execCredential(status));
  }

  /** Sets what it prints from now on. */
  print(text: string): void {
    this.folder.write("answer", text);
  }

  get runs(): number {
    return readFileSync(join(this.folder.path, "runs"), "utf8").length;
  }

  /** Its user in a kubeconfig. */
  user(more: object = {}): UserEntry {
    const file = (name: string) => JSON.stringify(join(this.folder.path, name));
    const script = `
      const { appendFileSync, readFileSync } = require("node:fs");
      appendFileSync(${file("runs")}, ".");
      process.stdout.write(readFileSync(${file("answer")}));`;
    return scriptPlugin(script, more);
  }

  /** A client whose credentials it gives. */
  connect(
    cluster: ServerEntry,
    more: object = {},
    environment: Readonly<Record<string, string>> = {},
  ): Promise<KubeClient> {
    const text = kubeconfigOf(this.user(more), cluster);
    return this.withCache(() => clientFor(serverOf({ name: "a" }, text)), environment);
  }

  /** Runs something that finds its cache. */
  withCache<T>(
    run: () => T | Promise<T>,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    return withEnvironment({ XDG_CACHE_HOME: this.cacheHome, ...environment }, run);
  }

  remove(): void {
    this.folder.remove();
  }
}
