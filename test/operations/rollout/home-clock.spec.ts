import { expect } from "chai";
import type { Copy } from "../../../operations/rollout/record/copy";
import { homeClock } from "../../../operations/rollout/home-clock";
import { FakeClock } from "../../support/ports";

describe("the clock of home", () => {
  const copies = [
    { kind: "none", cluster: "west", nowMs: 5000 },
    { kind: "none", cluster: "east", nowMs: 9000 },
    { kind: "away", cluster: "north", why: "it did not answer" },
  ] as const satisfies readonly Copy[];

  it("tells the time of its API server, and goes on as that of the machine", async () => {
    const machine = new FakeClock();
    await machine.sleep(1000);
    const clock = homeClock(copies, "west", machine);
    expect(clock.now()).to.equal(5000);
    await clock.sleep(700);
    expect([clock.now(), machine.now()]).to.deep.equal([5700, 1700]);
  });

  it("is that of the machine where home did not answer", async () => {
    const machine = new FakeClock();
    await machine.sleep(1000);
    for (const name of ["north", "south"])
      expect(homeClock(copies, name, machine).now()).to.equal(1000);
  });
});
