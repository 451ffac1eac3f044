import { expect } from "chai";
import { systemClock } from "../../operations/clock";
import { failureOf } from "../support/ports";

describe("the machine's clock", () => {
  it("does not wait for a time that has passed, and tells the time", async () => {
    const before = systemClock.now();
    await systemClock.sleep(-5000);
    expect(systemClock.now() - before).to.be.within(0, 4000);
  });

  it("waits at least as long as it was asked to", async () => {
    const before = performance.now();
    await systemClock.sleep(5);
    expect(performance.now() - before).to.be.at.least(4);
  });

  it("ends a wait early, with an error", async () => {
    const stop = new AbortController();
    const wait = systemClock.sleep(60_000, { signal: stop.signal, background: true });
    stop.abort();
    expect((await failureOf(wait)).name).to.equal("AbortError");
  });
});
