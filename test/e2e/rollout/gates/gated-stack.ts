// A rollout whose steps are decided by the lab's Prometheus servers, and the requests that they see.
import { expect } from "chai";
import { steadyLoad, type LoadTotals } from "../../../../lab/load/load";
import type { AnalysisSpec } from "../../../../model/analysis/spec";
import type { Counts } from "../../../../model/analysis/counts";
import { sumOf, type Analysis } from "../../../../model/analysis/evidence";
import type { Release } from "../../../../model/release/release";
import type { RolloutRecord } from "../../../../model/rollout/record";
import type { RolloutSpec } from "../../../../model/rollout/spec";
import { cluster } from "../../support/lab";
import { eventually, holds, pods } from "../../support/lab-parts";
import type { Shares } from "../../support/shares";
import { names, RolloutStack, type Driver } from "../stack";

type Versions = Release["services"][string]["versions"];

/** An analysis that counts from its first second on, once a second. */
export const quick = { warmUp: "0s", interval: "1s" } as const satisfies AnalysisSpec;

/** A version that the lab's stand-in server answers for. */
export function version(env: Record<string, string> = {}): Versions[string] {
  return { image: "example.com/shop:1", env };
}

/** A stack whose rollout asks metrics servers. */
export class GatedStack extends RolloutStack {
  private readonly loads: { stop: AbortController; totals: Promise<LoadTotals[]> }[] = [];

  /** Deploys some versions, all traffic on v1. */
  async begin(versions: Versions): Promise<void> {
    const { stack, namespace, host } = this;
    const shop = { port: 8080, expose: true, weights: { v1: 100 }, versions };
    await this.deployRelease({
      ...{ name: stack, namespace },
      gateway: { hosts: [host] },
      services: { shop },
    });
    const service = "istio-system/prometheus:9090";
    this.project.edit(stack, ["gray-release:prometheus"], { service, scrapeInterval: "1s" });
  }

  /** Declares a rollout, starts it and drives it. */
  async roll(rollout: RolloutSpec, goal: Shares, command = "start"): Promise<Driver> {
    this.declare(rollout, goal);
    await this.must(command);
    return this.drive();
  }

  /** Sends requests through both gateways from now on. */
  load(): void {
    const { host } = this;
    const stop = new AbortController();
    const headers = { host };
    const totals = names.map((name) =>
      steadyLoad({
        ...{ url: `${cluster(name).gateway}/`, headers, signal: stop.signal },
        ...{ concurrency: 4, pause: 60 },
      }),
    );
    this.loads.push({ stop, totals: Promise.all(totals) });
  }

  /** Ends the load. @returns its answers by version, and its failures */
  async endLoad(): Promise<{ readonly byVersion: Shares; readonly failures: Shares }> {
    const all = await Promise.all(
      this.loads.splice(0).map(({ stop, totals }) => {
        stop.abort();
        return totals;
      }),
    );
    const [byVersion, failures]: [Record<string, number>, Record<string, number>] = [{}, {}];
    for (const totals of all.flat()) {
      add(byVersion, totals.byVersion);
      add(failures, totals.failures);
    }
    return { byVersion, failures };
  }

  /**
   * Waits for the end of a driver whose rollout metrics take back.
   *
   * @param edit a foreign edit for which the engine does not record the end. @default there is none
   * @returns why they did
   */
  async takenBack({ finished }: Driver, edit?: string): Promise<string> {
    const { code, output } = await finished;
    expect(code, output).to.equal(edit === undefined ? 1 : 2);
    if (edit !== undefined) expect(output).to.contain(edit);
    const record = await this.record();
    expect(record).to.include({ status: "failed" });
    expect(record.owed).to.deep.equal([]);
    await this.untilAllOn("v1");
    return record.decisions.find(({ event }) => event === "failed")?.what ?? "";
  }

  /** Waits until what an analysis has seen meets a condition. */
  async untilSeen(what: string, meets: (seen: Analysis) => boolean): Promise<Analysis> {
    const met = (record: RolloutRecord) => (record.analyses ?? []).findLast(meets);
    return met(await this.until(what, (record) => met(record) !== undefined))!;
  }

  /** Deletes the pods of a cluster, and waits until others are Ready. */
  async restartPods(name: (typeof names)[number]): Promise<void> {
    const client = this.client(name);
    const old = await pods(client, this.namespace, "app=shop");
    for (const { metadata } of old)
      await client.delete(`/api/v1/namespaces/${this.namespace}/pods/${metadata.name}`);
    await eventually("other pods are Ready", async () => {
      const found = await pods(client, this.namespace, "app=shop");
      const fresh = found.filter(({ metadata }) =>
        old.every((one) => one.metadata.uid !== metadata.uid),
      );
      return fresh.filter((pod) => holds(pod, "Ready")).length >= old.length;
    });
  }

  override end(): void {
    void this.endLoad();
    super.end();
  }
}

function add(sums: Record<string, number>, counts: Shares): void {
  for (const [key, count] of Object.entries(counts)) sums[key] = (sums[key] ?? 0) + count;
}

/** Requests and bad ones of the gaining version, over all clusters. */
export function canaryOf({ comparisons }: Pick<Analysis, "comparisons">): Counts {
  const errors = comparisons.filter(({ metric }) => metric === "errors");
  return sumOf(
    errors.flatMap(({ totals }) => totals),
    "canary",
  );
}
