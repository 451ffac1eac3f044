import { expect } from "chai";
import { limitContext } from "../../../model/limits/limit";
import type { LiveObject } from "../../../model/live-object";
import { planRelease } from "../../../model/plan/plan";
import type { FleetWeights } from "../../../model/rollout/state";
import { rolloutLimits } from "../../../operations/limits/rollout";
import { east, release, service, west } from "../../support/releases";

const v1 = { image: "hello:1" };
// Somebody else decides how many pods of v2 run, so no file shows it.
const v2 = { image: "hello:2", replicas: "external" as const };

const fleet = (weights: Record<string, number>, lanes: Record<string, number> = {}): FleetWeights =>
  Object.fromEntries(
    ["west", "east"].map((name) => [name, { services: { hello: weights }, lanes }]),
  );

const pods = (ready: number): LiveObject =>
  ({
    kind: "Deployment",
    metadata: { name: "hello-v2", generation: 1 },
    status: { observedGeneration: 1, updatedReplicas: ready, availableReplicas: ready },
  }) as never;

const now = new Date("2026-11-27T12:00:00Z");

describe("the limits of a rollout that is to begin", () => {
  const hello = service({ versions: { v1, v2 }, weights: { v2: 100 } });

  it("count the ready pods of versions that gain, in all clusters together", () => {
    const context = limitContext(planRelease(release({ services: { hello } }), [west, east]), {
      readyPods: 5,
    });
    const record = { start: fleet({ v1: 100 }), goal: fleet({ v2: 100 }) };
    const found = (...ready: readonly number[]) =>
      rolloutLimits({ context, record, now, live: ready.map((one) => [pods(one)]) });
    expect(found(2, 3)).to.deep.equal([]);
    expect(found(2, 2).map(({ code, given }) => [code, given])).to.deep.equal([
      ["GR402", "v2 of hello has 4 ready pods, and gets requests by weights"],
    ]);
  });

  it("measure no lane that the rollout leaves as it is", () => {
    const lanes = {
      header: "x-lane",
      mode: "permissive" as const,
      lanes: [{ name: "gray", version: "v2", weight: 30 }],
    };
    const services = { hello: { ...hello, expose: true, weights: { v1: 90, v2: 10 } } };
    const rollout = { steps: [{ setWeight: 50 }] };
    const plan = planRelease(release({ services, lanes, rollout, gateway: {} }), [west, east]);
    const found = (start: FleetWeights) =>
      rolloutLimits({
        context: limitContext(plan, { step: 10 }),
        record: { start, goal: fleet({ v1: 90, v2: 10 }) },
        ...{ now, live: [] },
      }).map(({ code }) => code);
    expect(found(fleet({ v1: 100 }))).to.deep.equal([]);
    expect(found(fleet({ v1: 100 }, { gray: 0 }))).to.deep.equal(["GR411", "GR411"]);
  });
});
