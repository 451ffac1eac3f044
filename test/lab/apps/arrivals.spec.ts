import { expect } from "chai";
import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Arrivals } from "../../../lab/apps/arrivals";

describe("a pod that was told to end", () => {
  it("is quiet when nothing has come or gone for a while, but not under an open request", async () => {
    const arrivals = new Arrivals();
    expect(arrivals.quietFor(1_000)).to.equal(true);
    const response = new EventEmitter();
    arrivals.during(response);
    await sleep(20);
    expect(arrivals.quietFor(10)).to.equal(false);
    response.emit("close");
    expect(arrivals.quietFor(10)).to.equal(false);
    await sleep(20);
    expect(arrivals.quietFor(10)).to.equal(true);
  });
});
