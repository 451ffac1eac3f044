import { expect } from "chai";
import { drains, TrialBehaviour } from "../../../lab/apps/trial-behaviour";

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

  it("refuses a value that is no number, by the variable's name", () => {
    for (const [name, value] of [
      ["LAB_DELAY_MS", "1s"],
      ["LAB_FAIL_ATTEMPTS", "-1"],
    ] as const) {
      expect(() => new TrialBehaviour({ [name]: value })).to.throw(`${name} is "${value}"`);
    }
  });
});
