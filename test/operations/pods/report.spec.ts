import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import type { Clock } from "../../../operations/clock";
import { reportUnready } from "../../../operations/pods/report";
import { Lines } from "../../support/ports";
import { reachFakes, stopAll, type FakeCluster } from "../../support/reached";
import { east, release, west } from "../../support/releases";

const pod = (version: string, reason: string, ready = false): KubeObject =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "hello-pod", namespace: "gray-demo", labels: { app: "hello", version } },
    status: { conditions: [{ type: "Ready", status: ready ? "True" : "False", reason }] },
  }) as KubeObject;

/** A clock whose time passes only while the report waits; what is to happen then happens. */
class ScriptedClock implements Clock {
  private timeMs = 0;
  private events: { readonly atMs: number; readonly happens: () => unknown }[] = [];

  readonly now = () => this.timeMs;

  at(seconds: number, happens: () => unknown): void {
    this.events.push({ atMs: seconds * 1000, happens });
  }

  async sleep(ms: number, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    const end = this.timeMs + ms;
    for (const { happens } of this.events.filter(({ atMs }) => atMs <= end)) {
      happens();
      await turn();
      signal?.throwIfAborted();
    }
    this.events = this.events.filter(({ atMs }) => atMs > end);
    this.timeMs = end;
  }

  /** It is over at once where a spec says so, and else never. */
  deadline(): Promise<void> {
    return this.impatient ? turn() : new Promise(() => undefined);
  }

  impatient = false;
}

describe("the report of pods that are not ready", () => {
  let clusters: FakeCluster[];
  let clock: ScriptedClock;
  let lines: Lines;
  let done: () => void;

  beforeEach(async () => {
    clusters = await reachFakes(release(), west, east);
    put(0, pod("v1", "Slow"));
    put(1, pod("v2", "Slow"));
    clock = new ScriptedClock();
    lines = new Lines();
  });

  afterEach(() => stopAll(clusters));

  const put = (cluster: number, object: KubeObject) => void clusters[cluster]?.api.put(object);

  /** Something happens so many seconds after the pods were applied. */
  const at = (seconds: number, happens: () => unknown) => clock.at(seconds, happens);

  const report = (readySeconds = 600) => {
    const rolledOut = new Promise<void>((resolve) => (done = resolve));
    return reportUnready(clusters, rolledOut, { readySeconds, reporter: lines, clock });
  };

  it("comes after 15 s, with the reason of each Deployment first, for narrow terminals", async () => {
    at(16, () => done());
    await report();
    expect(lines.infos).to.deep.equal([
      "Slow: hello-v1 in west is not ready after 15 s: Slow\n" +
        "Slow: hello-v2 in east is not ready after 15 s: Slow",
    ]);
    expect(lines.warnings).to.deep.equal([]);
  });

  it("comes again when a reason changes, and tells each reason once", async () => {
    at(32, () => put(1, pod("v2", "BackOff 10 s")));
    at(52, () => put(1, pod("v2", "BackOff 20 s")));
    at(62, () => put(1, pod("v2", "Slow")));
    at(90, () => done());
    await report();
    expect(lines.infos.slice(1)).to.deep.equal([
      "BackOff 10 s: hello-v2 in east is not ready after 35 s: BackOff 10 s",
    ]);
  });

  it("names a cluster that does not list its pods in time, and the pods of the others", async () => {
    clusters[0]?.api.fault({ kind: "stall", match: { kind: "Pod" } });
    clock.impatient = true;
    clusters[1]?.api.before({ kind: "Pod" }, () => (clock.impatient = false), 1);
    at(16, () => done());
    await report();
    expect(lines.infos[0]).to.contain("its pods can't be read (no answer within 3 s)");
  });

  it("counts the pods that it does not name", async () => {
    for (const i of Array(12).keys()) {
      const one = pod("v1", `Reason ${"x".repeat(i)}`);
      put(0, { ...one, metadata: { ...one.metadata, name: `pod-${i}` } });
    }
    at(16, () => done());
    await report();
    expect(lines.infos[0]?.split("\n")).to.have.length(9);
    expect(lines.infos[0]).to.match(/\nand 6 more$/);
  });

  it("advises when four fifths of their time are over, and names cluster, Deployment and pod", async () => {
    await report();
    expect(clock.now()).to.equal(480_000);
    expect(lines.warnings).to.have.length(1);
    expect(lines.warnings[0]?.split("\n").slice(0, 3)).to.deep.equal([
      "Pods are not ready after 480 of 600 s:",
      "  - cluster west, hello-v1: pod hello-pod: Slow",
      "  - cluster east, hello-v2: pod hello-pod: Slow",
    ]);
    expect(lines.warnings[0]).to.contain("No route moves in any cluster before they are ready");
    expect(lines.warnings[0]).to.contain("gray-release:ready gives pods more time");
  });

  it("advises at once where pods get less than 15 s", async () => {
    await report(10);
    expect(clock.now()).to.equal(8000);
    expect(lines.infos).to.deep.equal([]);
    expect(lines.warnings[0]).to.contain("Pods are not ready after 8 of 10 s:");
  });

  it("does not come where all pods became ready in time", async () => {
    at(14, () => done());
    await report();
    expect([...lines.infos, ...lines.warnings]).to.deep.equal([]);
    expect(clusters[0]?.api.requests).to.deep.equal([]);
  });

  it("does not come where pods became ready while it looked", async () => {
    clusters[1]?.api.before({ kind: "Pod" }, () => done());
    await report();
    expect([...lines.infos, ...lines.warnings]).to.deep.equal([]);
  });

  it("does not come where all pods are ready, though the engine is not done yet", async () => {
    put(0, pod("v1", "Fine", true));
    put(1, pod("v2", "Fine", true));
    await report();
    expect([...lines.infos, ...lines.warnings]).to.deep.equal([]);
  });

  it("tells of the other clusters where one can't be asked", async () => {
    await clusters[0]?.api.refuse();
    await report(20);
    expect(lines.warnings[0]).to.match(/cluster west, hello-v1: its pods can't be read/);
    expect(lines.warnings[0]).to.contain("cluster east, hello-v2: pod hello-pod: Slow");
  });
});
