import { expect } from "chai";
import type { ManagedFieldsEntry } from "../../../model/live-object";
import { fieldManager } from "../../../model/manifests/ownership";
import { planRelease, type ReleasePlan } from "../../../model/plan/plan";
import { notAtOnce } from "../../../model/plan/transition";
import { sample, type Sample } from "../../oracle/arbitraries/arbitraries";
import { Draw } from "../../oracle/arbitraries/draw";
import { edited, kindsOfEdits } from "../../oracle/arbitraries/release-edits";
import { emptyWorld, update } from "../../oracle/updates/run";
import type { WorldCluster } from "../../oracle/updates/world";
import { cases, seedFrom } from "../../support/cases";

const sequences = cases(500);
const changes = 10;
const { first, alone } = seedFrom("GRAY_SEQUENCE_SEED");

/** Runs a check on many seeds; a failure says which one. */
function always(check: (draw: Draw) => void): void {
  for (let seed = first; seed < first + (alone ? 1 : sequences); seed++)
    try {
      check(Draw.seeded(seed));
    } catch (error) {
      throw new Error(`with GRAY_SEQUENCE_SEED=${seed}: ${(error as Error).message}`, {
        cause: error,
      });
    }
}

/** Whether the program would not begin the update, which no order could do without a loss. */
function isRefused(world: readonly WorldCluster[], { clusters }: ReleasePlan): boolean {
  return clusters.some((one, i) => {
    const live = [...(world[i]?.live.values() ?? [])].map((object) => ({
      ...object,
      metadata: { ...object.metadata, managedFields: [ours] },
    }));
    return notAtOnce(one, live).length > 0;
  });
}

const ours: ManagedFieldsEntry = { manager: fieldManager, operation: "Apply" };

const plan = ({ release, clusters }: Sample) => planRelease(release, clusters);

describe("random sequences of 10 changes of config", function () {
  this.timeout(300_000);

  it("name no subset and no pods that are not there, whatever a proxy has learnt, also after updates that broke off", () => {
    const counted = new Map<string, number>();
    let [updates, brokenOff, refused] = [0, 0, 0];
    always((draw) => {
      let state = sample(draw);
      const world = emptyWorld(plan(state));
      const told: string[] = [];
      const go = (kind: string, stopAfter = Infinity) => {
        updates++;
        const wanted = plan(state);
        if (isRefused(world, wanted)) {
          refused++;
          told.push(`${kind}, refused`);
          return;
        }
        told.push(stopAfter < Infinity ? `${kind}, broken off after ${stopAfter}` : kind);
        const wrong = update(world, wanted, draw, undefined, stopAfter);
        expect(wrong, told.join(" > ")).to.deep.equal([]);
      };
      go("first");
      for (let change = 0; change < changes; change++) {
        const { kind, sample: next } = edited(draw, state);
        counted.set(kind, (counted.get(kind) ?? 0) + 1);
        state = next;
        const stops = draw.chance(20);
        if (stops) brokenOff++;
        go(kind, stops ? draw.whole(0, 15) : Infinity);
      }
    });
    // One that is run again says nothing about all of them.
    if (alone) return;
    expect(updates).to.equal(sequences * (changes + 1));
    expect(brokenOff).to.be.greaterThan(sequences);
    expect(refused).to.be.lessThan(updates / 15);
    expect([...counted.keys()]).to.include.members(kindsOfEdits);
  });
});
