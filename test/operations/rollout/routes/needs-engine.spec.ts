import { expect } from "chai";
import { planRelease } from "../../../../model/plan/plan";
import type { VersionSpec } from "../../../../model/release/release";
import { withState } from "../../../../model/rollout/overlay";
import type { FleetState } from "../../../../model/rollout/state";
import type { ServiceWeights } from "../../../../model/release/routing";
import { needsEngine } from "../../../../operations/rollout/routes/needs-engine";
import { scaled } from "../../scale/support";
import { east, west } from "../../../support/releases";

/** Whether a step of v2 needs the engine, in a release whose v2 has some pods. */
function needed(
  v2: Partial<VersionSpec>,
  [from, to]: readonly [ServiceWeights, ServiceWeights],
  pods?: number,
): boolean {
  const plan = planRelease(scaled({ replicas: 4 }, v2), [west, east]);
  const stateOf = (weights: ServiceWeights, replicas?: number): FleetState => ({
    // The other cluster keeps what it has.
    weights: { east: { services: { hello: weights }, lanes: {} } },
    routes: {},
    scale: replicas === undefined ? {} : { east: { hello: { v2: replicas } } },
  });
  return needsEngine(withState(plan, stateOf(from)), withState(plan, stateOf(to, pods)));
}

const [few, half] = [
  { v1: 90, v2: 10 },
  { v1: 50, v2: 50 },
];
const prescaled = { autoscale: { min: 1, max: 9, prescale: true } };

describe("the need of the engine for a step", () => {
  it("is there where the share of a prescaled version grows in any cluster", () => {
    expect(needed(prescaled, [few, half])).to.equal(true);
    const capped = { autoscale: { min: 1, max: 9, prescale: { max: 3 } } };
    expect(needed(capped, [few, half])).to.equal(true);
  });

  it("is there where the share of one origin grows", () => {
    const byOrigin = { gateway: half, mesh: few };
    expect(needed(prescaled, [{ gateway: few, mesh: few }, byOrigin])).to.equal(true);
  });

  it("is there where a step sets the scale of a version", () => {
    expect(needed({ replicas: 4 }, [few, few], 2)).to.equal(true);
  });

  it("is not there where no share grows, or no version is prescaled", () => {
    expect(needed(prescaled, [half, few])).to.equal(false);
    expect(needed(prescaled, [few, few])).to.equal(false);
    expect(needed({ replicas: 4 }, [few, half])).to.equal(false);
    expect(needed({ autoscale: { min: 1, max: 9 } }, [few, half])).to.equal(false);
  });
});
