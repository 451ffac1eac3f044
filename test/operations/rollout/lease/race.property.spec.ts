import { expect } from "chai";
import fc from "fast-check";
import type { Clock } from "../../../../operations/clock";
import { acquireLease } from "../../../../operations/rollout/lease/acquire";
import type { HeldLease } from "../../../../operations/rollout/lease/held";
import { cases } from "../../../support/cases";
import { place } from "../../../support/rollout/homes";
import { SlowServer } from "../../../support/rollout/slow-server";
import { VirtualClock } from "../../../support/virtual-clock";

/** Drivers and their home, in which everything takes a random time. */
class World {
  readonly time = new VirtualClock();
  readonly home: SlowServer;
  readonly drivers: Driver[];

  constructor(
    readonly random: (below: number) => number,
    count: number,
  ) {
    this.home = new SlowServer(this.time, random);
    this.drivers = Array.from({ length: count }, (_, i) => new Driver(this, i));
  }
}

/** A driver with a clock of its own, which runs a little fast or slow. */
class Driver {
  dead = false;
  lease: HeldLease | undefined;
  private readonly rate: number;

  constructor(
    private readonly world: World,
    private readonly index: number,
  ) {
    this.rate = 0.95 + world.random(100) / 1000;
  }

  private get clock(): Clock {
    const { time } = this.world;
    return {
      now: () => time.now() * this.rate + this.index * 5_000_000,
      sleep: (ms, { signal } = {}) => time.sleep(Math.max(0, ms) / this.rate, signal),
      deadline: (ms, signal) => time.sleep(Math.max(0, ms) / this.rate, signal),
    };
  }

  /** Whether it would write at this moment. */
  get acts(): boolean {
    if (this.dead || !this.lease) return false;
    try {
      this.lease.check();
      return true;
    } catch {
      return false;
    }
  }

  /** Takes the Lease when it can, holds it for a time, and releases it or dies. */
  async run(untilMs: number): Promise<void> {
    const { world, clock, index } = this;
    const { time, random } = world;
    const home = { place, cluster: "west", api: world.home.api(() => this.dead), clock };
    for (let i = 0; !this.dead && time.now() < untilMs; i += 1) {
      this.lease = await acquireLease(home, `${index}-${i}`).catch(() => undefined);
      const end = new AbortController();
      this.lease?.signal.addEventListener("abort", () => end.abort());
      await time.sleep(this.lease ? random(30_000) : random(3000), end.signal);
      this.dead = this.lease !== undefined && random(100) < 20;
      const { lease } = this;
      this.lease = undefined;
      await lease?.release();
    }
  }
}

describe("the Leases of drivers whose requests, answers and clocks go astray", () => {
  it("let at most one of them act at any moment, and some of them in the long run", async function () {
    this.timeout(60_000);
    const numRuns = cases(40);
    let acted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.nat(1_000_000)),
        fc.integer({ min: 2, max: 4 }),
        async (numbers, count) => {
          const next = numbers[Symbol.iterator]() as Iterator<number>;
          const random = (below: number) => (next.next().value as number) % below;
          const world = new World(random, count);
          const untilMs = 120_000;
          const watch = async () => {
            while (world.time.now() < untilMs) {
              const acting = world.drivers.filter((one) => one.acts).length;
              expect(acting).to.be.at.most(1);
              acted += acting;
              await world.time.sleep(100);
            }
          };
          await Promise.all([watch(), ...world.drivers.map((one) => one.run(untilMs))]);
        },
      ),
      { numRuns },
    );
    // Of 1,200 looks in each run.
    expect(acted).to.be.greaterThan(numRuns * 200);
  });
});
