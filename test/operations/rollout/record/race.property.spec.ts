import { expect } from "chai";
import fc from "fast-check";
import { lives, newest, type RolloutRecord } from "../../../../model/rollout/record";
import type { Clock } from "../../../../operations/clock";
import { ended, takenOver } from "../../../../operations/rollout/decide/transitions";
import { copyTo } from "../../../../operations/rollout/record/copy-to";
import type { RecordCluster } from "../../../../operations/rollout/record/copy";
import { readData } from "../../../../operations/rollout/record/data";
import { readCopies } from "../../../../operations/rollout/record/read";
import { recordStore } from "../../../../operations/rollout/record/store";
import { cases } from "../../../support/cases";
import { place } from "../../../support/rollout/homes";
import { rolloutRecord } from "../../../support/rollout/record";
import { SlowServer } from "../../../support/rollout/slow-server";
import { VirtualClock } from "../../../support/virtual-clock";

const names = ["west", "east", "north"];

/** Clusters whose copies are written by several at once. */
class World {
  readonly time = new VirtualClock();
  /** What was written in each cluster, in order. */
  readonly written = new Map<string, RolloutRecord[]>(names.map((name) => [name, []]));
  private readonly servers: readonly (readonly [name: string, server: SlowServer])[];

  constructor(readonly random: (below: number) => number) {
    this.servers = names.map((name) => {
      const note = (object: object) => void this.written.get(name)?.push(readData(object));
      return [name, new SlowServer(this.time, random, note)];
    });
  }

  get clock(): Clock {
    const sleep: Clock["sleep"] = (ms, { signal } = {}) => this.time.sleep(Math.max(0, ms), signal);
    return { now: this.time.now, sleep, deadline: (ms, signal) => sleep(ms, { signal }) };
  }

  get clusters(): RecordCluster[] {
    return this.servers.map(([cluster, server]) => ({
      cluster,
      client: { ok: true, value: server.api() },
    }));
  }

  /** A driver that takes step after step, as far as it can, and tells what it saw at its end. */
  async drive(by: string, untilMs: number): Promise<void> {
    const { clock, clusters, time } = this;
    const store = recordStore({ place, clusters, home: "west", clock });
    let claimed: number | undefined;
    while (time.now() < untilMs) {
      const reading = await store.read();
      if ("away" in reading) continue;
      const { home, others } = reading;
      const all = [...(home ? [home.record] : []), ...others];
      const record = newest(all) ?? rolloutRecord({ primaries: names });
      if (!lives(record) && record === home?.record) return;
      if (claimed !== undefined && record.epoch !== claimed) return;
      const mark = { by, at: new Date(reading.nowMs).toISOString() };
      const next =
        record !== home?.record
          ? record
          : claimed === undefined
            ? takenOver(record, mark)
            : { ...record, revision: record.revision + 1 };
      const saved = await store.save(next, home?.version);
      if (saved === "saved" && next.epoch > record.epoch) claimed = next.epoch;
    }
  }

  /** An abort: it ends the rollout in every cluster that it reaches, home or not. */
  async abort(afterMs: number): Promise<void> {
    await this.time.sleep(afterMs);
    const { clock, clusters } = this;
    const copies = await readCopies(place, clusters, { clock });
    const record = newest(copies.flatMap((one) => (one.kind === "record" ? [one.record] : [])));
    if (!record || !lives(record)) return;
    const mark = { by: "abort", at: "2030-01-01T00:00:00Z" };
    const about = { mark, what: "aborted", current: record.current, owed: [] };
    const next = { ...ended(record, "aborted", about), epoch: record.epoch + 1, revision: 0 };
    const outcomes = await copyTo(place, clusters, next, { clock, seen: copies });
    this.aborted = outcomes.some(({ kind }) => kind === "written");
  }

  aborted = false;
}

describe("the copies of a record that drivers and an abort write at once", () => {
  it("never go back, and end everywhere that an abort was written and home saw it", async function () {
    this.timeout(60_000);
    const numRuns = cases(40);
    let [aborts, copied] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat(1_000_000)), async (numbers) => {
        const next = numbers[Symbol.iterator]() as Iterator<number>;
        const world = new World((below) => (next.next().value as number) % below);
        await Promise.all([
          world.drive("anna", 40_000),
          world.time.sleep(world.random(20_000)).then(() => world.drive("ben", 60_000)),
          world.abort(world.random(40_000)),
        ]);
        // Whoever comes last brings all clusters together.
        await world.drive("cem", 400_000);
        for (const written of world.written.values())
          for (const [i, one] of written.entries()) {
            const before = written[i - 1];
            if (before) expect(newest([before, one]), JSON.stringify([before, one])).to.equal(one);
          }
        copied += world.written.get("east")?.length ?? 0;
        if (!world.aborted) return;
        aborts += 1;
        expect(world.written.get("west")?.at(-1)?.status).to.equal("aborted");
      }),
      { numRuns },
    );
    expect(aborts).to.be.greaterThan(0);
    expect(copied).to.be.greaterThan(numRuns * 3);
  });
});
