// `gray rollout pause`, `resume` and `promote`: one write of the record at home, then copies.
import { expect } from "chai";
import type { RolloutRecord } from "../../../../model/rollout/record";
import { rolloutRecord } from "../../../support/rollout/record";
import { fleet, RolloutStack } from "../../../support/rollout/stack";

const at = "2030-01-01T00:00:10Z";

/** A rollout of the stack at its pause, which waits for a person. */
const record = (changes: Partial<RolloutRecord> = {}) =>
  rolloutRecord({
    ...{ spec: { steps: [{ setWeight: 20 }, { pause: {} }] }, start: fleet(0), goal: fleet(100) },
    current: { weights: fleet(20), routes: {}, scale: {} },
    at: { index: 1, from: 0, state: "decided", since: at },
    ...changes,
  });

describe("the commands that change the record of a rollout", () => {
  let stack: RolloutStack;
  before(async () => (stack = await RolloutStack.start()));
  after(() => stack.stop());

  it("pause it, with who and why, in all clusters", async () => {
    stack.put(record());
    const { code, stdout, stderr } = await stack.gray("pause", "--reason", "a talk at ten");
    expect([code, stderr, stdout]).to.deep.equal([
      ...[0, "", "Rollout a1 is paused at step 2 of 3 (pause until somebody promotes).\n"],
    ]);
    for (const cluster of ["west", "east"]) {
      const { held, decisions, revision } = stack.record(cluster)!;
      expect(held).to.include({ by: "spec", why: "a talk at ten" });
      expect(decisions.at(-1)).to.include({ by: "spec", what: "the rollout was paused" });
      expect(revision).to.equal(2);
    }
    expect((await stack.gray("pause")).stdout).to.match(/^It is paused already, by spec since /);
  });

  it("say of a pause during a write that the step is finished", async () => {
    stack.put(record({ at: { index: 0, from: -1, state: "decided", since: at } }));
    expect((await stack.gray("pause")).stdout).to.equal(
      "Rollout a1 is paused: it finishes step 1 of 3 (set weight 20 %) and goes no further.\n",
    );
  });

  it("resume it, and say what else ends a pause of the plan", async () => {
    stack.put(record({ held: { by: "anna", at } }));
    expect((await stack.gray("resume")).stdout).to.equal("Rollout a1 goes on.\n");
    expect(stack.record("east")?.held).to.equal(undefined);
    expect((await stack.gray("resume")).stdout).to.equal(
      "It is not paused. A pause of the plan ends with: npx gray rollout promote -s dev\n",
    );
  });

  it("promote its pause, once", async () => {
    stack.put(record());
    expect((await stack.gray("promote")).stdout).to.equal(
      "Step 2 of 3 (pause until somebody promotes) of rollout a1 is promoted.\n",
    );
    expect(stack.record()?.promoted).to.include({ by: "spec", index: 1, full: false });
    expect((await stack.gray("promote")).stdout).to.match(/^It is promoted already, by spec at /);
  });

  it("promote it to its goal from anywhere", async () => {
    stack.put(record({ at: { index: 0, from: -1, state: "done", since: at } }));
    const refused = await stack.gray("promote");
    expect([refused.code, refused.stderr]).to.deep.equal([
      2,
      "gray rollout promote: rollout a1 is at step 1 of 3 (set weight 20 %), where nothing waits for a promotion. " +
        "Fix: promote it at its next pause, or go straight to the goal: npx gray rollout promote -s dev --full\n",
    ]);
    expect((await stack.gray("promote", "--full")).stdout).to.equal(
      "Rollout a1 goes straight to its goal.\n",
    );
    expect(stack.record("east")?.promoted).to.include({ full: true });
  });

  it("let only promoters promote, as the API server of home knows them", async () => {
    const spec = { steps: [{ setWeight: 20 }, { pause: {} }] };
    stack.put(record({ spec: { ...spec, promoters: ["release-managers"] } }));
    const { code, stderr } = await stack.gray("promote");
    expect(code).to.equal(2);
    expect(stderr).to.match(
      /^gray rollout promote: only release-managers may promote; for the API server this is spec,/,
    );
    expect(stack.record()?.promoted).to.equal(undefined);
    stack.put(record({ spec: { ...spec, promoters: ["release-managers", "spec"] } }));
    expect((await stack.gray("promote")).code).to.equal(0);
  });

  it("change nothing where no rollout runs, and say what the last one came to", async () => {
    stack.put(record({ status: "aborted", endedAt: at }));
    for (const command of ["pause", "resume", "promote"]) {
      const { code, stderr } = await stack.gray(command);
      expect([code, stderr]).to.deep.equal([
        2,
        `gray rollout ${command}: there is no rollout to ${command}: the last one, a1, was aborted at ${at}\n`,
      ]);
    }
    expect(stack.record()?.revision).to.equal(1);
  });

  it("read and decide again where a driver wrote meanwhile", async () => {
    stack.put(record());
    const api = stack.clusters.api("west");
    api.before({ method: "PATCH", path: /configmaps/ }, () =>
      stack.put(record({ revision: 7 }), ["west"]),
    );
    expect((await stack.gray("pause")).code).to.equal(0);
    expect(stack.record()).to.include({ revision: 8 });
    expect(stack.record()?.held?.by).to.equal("spec");
  });

  it("go by no old copy where home does not answer or lags behind an abort", async () => {
    stack.put(record({ home: "east" }), ["west"]);
    stack.clusters.api("east").delete("/api/v1/namespaces/shop/configmaps/gray-rollout-demo");
    expect((await stack.gray("pause")).stderr).to.match(
      /the home of the rollout, east, has no record\. .* npx gray rollout run -s dev --home <cluster>\n$/,
    );
    stack.put(record());
    stack.put(record({ epoch: 2, status: "aborted" }), ["east"]);
    expect((await stack.gray("promote")).stderr).to.contain(
      "the home of the rollout, west, has an older record than another cluster",
    );
  });

  it("change the record where a copy can't be written, and name the cluster", async () => {
    stack.put(record());
    const api = stack.clusters.api("east");
    const stop = api.before({ method: "PATCH", path: /configmaps/ }, () => api.refuse());
    const { code, stderr } = await stack.gray("pause");
    stop();
    expect(code).to.equal(0);
    expect(stderr).to.match(/^east has an older copy of the record: /);
  });
});
