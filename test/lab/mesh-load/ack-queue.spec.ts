import { expect } from "chai";
import { AckQueue, type Timers } from "../../../lab/mesh-load/ack-queue";

/** Timers that run only when a spec says so. */
class Hands implements Timers {
  private nowMs = 0;
  private waiting: { atMs: number; run: () => void }[] = [];

  now = (): number => this.nowMs;
  after = (delayMs: number, run: () => void): void => {
    this.waiting.push({ atMs: this.nowMs + delayMs, run });
  };

  /** Goes on to a time. */
  to(ms: number): void {
    for (;;) {
      const next = this.waiting.sort((a, b) => a.atMs - b.atMs)[0];
      if (!next || next.atMs > ms) break;
      this.waiting.shift();
      this.nowMs = next.atMs;
      next.run();
    }
    this.nowMs = ms;
  }
}

describe("the acknowledgements of a simulated proxy", () => {
  it("come a time within the range after each response", () => {
    const hands = new Hands();
    const queue = new AckQueue({ fromMs: 100, toMs: 200 }, hands, () => 0.5);
    const done: string[] = [];
    queue.add(() => done.push("a"));
    hands.to(149);
    expect(done).to.deep.equal([]);
    hands.to(150);
    expect(done).to.deep.equal(["a"]);
    queue.add(() => done.push("b"));
    hands.to(299);
    expect(done).to.deep.equal(["a"]);
    hands.to(300);
    expect(done).to.deep.equal(["a", "b"]);
  });

  it("come in the order of the responses, though a later one waits shorter", () => {
    const hands = new Hands();
    const random = [1, 0];
    const queue = new AckQueue({ fromMs: 100, toMs: 2000 }, hands, () => random.shift() ?? 0);
    const done: [string, number][] = [];
    queue.add(() => done.push(["slow", hands.now()]));
    hands.to(500);
    queue.add(() => done.push(["fast", hands.now()]));
    hands.to(5000);
    expect(done).to.deep.equal([
      ["slow", 2000],
      ["fast", 2000],
    ]);
  });

  it("come as late for all types of a push, and anew for the next push", () => {
    const hands = new Hands();
    const random = [0.5, 1];
    const queue = new AckQueue({ fromMs: 0, toMs: 200 }, hands, () => random.shift() ?? 0);
    const done: [string, number][] = [];
    const add = (name: string) => queue.add(() => done.push([name, hands.now()]));
    add("clusters");
    hands.to(10);
    add("routes");
    hands.to(200);
    add("next");
    hands.to(1000);
    expect(done).to.deep.equal([
      ["clusters", 100],
      ["routes", 110],
      ["next", 400],
    ]);
  });

  it("never come for responses of a stream that has ended", () => {
    const hands = new Hands();
    const queue = new AckQueue({ fromMs: 100, toMs: 100 }, hands);
    const done: string[] = [];
    queue.add(() => done.push("before"));
    queue.clear();
    hands.to(50);
    queue.add(() => done.push("after"));
    hands.to(1000);
    expect(done).to.deep.equal(["after"]);
  });
});
