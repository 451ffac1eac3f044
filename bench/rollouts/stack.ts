// A stack with a rollout on the lab for the benchmarks: its file, its record, its routes and its load.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import { run, type Finished } from "../../engine/run";
import type { KubeClient, KubeObject } from "../../kubernetes/client";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { sendRequests, steadyLoad } from "../../lab/load/load";
import type { LabCluster } from "../../lab/types";
import { recordName } from "../../model/rollout/names";
import type { RolloutRecord } from "../../model/rollout/record";
import type { RolloutSpec } from "../../model/rollout/spec";
import { yamlText } from "../../model/yaml/write";
import { linkCheckout } from "../linked-checkout";
import { image, shop } from "../no-loss/releases";
import { treeOf } from "../processes";
import { environment, pulumi, type Engine, type Weights } from "../program";
import { sumOf } from "../statistics";
import { shareIn, type Routes } from "./share";

/** Connections through each gateway, and milliseconds for which each rests between requests. */
export const [connections, pause] = [8, 50] as const;

/** Requests through each gateway that show who answers after an end. */
const sample = 200;

/** A driver in a process of its own. */
export interface Driver {
  readonly finished: Promise<Finished>;
  /** Ends it and all that it started at once, as a lost machine does. */
  kill(): void;
}

/** What a load came to. */
export interface Lost {
  readonly requests: number;
  readonly failed: number;
  /** Those that failed, by reason. */
  readonly failures: Readonly<Record<string, number>>;
}

/** What a stack has beside its weights and its rollout. */
export interface StackOptions {
  /** Variables of the containers of v2. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** Keys of the stack file. @default none */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A release of one service with versions v1 and v2, all traffic on v1 at first. */
export class RolloutStack {
  private readonly clients: readonly KubeClient[];
  private readonly file: string;
  private salt = "";
  private copies = 0;

  constructor(
    private readonly folder: string,
    private readonly clusters: readonly LabCluster[],
    private readonly engine: Engine,
    readonly name: string,
    private readonly options: StackOptions = {},
  ) {
    linkCheckout(folder, resolve(__dirname, "../.."));
    this.file = join(folder, `Pulumi.${name}.yaml`);
    this.clients = clusters.map(({ kubeconfig }) => clientOf(kubeconfig));
  }

  /** Makes the stack and brings its release up. */
  async init(): Promise<void> {
    await pulumi(this.engine, ["stack", "init", "--stack", this.name], this.folder);
    const made = parse(readFileSync(this.file, "utf8")) as { encryptionsalt: string };
    this.salt = made.encryptionsalt;
    await this.up({ v1: 100 });
  }

  /** Declares weights, and a rollout to them where there is a plan, and updates. */
  async up(weights: Weights, rollout?: RolloutSpec): Promise<void> {
    const { env = {}, config: more } = this.options;
    const versions = { v1: { image: image("1") }, v2: { image: image("2"), env } };
    const config = {
      "gray-release:release": shop(this.name, { versions, weights: { v1: 100 } }),
      "gray-release:protect": false,
      "gray-release:clusters": this.clusters.map(({ name, kubeconfig }) => ({ name, kubeconfig })),
      "gray-release:weights": { shop: weights },
      ...more,
      ...(rollout && { "gray-release:rollout": rollout }),
    };
    writeFileSync(this.file, yamlText({ encryptionsalt: this.salt, config }));
    await this.pulumi("up", "--yes", "--skip-preview");
  }

  pulumi(...args: readonly string[]): Promise<string> {
    return pulumi(this.engine, [...args, "--stack", this.name], this.folder);
  }

  /** Removes the lock of an update whose driver was killed. */
  async unlock(): Promise<void> {
    await pulumi(this.engine, ["cancel", "--yes", this.name], this.folder);
  }

  /** @throws Error with the output where it ends with another code than 0 */
  async gray(...args: readonly string[]): Promise<void> {
    const { code, output } = await this.begin(this.folder, args).finished;
    if (code !== 0) throw new Error(`gray ${args.join(" ")} ended with ${code}:\n${output}`);
  }

  /** Starts `gray rollout run` in this folder. */
  drive(): Driver {
    return this.begin(this.folder, ["rollout", "run"]);
  }

  /** Starts it in a new folder with a copy of the stack file, as another person's checkout is. */
  driveElsewhere(): Driver {
    this.copies += 1;
    const folder = `${this.folder}-${this.copies}`;
    linkCheckout(folder, resolve(__dirname, "../.."));
    copyFileSync(this.file, join(folder, `Pulumi.${this.name}.yaml`));
    return this.begin(folder, ["rollout", "run"]);
  }

  /** The record that the first cluster has. */
  async record(): Promise<RolloutRecord | undefined> {
    const path = `/api/v1/namespaces/${this.name}/configmaps/${recordName(this.name)}`;
    const found = await this.clients[0]?.get<ConfigMap>(path);
    return found?.data?.record === undefined
      ? undefined
      : (JSON.parse(found.data.record) as RolloutRecord);
  }

  /** Takes the Lease away, as if its time were over. */
  async releaseLease(): Promise<void> {
    await this.clients[0]?.delete(
      `/apis/coordination.k8s.io/v1/namespaces/${this.name}/leases/${recordName(this.name)}`,
    );
  }

  /** The percentage of v2 in the routes of a cluster; undefined where its routes differ. */
  async share(cluster: string): Promise<number | undefined> {
    const client = this.clients[this.clusters.findIndex(({ name }) => name === cluster)];
    const path = `/apis/networking.istio.io/v1/namespaces/${this.name}/virtualservices`;
    return shareIn((await client?.list<Routes>(path)) ?? [], "v2");
  }

  /** Waits until all clusters route so many percent to v2. @returns when, by `performance.now()` */
  async untilShares(percent: number, seconds = 60): Promise<number> {
    const all = this.clusters.map(async ({ name }) => {
      await poll(`${name}: ${percent} % of v2`, seconds, async () =>
        (await this.share(name)) === percent ? true : undefined,
      );
      return performance.now();
    });
    return Math.max(...(await Promise.all(all)));
  }

  /** Waits until the record meets a condition. */
  until(
    what: string,
    meets: (record: RolloutRecord) => boolean | Promise<boolean>,
  ): Promise<RolloutRecord> {
    // A frozen API server takes 10 s of each decision: two answers are waited for, of 5 s each.
    return poll(what, 600, async () => {
      const record = await this.record();
      return record && (await meets(record)) ? record : undefined;
    });
  }

  /** Waits until all clusters route to one version alone. */
  async expectRoutedTo(version: string): Promise<void> {
    await this.untilShares(version === "v2" ? 100 : 0, 10);
  }

  /** @throws Error where another version answers, too, or `pulumi preview` finds a difference */
  async expectAllOn(version: string): Promise<void> {
    for (const { name, gateway } of this.clusters) {
      const headers = { host: `${this.name}.example` };
      const { byVersion } = await sendRequests({ url: `${gateway}/`, headers, count: sample });
      if (Object.keys(byVersion).join() !== version)
        throw new Error(`through ${name}: ${JSON.stringify(byVersion)}, not ${version} alone`);
    }
    await this.expectRoutedTo(version);
    await this.pulumi("preview", "--refresh", "--expect-no-changes");
  }

  /** Does something under load through all gateways. @returns how many requests were lost */
  async underLoad(work: () => Promise<void>): Promise<Lost> {
    const stop = new AbortController();
    const loads = this.clusters.map(({ gateway }) =>
      steadyLoad({
        url: `${gateway}/`,
        headers: { host: `${this.name}.example` },
        ...{ concurrency: connections, pause, signal: stop.signal },
      }),
    );
    try {
      await sleep(500);
      await work();
      await sleep(500);
    } finally {
      stop.abort();
    }
    const totals = await Promise.all(loads);
    const failures: Record<string, number> = {};
    for (const [reason, count] of totals.flatMap((one) => Object.entries(one.failures)))
      failures[reason] = (failures[reason] ?? 0) + count;
    return { requests: sumOf(totals, "total"), failed: sumOf(totals, "failed"), failures };
  }

  /** Takes the release away. */
  async destroy(): Promise<void> {
    await this.pulumi("destroy", "--yes", "--skip-preview");
    for (const client of this.clients) client.close();
  }

  private begin(cwd: string, args: readonly string[]): Driver {
    let pid = 0;
    const finished = run(process.execPath, ["cli/gray.cjs", ...args, "--stack", this.name], {
      cwd,
      env: { ...environment(this.engine), GRAY_WEBHOOK_SECRET: "s3cr3t" },
      onStart: (started) => (pid = started),
    });
    return {
      finished,
      kill: () => {
        for (const one of treeOf(pid)) process.kill(one.pid, "SIGKILL");
      },
    };
  }
}

interface ConfigMap extends KubeObject {
  readonly data?: { readonly record?: string };
}

/** @throws Error where nothing was found in time */
async function poll<T>(
  what: string,
  seconds: number,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const endMs = performance.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > endMs) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(10);
  }
}
