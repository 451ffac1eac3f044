// A stack with a rollout for end-to-end specs: its record, its status, and drivers that can be killed.
import { expect } from "chai";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeClient, KubeObject } from "../../../kubernetes/client";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { sendRequests } from "../../../lab/load/load";
import type { Release } from "../../../model/release/release";
import type { RolloutRecord } from "../../../model/rollout/record";
import type { RolloutSpec } from "../../../model/rollout/spec";
import { run, type Finished } from "../../../engine/run";
import { cluster } from "../support/lab";
import { eventually } from "../support/lab-parts";
import { Project } from "../support/project";
import { enough, expectSplit, type Shares } from "../support/shares";

/** The lab's two clusters. */
export const names = ["west", "east"] as const;

/** Requests that measure a share to within 3 points: 4.5 standard errors of the share are less. */
export function enoughFor3(weights: Shares): number {
  const worst = Math.max(...Object.values(weights).map((p) => p * (100 - p)));
  return Math.max(enough(weights), Math.ceil((4.5 ** 2 * worst) / 9));
}

/** A driver that runs in a process of its own. */
export interface Driver {
  readonly finished: Promise<Finished>;
  /** Ends it at once, as a lost machine does. */
  kill(): void;
}

/** A stack whose release declares a rollout of the service `shop`. */
export class RolloutStack {
  readonly host: string;
  private readonly copies: string[] = [];
  private readonly clients: ReadonlyMap<string, KubeClient>;

  constructor(
    readonly project: Project,
    readonly stack: string,
  ) {
    this.host = `${stack}.example`;
    this.clients = new Map(names.map((name) => [name, clientOf(cluster(name).kubeconfig)]));
  }

  get namespace(): string {
    return `gray-${this.stack}`;
  }

  /** Deploys v1 and v2, all traffic on v1, and then declares the rollout to v2. */
  async deploy(rollout: RolloutSpec, more: Partial<Release["services"][string]> = {}) {
    const { stack, host, namespace } = this;
    const image = (tag: string) => ({ image: `example.com/shop:${tag}` });
    await this.deployRelease({
      name: stack,
      namespace,
      gateway: { hosts: [host] },
      services: {
        shop: {
          port: 8080,
          expose: true,
          versions: { v1: image("1"), v2: image("2") },
          weights: { v1: 100 },
          ...more,
        },
      },
    });
    this.declare(rollout, { v2: 100 });
  }

  /** Deploys a release. */
  async deployRelease(release: Release): Promise<void> {
    const { project, stack } = this;
    project.write(stack, release);
    await project.init(stack);
    await project.up(stack);
  }

  /** Changes plan and goal in the stack file. */
  declare(rollout: RolloutSpec, goal: Shares): void {
    this.project.edit(this.stack, ["gray-release:rollout"], rollout);
    this.project.edit(this.stack, ["gray-release:weights"], { shop: goal });
  }

  /** Runs `gray rollout`. */
  gray(command: string, ...options: string[]): Promise<Finished> {
    return this.project.gray("rollout", command, "--stack", this.stack, ...options);
  }

  /** Runs `gray rollout`, which must end with a code. */
  async must(command: string, ...options: string[]): Promise<string> {
    const { code, output } = await this.gray(command, ...options);
    expect(code, output).to.equal(0);
    return output;
  }

  /** Starts `gray rollout run`. */
  drive(folder = this.project.folder): Driver {
    let pid = 0;
    const finished = run(
      process.execPath,
      [resolve("cli/gray.cjs"), "rollout", "run", "--stack", this.stack],
      {
        cwd: folder,
        env: { ...this.project.env, GRAY_WEBHOOK_SECRET: "s3cr3t" },
        onStart: (one) => (pid = one),
      },
    );
    return { finished, kill: () => void process.kill(pid, "SIGKILL") };
  }

  /** A copy of the project in another folder, as another machine has it. */
  copy(): string {
    const folder = mkdtempSync(join(tmpdir(), "gray-e2e-elsewhere-"));
    const filter = (path: string) => !path.includes(".pulumi-state");
    cpSync(this.project.folder, folder, { recursive: true, verbatimSymlinks: true, filter });
    this.copies.push(folder);
    return folder;
  }

  /** Ends the Lease of a driver that is gone, in place of the 15 s that it lasts. */
  async endLease(): Promise<void> {
    const path = `/apis/coordination.k8s.io/v1/namespaces/${this.namespace}/leases/gray-rollout-${this.stack}`;
    await this.client("west").delete(path);
  }

  /** The record that a cluster has. */
  async record(name: (typeof names)[number] = "west"): Promise<RolloutRecord> {
    const path = `/api/v1/namespaces/${this.namespace}/configmaps/gray-rollout-${this.stack}`;
    const found = await this.client(name).get<ConfigMap>(path);
    return JSON.parse(found?.data?.record ?? "null") as RolloutRecord;
  }

  client(name: (typeof names)[number]): KubeClient {
    return this.clients.get(name)!;
  }

  /** Waits until the record meets a condition. */
  async until(
    what: string,
    meets: (record: RolloutRecord) => boolean,
    seconds = 60,
  ): Promise<RolloutRecord> {
    const endMs = Date.now() + seconds * 1000;
    for (;;) {
      const record = await this.record();
      if (record && meets(record)) return record;
      if (Date.now() > endMs) expect.fail(`${what}: not within ${seconds} s: ${at(record)}`);
      await sleep(20);
    }
  }

  /** Measures what each gateway's requests reach. */
  async expectShares(weights: Shares | ((name: string) => Shares), headers = {}): Promise<void> {
    const { host } = this;
    await Promise.all(
      names.map(async (name) => {
        const wanted = typeof weights === "function" ? weights(name) : weights;
        const url = `${cluster(name).gateway}/`;
        const count = enoughFor3(wanted);
        expectSplit(
          name,
          await sendRequests({ url, headers: { host, ...headers }, count }),
          wanted,
        );
      }),
    );
  }

  /** Waits until one version answers alone: a way back does not wait for proxies. */
  async untilAllOn(version: string): Promise<void> {
    await eventually(`all requests reach ${version}`, async () => {
      const { host } = this;
      const answers = names.map((name) =>
        sendRequests({ url: `${cluster(name).gateway}/`, headers: { host }, count: 30 }),
      );
      return (await Promise.all(answers)).every(
        ({ byVersion }) => Object.keys(byVersion).join() === version,
      );
    });
    await this.expectShares({ [version]: 100 });
  }

  /** Takes the release away. */
  end(): void {
    for (const client of this.clients.values()) client.close();
    this.project.drop(this.namespace);
    for (const folder of this.copies) rmSync(folder, { recursive: true, force: true });
  }
}

interface ConfigMap extends KubeObject {
  readonly data?: { readonly record?: string };
}

function at(record: RolloutRecord | undefined): string {
  return JSON.stringify(
    record && { status: record.status, at: record.at, last: record.decisions?.at(-1) },
  );
}
