import { expect } from "chai";
import { type IstioLabels, istioLabels } from "../../../lab/metrics/istio-labels";
import { IstioMetrics } from "../../../lab/metrics/istio-metrics";
import type { Workload } from "../../../lab/metrics/workloads";

const labels = Object.fromEntries(istioLabels.map((name) => [name, name])) as IstioLabels;
const pod = (uid: string, proxyRestarts = 0): Workload => ({
  cluster: "west",
  namespace: "demo",
  pod: uid,
  uid,
  address: "10.244.1.2",
  name: uid,
  app: uid,
  version: "v1",
  canonicalName: uid,
  canonicalRevision: "v1",
  hasProxy: true,
  proxyRestarts,
  containers: [],
  labels: {},
});

/** The lines of a metric for a pod, without the labels that all have. */
async function lines(metrics: IstioMetrics, uid: string): Promise<string[]> {
  const found = (await metrics.text()).split("\n").filter((line) => line.includes(`pod="${uid}"`));
  return found.map((line) => {
    const bound = /le="([^"]+)"/.exec(line)?.[1];
    const value = line.slice(line.lastIndexOf(" ") + 1);
    return [/^\w+/.exec(line)?.[0].replace("istio_request", ""), bound, value]
      .filter((part) => part !== undefined)
      .join(" ");
  });
}

describe("Istio's metrics of a cluster", () => {
  it("count requests and sort their durations into Envoy's buckets", async () => {
    const metrics = new IstioMetrics();
    metrics.count(pod("a"), labels, 7);
    metrics.count(pod("a"), labels, 7_200_000);
    metrics.count(pod("a"), labels, undefined);
    const found = await lines(metrics, "a");
    expect(found).to.include.members([
      "s_total 3",
      "_duration_milliseconds_bucket 5 0",
      "_duration_milliseconds_bucket 10 1",
      "_duration_milliseconds_bucket 3600000 1",
      "_duration_milliseconds_bucket +Inf 2",
      "_duration_milliseconds_count 2",
      "_duration_milliseconds_sum 7200007",
    ]);
    expect(found).to.have.lengthOf(1 + 20 + 2);
  });

  it("drop the series of a pod that is gone, and of no other", async () => {
    const metrics = new IstioMetrics();
    for (const uid of ["a", "b"]) metrics.count(pod(uid), labels, 1);
    metrics.gone("a");
    expect(await lines(metrics, "a")).to.deep.equal([]);
    expect(await lines(metrics, "b")).to.include("s_total 1");
    metrics.count(pod("a"), labels, 1);
    expect(await lines(metrics, "a")).to.include("s_total 1");
  });

  it("say that a proxy is there before it has counted a request, and until it is gone", async () => {
    const metrics = new IstioMetrics();
    metrics.changed(pod("a"));
    metrics.changed({ ...pod("b"), hasProxy: false });
    expect(await metrics.text()).to.contain(
      'up{instance="10.244.1.2:15020",namespace="demo",pod="a"} 1',
    );
    expect(await lines(metrics, "b")).to.deep.equal([]);
    metrics.gone("a");
    expect(await lines(metrics, "a")).to.deep.equal([]);
  });

  it("begin anew with a proxy that was started again", async () => {
    const metrics = new IstioMetrics();
    metrics.count(pod("a"), labels, 1);
    metrics.changed(pod("a"));
    expect(await lines(metrics, "a")).to.include("s_total 1");
    metrics.changed(pod("a", 1));
    expect(await lines(metrics, "a")).to.deep.equal(["up 1"]);
  });
});
