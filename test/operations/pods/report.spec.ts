import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { reportUnready } from "../../../operations/pods/report";
import { FakeClock, Lines } from "../../support/ports";
import { reachFakes, stopAll, type FakeCluster } from "../../support/reached";
import { east, release, west } from "../../support/releases";

const pending = (version: string): KubeObject =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "hello-pod", namespace: "gray-demo", labels: { app: "hello", version } },
    status: { conditions: [{ type: "Ready", status: "False", reason: "Slow" }] },
  }) as KubeObject;

describe("the report of pods that are not ready", () => {
  let clusters: FakeCluster[];
  let clock: FakeClock;
  let lines: Lines;
  let done: () => void;
  let report: Promise<void>;

  beforeEach(async () => {
    clusters = await reachFakes(release(), west, east);
    clusters[0]?.api.put(pending("v1"));
    clusters[1]?.api.put(pending("v2"));
    clock = new FakeClock();
    lines = new Lines();
    const rolledOut = new Promise<void>((resolve) => (done = resolve));
    const options = { readySeconds: 600, reporter: lines, clock };
    report = reportUnready(clusters, rolledOut, options);
  });

  afterEach(() => stopAll(clusters));

  it("comes when four fifths of their time are over, and names cluster, Deployment and pod", async () => {
    expect(clock.waits).to.deep.equal([480_000]);
    clock.endBackground();
    await report;
    expect(lines.warnings).to.have.length(1);
    expect(lines.warnings[0]?.split("\n").slice(0, 3)).to.deep.equal([
      "Pods are not ready after 480 of 600 s:",
      "  - cluster west, hello-v1: pod hello-pod: Slow",
      "  - cluster east, hello-v2: pod hello-pod: Slow",
    ]);
    expect(lines.warnings[0]).to.contain("No route moves in any cluster before they are");
    expect(lines.warnings[0]).to.contain("gray-release:ready");
  });

  it("does not come where all pods became ready in time", async () => {
    done();
    await report;
    expect(lines.warnings).to.deep.equal([]);
    expect(clusters[0]?.api.requests).to.deep.equal([]);
  });

  it("does not come where pods became ready while it looked", async () => {
    clusters[1]?.api.before({ kind: "Pod" }, () => done());
    clock.endBackground();
    await report;
    expect(lines.warnings).to.deep.equal([]);
  });

  it("does not come where all pods are ready, though the engine is not done yet", async () => {
    for (const { api } of clusters) {
      const live = api.list("Pod")[0];
      api.put({
        ...live,
        status: { conditions: [{ type: "Ready", status: "True" }] },
      } as KubeObject);
    }
    clock.endBackground();
    await report;
    expect(lines.warnings).to.deep.equal([]);
  });

  it("tells of the other clusters where one can't be asked", async () => {
    await clusters[0]?.api.refuse();
    clock.endBackground();
    await report;
    expect(lines.warnings[0]).to.match(/cluster west, hello-v1: which pods can't be read/);
    expect(lines.warnings[0]).to.contain("cluster east, hello-v2: pod hello-pod: Slow");
  });
});
