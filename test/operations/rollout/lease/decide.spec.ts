import { expect } from "chai";
import {
  isOver,
  lastHolder,
  microTime,
  takenSpec,
  type LeaseObject,
  type LeaseSpec,
} from "../../../../operations/rollout/lease/decide";

const lease = (spec: LeaseSpec): LeaseObject => ({ metadata: { name: "x" }, spec });
const at = (second: number) => Date.UTC(2030, 0, 1, 0, 0, second);

describe("a Lease", () => {
  it("has a holder since its acquisition, until its duration after the last renewal", () => {
    const holder = lastHolder(
      lease({
        ...{ holderIdentity: "anna", leaseDurationSeconds: 20 },
        ...{ acquireTime: microTime(at(1)), renewTime: microTime(at(5)) },
      }),
    );
    expect(holder).to.deep.equal({ name: "anna", sinceMs: at(1), untilMs: at(25) });
    expect(isOver(holder!, at(25) - 1)).to.equal(false);
    expect(isOver(holder!, at(25))).to.equal(true);
  });

  it("has no holder where it is free or there is none, and one without a time is over", () => {
    expect(lastHolder(undefined)).to.equal(undefined);
    for (const holderIdentity of [undefined, null, ""])
      expect(lastHolder(lease({ holderIdentity, renewTime: microTime(at(1)) }))).to.equal(
        undefined,
      );
    expect(isOver(lastHolder(lease({ holderIdentity: "anna" }))!, at(0))).to.equal(true);
  });

  it("counts the holders that it had, and has times with six digits of a second", () => {
    const now = { holder: "anna", nowMs: at(7) };
    const first = takenSpec(undefined, now);
    expect(first).to.deep.equal({
      ...{ holderIdentity: "anna", leaseDurationSeconds: 15, leaseTransitions: 0 },
      acquireTime: "2030-01-01T00:00:07.000000Z",
      renewTime: "2030-01-01T00:00:07.000000Z",
    });
    expect(takenSpec(lease(first), now).leaseTransitions).to.equal(1);
  });
});
