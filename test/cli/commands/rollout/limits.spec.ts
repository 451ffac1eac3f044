// The limits of a stack, as `gray rollout` keeps them against fake API servers.
import { expect } from "chai";
import type { LimitsSpec } from "../../../../model/limits/spec";
import { weekdays } from "../../../../model/limits/wall-time";
import { RolloutStack } from "../../../support/rollout/stack";

const always: LimitsSpec = { freeze: [{ days: weekdays, why: "Nobody is here" }] };

describe("the limits of a rollout", () => {
  let stack: RolloutStack;
  afterEach(() => stack.stop());

  it("keep one from starting whose steps are too large from where the clusters are", async () => {
    const rollout = { steps: [{ setWeight: 20 }, { setWeight: 60 }] };
    stack = await RolloutStack.start({ rollout, limits: { step: 40 } });
    expect((await stack.gray("start")).code).to.equal(0);
    await stack.stop();
    stack = await RolloutStack.start({ rollout, limits: { step: 39 } });
    const { code, stderr } = await stack.gray("start");
    expect(code).to.equal(2);
    expect(stderr.match(/\[GR4\d\d\]/g)).to.deep.equal(["[GR411]", "[GR411]"]);
    expect(stderr).to.contain("breaks 2 limits of the stack; nothing was touched");
    expect(stack.record()).to.equal(undefined);
    stack.move(30);
    stack.limit({ step: 30 });
    expect((await stack.gray("start")).code).to.equal(0);
  });

  it("keep one from starting while too few pods are ready, or in a frozen time", async () => {
    stack = await RolloutStack.start({ limits: { readyPods: 4, ...always } });
    expect((await stack.gray("start")).stderr)
      .to.contain("[GR408]")
      .and.not.contain("[GR402]");
    stack.limit({ readyPods: 5 });
    expect((await stack.gray("start")).stderr).to.match(/v2 of web (declares|has) 4/);
  });

  it("let no step be decided in a frozen time, and one after it", async () => {
    stack = await RolloutStack.start({ rollout: { steps: [{ setWeight: 20 }, { pause: {} }] } });
    await stack.gray("start");
    stack.limit(always);
    const { stdout, stderr } = await stack.gray("tick");
    expect(stdout + stderr)
      .to.contain("allows no step now")
      .and.contain("Nobody is here");
    expect([stack.share("west"), stack.record()?.at.index]).to.deep.equal([0, -1]);
    stack.limit();
    await stack.gray("tick");
    expect(stack.share("west")).to.equal(20);
    // The way back is never blocked.
    stack.limit(always);
    expect((await stack.gray("abort")).code).to.equal(0);
    expect([stack.share("west"), stack.share("east")]).to.deep.equal([0, 0]);
  });

  it("let a step that was decided before a frozen time come to its end", async () => {
    stack = await RolloutStack.start();
    await stack.gray("start");
    await stack.gray("tick");
    const record = stack.record()!;
    stack.put({ ...record, at: { ...record.at, index: 0, from: -1, state: "decided" } });
    stack.limit(always);
    expect((await stack.gray("tick")).stdout).to.contain("step 1 is done");
    expect(stack.record()?.at).to.deep.include({ index: 0, state: "done" });
  });
});
