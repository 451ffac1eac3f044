import { expect } from "chai";
import { retry } from "../../operations/retry";
import { failureOf, FakeClock } from "../support/ports";

describe("a retry", () => {
  const options = { limitMs: 5000, pauseMs: 1000 };

  it("gives the first result, without a pause", async () => {
    const clock = new FakeClock();
    expect(await retry(() => Promise.resolve(7), { ...options, clock })).to.equal(7);
    expect(clock.waits).to.deep.equal([]);
  });

  it("repeats what fails, with a pause and the given work before each try", async () => {
    const clock = new FakeClock();
    const steps: string[] = [];
    const run = () => {
      steps.push("run");
      return steps.length < 5 ? Promise.reject(new Error("away")) : Promise.resolve("done");
    };
    const beforeRetry = () => Promise.resolve(void steps.push("connect"));
    expect(await retry(run, { ...options, clock, beforeRetry })).to.equal("done");
    expect(steps).to.deep.equal(["run", "connect", "run", "connect", "run"]);
    expect(clock.waits).to.deep.equal([1000, 1000]);
  });

  it("gives up with the last failure when the time is over", async () => {
    const clock = new FakeClock();
    let tries = 0;
    const run = () => Promise.reject(new Error(`try ${++tries}`));
    expect((await failureOf(retry(run, { ...options, clock }))).message).to.equal("try 7");
    expect(clock.now()).to.equal(6000);
  });

  it("gives up at once where a failure is final", async () => {
    const clock = new FakeClock();
    const isFinal = ({ message }: Error) => message === "final";
    const run = () => Promise.reject(new Error("final"));
    expect((await failureOf(retry(run, { ...options, clock, isFinal }))).message).to.equal("final");
    expect(clock.waits).to.deep.equal([]);
  });
});
