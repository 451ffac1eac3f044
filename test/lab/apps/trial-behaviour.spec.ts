import { expect } from "chai";
import { drains, TrialBehaviour } from "../../../lab/apps/trial-behaviour";

/** Random numbers that are given. */
function sequence(...numbers: number[]): () => number {
  return () => numbers.shift() ?? 1;
}

/** Whether an answer is still held back after all timers of no length have run. */
async function isTaken(behaviour: TrialBehaviour): Promise<boolean> {
  let answered = false;
  const done = behaviour.delay().then(() => (answered = true));
  await new Promise((next) => setImmediate(next));
  const held = !answered;
  await done;
  return held;
}

describe("a container that misbehaves on purpose", () => {
  it("fails the first attempts of each request, told by its ID", () => {
    const behaviour = new TrialBehaviour({ LAB_FAIL_ATTEMPTS: "2" });
    const attempts = ["a", "a", "b", "a", "b", "b", "a"].map((id) => behaviour.refuses(id));
    expect(attempts).to.deep.equal([true, true, true, false, true, false, false]);
  });

  it("never fails a request without an ID, nor any where nothing is asked for", () => {
    expect(new TrialBehaviour({ LAB_FAIL_ATTEMPTS: "2" }).refuses(undefined)).to.equal(false);
    expect(new TrialBehaviour({}).refuses("a")).to.equal(false);
  });

  it("forgets old requests, so that its memory stays bounded", () => {
    const behaviour = new TrialBehaviour({ LAB_FAIL_ATTEMPTS: "1" });
    expect([behaviour.refuses("old"), behaviour.refuses("old")]).to.deep.equal([true, false]);
    for (let i = 0; i < 10_000; i += 1) behaviour.refuses(`id ${i}`);
    expect(behaviour.refuses("old")).to.equal(true);
  });

  it("waits before it answers", async () => {
    const begin = performance.now();
    await new TrialBehaviour({ LAB_DELAY_MS: "30" }).delay();
    expect(performance.now() - begin).to.be.greaterThan(25);
  });

  it("drains on SIGTERM only where it is told to, and refuses another word", () => {
    expect(drains({})).to.equal(false);
    expect(drains({ LAB_ON_SIGTERM: "exit" })).to.equal(false);
    expect(drains({ LAB_ON_SIGTERM: "drain" })).to.equal(true);
    expect(() => drains({ LAB_ON_SIGTERM: "Drain" })).to.throw('LAB_ON_SIGTERM is "Drain"');
  });

  it("fails a share of the requests, and only in the clusters that are named", () => {
    const env = { LAB_FAIL_SHARE: "25", LAB_FAIL_CLUSTERS: "west, north" };
    const random = sequence(0.1, 0.3, 0.24, 0.25, 0.9);
    const west = new TrialBehaviour(env, "west", random);
    expect(Array.from({ length: 5 }, () => west.fails())).to.deep.equal([
      true,
      false,
      true,
      false,
      false,
    ]);
    const east = new TrialBehaviour(env, "east", () => 0);
    expect(east.fails()).to.equal(false);
  });

  it("is slow for a share of the requests, and only in the clusters that are named", async () => {
    const env = { LAB_SLOW_SHARE: "50%", LAB_SLOW_MS: "40", LAB_SLOW_CLUSTERS: "west" };
    const west = new TrialBehaviour(env, "west", sequence(0.7, 0.2));
    const waits: boolean[] = [];
    for (let i = 0; i < 2; i += 1) waits.push(await isTaken(west));
    expect(waits).to.deep.equal([false, true]);
    expect(await isTaken(new TrialBehaviour(env, "east", () => 0))).to.equal(false);
  });

  it("refuses shares and bursts that can't be, by the variable's name", () => {
    for (const [env, said] of [
      [{ LAB_FAIL_SHARE: "101" }, 'LAB_FAIL_SHARE is "101"'],
      [{ LAB_FAIL_SHARE: "half" }, 'LAB_FAIL_SHARE is "half"'],
      [{ LAB_FAIL_BURST: "0" }, 'LAB_FAIL_BURST is "0"'],
      [{ LAB_SLOW_SHARE: "5" }, "LAB_SLOW_SHARE needs LAB_SLOW_MS"],
    ] as const) {
      expect(() => new TrialBehaviour(env)).to.throw(said);
    }
  });

  it("refuses a value that is no number, by the variable's name", () => {
    for (const [name, value] of [
      ["LAB_DELAY_MS", "1s"],
      ["LAB_FAIL_ATTEMPTS", "-1"],
    ] as const) {
      expect(() => new TrialBehaviour({ [name]: value })).to.throw(`${name} is "${value}"`);
    }
  });
});
