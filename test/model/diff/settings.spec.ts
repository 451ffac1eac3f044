import { expect } from "chai";
import { settingsRisks } from "../../../model/diff/settings";
import type { RolloutSpec } from "../../../model/rollout/spec";

/** The marks of a change of the rollout. */
const marks = (before?: RolloutSpec, after?: RolloutSpec) => {
  const of = (rollout?: RolloutSpec) => ({
    clusters: [],
    release: { ...(rollout && { rollout }) },
  });
  return settingsRisks(of(before), of(after)).map(({ level, what }) => [level, what]);
};

describe("the marks of a rollout", () => {
  const one = { steps: [{ setWeight: 5 }] };
  const other = { steps: [{ setWeight: 50 }] };

  it("tell a reviewer first where it goes: weights then move at once", () => {
    expect(marks(one)).to.deep.equal([
      [
        "high",
        "The rollout goes: from this change on, an update moves all weights at once. Make sure that none runs.",
      ],
    ]);
  });

  it("tell where one is declared, and where its plan changes", () => {
    expect(marks(undefined, one)[0]?.[1]).to.match(/^A rollout is declared: /);
    expect(marks(one, other)[0]?.[1]).to.match(/^The plan of the rollout changes\. /);
    expect(marks(one, { ...one })).to.deep.equal([]);
    expect(marks()).to.deep.equal([]);
  });
});
