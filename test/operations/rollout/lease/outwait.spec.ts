import { expect } from "chai";
import { acquireLease, LeaseHeldError } from "../../../../operations/rollout/lease/acquire";
import { outwaitLease } from "../../../../operations/rollout/lease/outwait";
import type { Clock } from "../../../../operations/clock";
import { Home } from "../../../support/rollout/homes";

describe("a driver that finds the Lease with another one", () => {
  let second = 0;
  let west: Home;
  const waits: string[] = [];

  beforeEach(async () => {
    [second, waits.length] = [0, 0];
    west = await Home.start("west", { now: () => Date.UTC(2030, 0, 1, 0, 0, second) });
  });

  afterEach(() => west.server.stop());

  /** A clock whose waits let the time of home go on, and something happen. */
  const clock = (meanwhile: () => Promise<unknown> = () => Promise.resolve()): Clock => ({
    now: () => second * 1000,
    sleep: async (ms, { background = false } = {}) => {
      if (background) return new Promise(() => undefined);
      second += ms / 1000;
      await meanwhile();
    },
    deadline: () => new Promise(() => undefined),
  });
  const outwait = (meanwhile?: () => Promise<unknown>) =>
    outwaitLease({ ...homeOf(west), clock: clock(meanwhile) }, ({ name }) => waits.push(name));

  it("takes it when nobody has renewed it to the end of its time, and says so once", async () => {
    const gone = await acquireLease({ ...homeOf(west), clock: clock() }, "gone");
    expect(gone.holder).to.equal("gone");
    const { takenFrom } = await outwait();
    expect(takenFrom?.name).to.equal("gone");
    expect(second).to.equal(15);
    expect(waits).to.deep.equal(["gone"]);
  });

  it("is refused as soon as the other driver renews it", async () => {
    await acquireLease({ ...homeOf(west), clock: clock() }, "anna");
    const renewal = () =>
      west.api.mergePatch(leasePath, { spec: { renewTime: "2030-01-01T00:00:01.000000Z" } });
    const refused = await outwait(renewal).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(LeaseHeldError);
    expect((refused as LeaseHeldError).holder.name).to.equal("anna");
    expect(second).to.equal(1);
  });
});

const leasePath = "/apis/coordination.k8s.io/v1/namespaces/shop/leases/gray-rollout-demo";

function homeOf({ place, cluster, api }: Home) {
  return { place, cluster, api };
}
