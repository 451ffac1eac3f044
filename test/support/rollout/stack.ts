// A stack with a rollout in a folder, and fake API servers with its clusters.
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { PrometheusServer } from "../../../model/analysis/prometheus";
import type { NotificationReceiver } from "../../../model/notifications/receiver";
import type { LimitsSpec } from "../../../model/limits/spec";
import type { Cluster } from "../../../model/release/cluster";
import type { RolloutRecord } from "../../../model/rollout/record";
import type { RolloutSpec } from "../../../model/rollout/spec";
import type { FleetWeights } from "../../../model/rollout/state";
import { manifests, planRelease } from "../../../model/plan/plan";
import { written } from "../../../model/manifests/ownership";
import { recordData } from "../../../operations/rollout/record/data";
import { FakeClusters } from "../fake-clusters";
import { Folder, withEnvironment } from "../folder";
import { gray, type GrayRun } from "../gray-in-process";
import { release, service } from "../releases";

const versions = { v1: { image: "web:1", replicas: 2 }, v2: { image: "web:2", replicas: 2 } };
const names = ["west", "east"];

/** What the stack `dev` declares; clusters have v1 alone until a spec says otherwise. */
export interface Declared {
  readonly rollout?: RolloutSpec;
  readonly goal?: Readonly<Record<string, number>>;
  readonly limits?: LimitsSpec;
  readonly prometheus?: PrometheusServer;
  readonly notifications?: readonly NotificationReceiver[];
}

/** The weights of both clusters. */
export const fleet = (v2: number, v1 = "v1"): FleetWeights =>
  Object.fromEntries(
    names.map((name) => [name, { services: { web: { [v1]: 100 - v2, v2 } }, lanes: {} }]),
  );

/** A stack `dev` of a release `demo` with a service `web`, in the clusters west and east. */
export class RolloutStack {
  private constructor(
    readonly folder: Folder,
    readonly clusters: FakeClusters,
    private readonly config: object,
  ) {}

  /** Gives the stack limits, or takes them away. */
  limit(limits?: LimitsSpec): void {
    const config = { ...this.config, ...(limits && { "gray-release:limits": limits }) };
    this.folder.write("Pulumi.dev.yaml", stringify({ config }));
  }

  static async start({
    rollout = { steps: [{ setWeight: 20 }, { pause: {} }] },
    goal = { v2: 100 },
    limits,
    prometheus,
    notifications,
  }: Declared = {}): Promise<RolloutStack> {
    const folder = new Folder();
    const of = names.map((name): Cluster => ({ name, kubeconfig: `${name}.kubeconfig` }));
    const declared = (weights: Readonly<Record<string, number>>) =>
      release({
        ...{ namespace: "shop", services: { web: service({ versions, weights, expose: true }) } },
        ...(Object.keys(rollout).length > 0 && { rollout }),
      });
    const clusters = await FakeClusters.start(declared({ v1: 100 }), of);
    for (const name of names) folder.write(`${name}.kubeconfig`, clusters.api(name).kubeconfig());
    const stackConfig = {
      "gray-release:release": declared(goal),
      "gray-release:clusters": of,
      "gray-release:settle": { seconds: 0 },
      ...(prometheus && { "gray-release:prometheus": prometheus }),
      ...(notifications && { "gray-release:notifications": notifications }),
    };
    const stack = new RolloutStack(folder, clusters, stackConfig);
    stack.limit(limits);
    stack.pulumi(0);
    return stack;
  }

  /** Lets `pulumi` note its arguments, have nothing else to change, and end with a code. */
  pulumi(code: number): void {
    const { path } = this.folder;
    const lines = [`echo "$1" >> '${path}/calls'`, `echo '{"steps":[]}'`, `exit ${code}`];
    chmodSync(this.folder.write("pulumi", ["#!/bin/sh", ...lines, ""].join("\n")), 0o755);
  }

  /** What `pulumi` was asked for: the first word of each command. */
  calls(): string[] {
    const file = join(this.folder.path, "calls");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }

  /** Runs `gray rollout`; a `pulumi` in the folder is found first. */
  gray(...args: readonly string[]): Promise<GrayRun> {
    const path = `${this.folder.path}:${process.env.PATH ?? ""}`;
    return withEnvironment({ PATH: path }, () => gray(this.folder.path, "rollout", ...args));
  }

  /** Puts a record into clusters. */
  put(record: RolloutRecord, into: readonly string[] = names): void {
    const metadata = { name: "gray-rollout-demo", namespace: "shop" };
    for (const name of into)
      this.clusters
        .api(name)
        .put({ apiVersion: "v1", kind: "ConfigMap", metadata, ...recordData(record) });
  }

  /** The record that a cluster has. */
  record(cluster = "west"): RolloutRecord | undefined {
    const found = this.clusters
      .api(cluster)
      .get<{ metadata: { name: string }; data?: { record?: string } }>(
        "/api/v1/namespaces/shop/configmaps/gray-rollout-demo",
      );
    const text = found?.data?.record;
    return text === undefined ? undefined : (JSON.parse(text) as RolloutRecord);
  }

  /** Gives clusters the routes of some weights, as the program wrote them. */
  move(v2: number, into: readonly string[] = names): void {
    for (const { plan } of this.clusters.all.filter(({ plan }) =>
      into.includes(plan.cluster.name),
    )) {
      const cluster = { ...plan.cluster, weights: { web: { v1: 100 - v2, v2 } } };
      const shop = release({
        ...{ namespace: "shop" },
        services: { web: service({ versions, weights: { v1: 100 }, expose: true }) },
      });
      const [moved] = planRelease(shop, [cluster]).clusters;
      for (const manifest of manifests(moved!))
        if (manifest.kind === "VirtualService")
          this.clusters
            .api(cluster.name)
            .put(written(manifest), { manager: "gray-release", operation: "Apply" });
    }
  }

  /** The share of v2 that the routes of a cluster have, in percent. */
  share(cluster: string): number {
    const path = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/web";
    const found = this.clusters.api(cluster).get<RouteObject>(path);
    const routes = found?.spec.http?.at(-1)?.route ?? [];
    const v2 = routes.find(({ destination }) => destination.subset === "v2");
    return v2 ? (v2.weight ?? 100) : 0;
  }

  async stop(): Promise<void> {
    await this.clusters.stop();
    this.folder.remove();
  }
}

interface RouteObject {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly http?: readonly {
      readonly route?: readonly {
        readonly destination: { readonly subset?: string };
        readonly weight?: number;
      }[];
    }[];
  };
}
