import { expect } from "chai";
import { heldBy, promotedBy, takenOver } from "../../../../operations/rollout/decide/transitions";
import { away, both, mark, next, rollout, saved, taken } from "./rollout";

describe("the decision of a rollout's driver", () => {
  const plan = { steps: [{ setWeight: 5 }, { pause: { duration: "10m" } }] };

  it("records a step before it is written, and again when all proxies acknowledged it", () => {
    const decided = saved(next(rollout(plan)));
    expect(decided.at).to.include({ index: 0, state: "decided" });
    expect(decided.current.weights.east?.services.shop).to.deep.equal({ v1: 95, v2: 5 });
    const write = next(decided);
    expect(write).to.deep.include({ do: "write", clusters: ["west", "east"], engine: false });
    const done = saved(next(decided, { outcomes: both(taken) }));
    expect(done.at).to.include({ index: 0, state: "done" });
    expect(done.decisions.at(-1)?.what).to.equal(
      "step 1 is done: the proxies of west and east acknowledged their routes",
    );
  });

  it("says with each step who decided it and what it is", () => {
    expect(saved(next(rollout(plan))).decisions.at(-1)).to.deep.equal({
      by: "driver",
      at: "2026-01-05T10:00:00.000Z",
      what: "step 1 of 3: set weight 5 % in west and east",
      event: "step",
      action: 0,
    });
  });

  it("waits for the proxies of a cluster that has not acknowledged, by name", () => {
    const decided = saved(next(rollout(plan)));
    const late = { kind: "late", why: "2 proxies are stale" } as const;
    expect(next(decided, { outcomes: both(late) })).to.deep.equal({
      do: "wait",
      waiting: { for: "proxies", names: ["east"], why: "east: 2 proxies are stale" },
    });
  });

  it("stops where another field manager wrote the routes", () => {
    const decided = saved(next(rollout(plan)));
    const foreign = {
      kind: "foreign",
      why: "kubectl-edit wrote VirtualService shop/shop",
    } as const;
    expect(next(decided, { outcomes: both(foreign) })).to.deep.equal({
      do: "stop",
      why:
        "east: kubectl-edit wrote VirtualService shop/shop. To give the routes the weights of the present step: " +
        "npx gray drift --take-over. To end the rollout: npx gray rollout abort",
    });
  });

  it("waits for a cluster that is away, unless the plan skips it", () => {
    const decided = saved(next(rollout(plan)));
    expect(next(decided, { outcomes: both(away) })).to.deep.equal({
      do: "wait",
      waiting: { for: "clusters", names: ["east"], why: "east: timed out" },
    });
    const skipping = saved(next(rollout({ ...plan, unreachable: "skip" })));
    const skipped = saved(next(skipping, { outcomes: both(away) }));
    expect(skipped.requeued).to.deep.equal([{ cluster: "east", from: 0, written: 0 }]);
    expect(skipped.decisions.at(-1)?.what).to.equal(
      "east can't be reached: its steps come after the last wave",
    );
    expect(saved(next(skipped, { outcomes: both(away) })).at.state).to.equal("done");
  });

  it("skips no more clusters than the plan allows", () => {
    const spec = { ...plan, unreachable: "skip", maxFailures: 0 } as const;
    const decided = saved(next(rollout(spec)));
    expect(next(decided, { outcomes: both(away) })).to.have.property("do", "wait");
  });

  it("waits for a skipped cluster when its own wave has come", () => {
    const spec = { steps: [{ setWeight: 5 }], unreachable: "skip" } as const;
    const requeued = [{ cluster: "east", from: 0, written: 0 }];
    const at = { index: 1, from: 0, state: "done", since: mark.at } as const;
    const decided = saved(next(rollout(spec, { requeued, at })));
    expect(decided.at.index).to.equal(2);
    expect(next(decided)).to.deep.include({ do: "write", clusters: ["east"] });
    expect(next(decided, { outcomes: new Map([["east", away]]) })).to.have.property("do", "wait");
  });

  it("goes straight to the goal after a full promotion", () => {
    const spec = { steps: [{ setWeight: 5 }, { pause: {} }, { setWeight: 50 }, { pause: {} }] };
    const first = promotedBy(rollout(spec), mark, true);
    const decided = saved(next(first));
    expect(decided.at).to.include({ index: 4, from: -1 });
    expect(decided.current.weights.west?.services.shop).to.deep.equal({ v2: 100 });
  });

  it("finishes a step that may be half written before a person can hold it", () => {
    const decided = heldBy(saved(next(rollout(plan))), mark);
    expect(next(decided)).to.have.property("do", "write");
    const done = saved(next(decided, { outcomes: both(taken) }));
    expect(next(done)).to.have.nested.property("waiting.for", "resume");
  });

  it("takes traffic back when the deadline is over, wherever the rollout stands", () => {
    const record = rollout({ ...plan, deadline: "1h" });
    expect(next(record, {}, 3599)).to.have.nested.property("record.status", "running");
    const failed = saved(next(heldBy(record, mark), {}, 3600));
    expect(failed.status).to.equal("failed");
    expect(failed).not.to.have.property("held");
  });

  it("is done when the goal is set everywhere", () => {
    const at = { index: 2, from: 1, state: "done", since: mark.at } as const;
    expect(saved(next(rollout(plan, { at })))).to.deep.include({
      status: "done",
      owed: [],
      recorded: false,
    });
  });

  it("needs the engine where pods change", () => {
    const spec = { steps: [{ setCanaryScale: { replicas: 1 } }] };
    const decided = saved(next(rollout(spec, { pods: { west: { shop: { v2: 4 } } } })));
    expect(next(decided)).to.deep.include({ do: "write", engine: true });
  });
});

describe("a driver that takes over", () => {
  it("raises the epoch, and may move the home", () => {
    const record = rollout({ steps: [{ setWeight: 5 }] }, { epoch: 4, revision: 9 });
    expect(takenOver(record, mark)).to.include({ epoch: 5, revision: 0, home: "west" });
    expect(takenOver(record, mark, "east")).to.include({ epoch: 5, home: "east" });
  });
});
