import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diedRelease, underDeaths, type Outcome } from "../../../bench/no-loss/api-server";
import { callers } from "../../../bench/no-loss/flows";
import type { LoadResult } from "../../../bench/no-loss/load";
import { Stacks } from "../../../bench/no-loss/stacks";
import { openBackend } from "../../../engine/backend";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { tools } from "../support/lab";
import { eventually } from "../support/lab-parts";
import { ownLab, useOwnLab } from "../support/own-lab";

const leasePath =
  "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager";

/** Who holds the lease of the controllers of cluster east. */
async function controllers(): Promise<string | undefined> {
  const client = clientOf(ownLab.cluster("east").kubeconfig);
  const lease = await client.get<{ spec: { holderIdentity?: string } }>(leasePath);
  client.close();
  return lease?.spec.holderIdentity;
}

describe("an API server that is killed for 20 s before the routes of an update", () => {
  const folder = mkdtempSync(join(tmpdir(), "gray-e2e-killed-"));
  let outcome: Outcome | undefined;
  let load: LoadResult;
  let before_: string | undefined;

  useOwnLab();

  before(async function () {
    // A busy machine needs more than the usual five minutes for two updates and a death between them.
    this.timeout(10 * 60_000);
    const { clusters } = ownLab.status;
    const backend = openBackend(join(folder, "state"));
    const engine = { tools: tools(), backend, signal: new AbortController().signal };
    const stacks = new Stacks(join(folder, "stacks"), clusters, engine);
    before_ = await eventually("controllers hold their lease", controllers);
    await stacks.apply(callers("died-callers", [diedRelease]));
    const death = { moment: "before the routes", cluster: "east", seconds: 20 } as const;
    const result = await underDeaths(stacks, clusters, [death], () => undefined);
    [outcome] = result.outcomes;
    load = result.load;
  });

  // The lab is wiped with all that the stacks made.
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("loses no request", () => {
    const { failed, strangers, losses, requests } = load;
    expect({ failed, strangers, losses: losses.slice(0, 5) }).to.deep.equal({
      failed: 0,
      strangers: 0,
      losses: [],
    });
    expect(requests).to.be.greaterThan(1000);
  });

  it("ends the update in words, with no route moved, unless the update outlives that", () => {
    if (outcome?.survived) return;
    expect(outcome?.routes).to.equal(0);
    expect(outcome?.said).to.match(
      /can't see whether the proxies took the (workloads|subsets): cluster east\b.*applied no later stage and deleted nothing/s,
    );
  });

  it("lets the next update bring config, state and clusters to the same", () => {
    expect(outcome?.differences).to.deep.equal([]);
  });

  it("ends the controllers, which can't keep their lease, so that they blame no node for it", async () => {
    const now = await eventually("controllers hold their lease", controllers);
    expect(now).to.not.equal(before_);
  });
});
