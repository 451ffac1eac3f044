import { expect } from "chai";
import { fixedSync } from "../../../operations/sync/fixed";
import { FakeClock } from "../../support/ports";

describe("a fixed wait for proxies", () => {
  it("is as long after each stage that changed", async () => {
    const clock = new FakeClock();
    const sync = fixedSync(3, clock);
    await sync.after("workloads", true);
    await sync.after("routes", true);
    expect(clock.now()).to.equal(6000);
  });

  it("ends, for a stage that did not change, so many seconds after the update began", async () => {
    const clock = new FakeClock();
    const sync = fixedSync(3, clock);
    await clock.sleep(2000);
    await sync.after("workloads", false);
    expect(clock.now()).to.equal(3000);
    await sync.after("routes", false);
    expect(clock.now()).to.equal(3000);
  });
});
