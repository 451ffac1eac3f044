import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { RefusalError } from "../../../operations/refusal";
import { MeshSync } from "../../../operations/sync/run";
import { failureOf } from "../../support/ports";
import { useServing, type FakeCluster } from "../../support/reached";

const istiodPods = /\/namespaces\/istio-system\/pods$/;
const whyNotReady =
  "pod istiod-0: container discovery runs, but is not ready: see its readiness probe and its log";

/** Lets the pod of a cluster's istiod be not ready. */
function notReady({ api }: FakeCluster): void {
  const container = { name: "discovery", ready: false, state: { running: {} } };
  api.put({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "istiod-0", namespace: "istio-system", labels: { app: "istiod" } },
    status: {
      conditions: [{ type: "Ready", status: "False" }],
      containerStatuses: [container],
    },
  } as KubeObject);
}

describe("an update whose istiods are not ready", () => {
  const serving = useServing();

  const begin = () =>
    new MeshSync(serving.clusters, {
      settle: { seconds: 3, minimum: 0, limit: 60, stragglers: 0 },
      reporter: serving.lines,
      clock: serving.clock,
      mayBegin: Promise.resolve(),
    });

  it("waits for an istiod of which no pod is ready, says so, and asks it then", async () => {
    let looks = 0;
    notReady(serving.at(1));
    serving.at(1).api.before(
      { path: istiodPods },
      () => {
        if (++looks === 4) serving.at(1).api.istiod.addPod();
      },
      4,
    );
    const sync = begin();
    await sync.before("routes");
    await sync.after("routes", true);
    await sync.end();
    expect(serving.lines.infos[0]).to.equal(
      `The update waits until istiod of cluster east is ready: ${whyNotReady}.`,
    );
    expect(serving.lines.infos[1]).to.match(
      /^Proxies took routes after \d\.\d\d s \(2 proxies\)\.$/,
    );
    expect(serving.lines.infos).to.have.length(2);
    expect(serving.clock.now()).to.be.within(1500, 3000);
  });

  it("asks an API server again that is away when it begins, instead of going on without asking", async () => {
    serving.at(0).api.fault({ kind: "reset", match: { path: istiodPods }, times: 2 });
    serving.at(1).api.fault({ kind: 429, match: { path: istiodPods }, times: 3 });
    const sync = begin();
    await sync.before("routes");
    await sync.after("routes", true);
    await sync.end();
    expect(serving.lines.infos).to.have.length(1);
    expect(serving.lines.infos[0]).to.contain("(2 proxies)");
  });

  it("is refused where an API server stays away when it begins, and names that cluster", async () => {
    await serving.at(1).api.refuse();
    const error = await failureOf(begin().before("workloads"));
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(
      /^The update can't see whether the proxies took the foundation: cluster east \(http:\/\/127\.0\.0\.1:\d+\): .*ECONNREFUSED/,
    );
    expect(serving.clock.now()).to.be.within(10_500, 11_500);
  });

  it("is refused after the limit where no pod of an istiod becomes ready, and names pod and reason", async () => {
    notReady(serving.at(1));
    const sync = begin();
    const error = await failureOf(sync.before("workloads"));
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.equal(
      "The update can't see which proxies took its changes, because no pod of an istiod became ready within 60 s: " +
        `istiod of cluster east: ${whyNotReady}. ` +
        "The update applied no later stage and deleted nothing. Repair the istiod and run the same command again; " +
        "gray-release:settle.limit gives it more time.",
    );
    expect(serving.clock.now()).to.be.within(60_000, 62_000);
  });

  it("waits for an istiod that lost its readiness while an API server was away", async () => {
    const sync = begin();
    await sync.before("routes");
    notReady(serving.at(1));
    serving.at(1).api.cutConnections();
    const error = await failureOf(sync.after("routes", true));
    expect(error.message).to.contain(`istiod of cluster east: ${whyNotReady}. `);
  });
});
