import { expect } from "chai";
import type { AskedCluster } from "../../../operations/sync/asked";
import { untilSynced } from "../../../operations/sync/wait";
import { askedCluster, scopeOf } from "../../oracle/mesh/asked-model";
import { ModelIstiod } from "../../oracle/mesh/model-istiod";
import { isSyncedByRuleOfBefore } from "../../oracle/mesh/rule-of-before";
import { chanceOf, Scenario } from "../../oracle/mesh/scenario";
import { Timeline } from "../../oracle/mesh/timeline";
import { cases, seedFrom } from "../../support/cases";

/** The seed of the first mesh; set it to run one mesh again. */
const variable = "GRAY_SYNC_SEED";
const { first, alone } = seedFrom(variable);
const meshes = alone ? 1 : Number(process.env.GRAY_SYNC_CASES ?? cases(150));

/** Waits until the update's stage is synced, by what a cluster answers. */
async function settle(scenario: Scenario, cluster: AskedCluster = scenario.cluster): Promise<void> {
  const limit = { seconds: 600, clock: scenario.time };
  await untilSynced([cluster], new Map(), scenario.scope, limit);
}

describe("the wait for proxies, in random meshes with changes of others", () => {
  it("ends only when every proxy that the stage concerns has it, and soon after that", async () => {
    for (let seed = first; seed < first + meshes; seed += 1) {
      const scenario = new Scenario(chanceOf(seed));
      await settle(scenario);
      const mesh = `${variable}=${seed}`;
      expect(scenario.isTaken, `${mesh}: every proxy has the stage`).to.equal(true);
      const lateMs = scenario.time.now() - Math.max(scenario.takenMs ?? 0, scenario.troubleMs);
      // Proxies that stood still make the slowest push longer than it was before, and changes that
      // leave istiod no rest come in pushes of ten seconds.
      const isSlow = scenario.troubleMs > 0 || scenario.everyMs < 100;
      const mostMs = isSlow ? 25_000 : 10_000;
      expect(lateMs, `${mesh}: it ends soon`).to.be.at.most(mostMs);
    }
  });

  it("would end too early if it took a proxy in the push queue for done", async () => {
    let early = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const scenario = new Scenario(chanceOf(seed));
      await settle(scenario, withoutQueue(scenario.cluster));
      if (!scenario.isTaken) early += 1;
    }
    expect(early).to.be.greaterThan(0);
  });
});

/** The same answers, but for the queue: it looks as if every push had passed it at once. */
function withoutQueue(cluster: AskedCluster): AskedCluster {
  const istiods = cluster.istiods.map((istiod) => ({
    ...istiod,
    tuning: { ...istiod.tuning, throttle: Infinity },
    metrics: async () => ({
      ...(await istiod.metrics()),
      ...{ dequeued: 0, cpuSeconds: 0, slowestSendMs: 0 },
    }),
  }));
  return { ...cluster, istiods };
}

describe("250 proxies that acknowledge after 0.2 to 0.6 s, and an endpoint of others that changes each 0.2 s", () => {
  const chance = chanceOf(1);
  let time: Timeline;
  let istiod: ModelIstiod;
  const types = ["Cluster", "Listener", "RouteConfiguration"] as const;
  const stage = { types, concerns: () => true, isStage: true };

  beforeEach(() => {
    time = new Timeline();
    const ackMs = () => chance.between(200, 600);
    const proxies = Array.from({ length: 250 }, () => ({ ackMs, makeMs: 1, warmMs: 0 }));
    istiod = new ModelIstiod(time, { noticeMs: () => 5, computeMs: 2, throttle: 25 }, proxies);
    const change = () => {
      istiod.change({ types: ["ClusterLoadAssignment"], concerns: () => true, isStage: false });
      time.in(200, change);
    };
    change();
    time.pass(5000);
    istiod.change(stage);
  });

  it("were never synced by the rule of before, in half a minute", () => {
    for (const endMs = time.now() + 30_000; time.now() < endMs; time.pass(40))
      expect(isSyncedByRuleOfBefore(istiod.states())).to.equal(false);
  });

  it("are synced less than three seconds after the slowest acknowledgement", async () => {
    const beganMs = time.now();
    const model = { istiod, stage, throttle: 25, time, answerMs: () => 5 };
    const scope = scopeOf([{ type: "RouteConfiguration" }]);
    await untilSynced([askedCluster(model)], new Map(), scope, { seconds: 30, clock: time });
    expect(istiod.proxies.every(({ has }) => has.has("RouteConfiguration"))).to.equal(true);
    expect(time.now() - beganMs).to.be.below(600 + 3000);
  });
});
