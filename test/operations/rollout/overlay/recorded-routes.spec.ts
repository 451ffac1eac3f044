import { expect } from "chai";
import { written } from "../../../../model/manifests/ownership";
import { manifests, planRelease } from "../../../../model/plan/plan";
import type { Release } from "../../../../model/release/release";
import { driftOf } from "../../../../operations/drift/run";
import { RefusalError } from "../../../../operations/refusal";
import { withRecordedRoutes } from "../../../../operations/rollout/overlay/recorded-routes";
import { failureOf } from "../../../support/ports";
import { edit, planned } from "../../../support/reached";
import { recordAt, recordPath, ShopClusters } from "./clusters";
import { both, shop } from "./support";

const appliedOf = (release: Release) =>
  new Map(
    planRelease(release, both).clusters.map((one) => [
      one.cluster.name,
      manifests(one).map(written),
    ]),
  );

/** The state has what clusters had when the rollout began. */
const atStart = appliedOf(shop({ v1: 100 }));
const goal = shop({ v2: 100 });

describe("what was applied last, beside a rollout", () => {
  const weightsIn = (release: Release, record = recordAt(20), applied = atStart) => {
    const { objects, unsure } = withRecordedRoutes(applied, planRelease(release, both), record);
    const [route] = objects.get("east")!.filter(({ kind }) => kind === "VirtualService");
    const text = JSON.stringify(route);
    return { weights: [...text.matchAll(/"weight":(\d+)/g)].map(([, one]) => Number(one)), unsure };
  };

  it("has the weights of the present step, from the start or any step before", () => {
    expect(weightsIn(goal).weights).to.deep.equal([80, 20]);
    const one = shop({ v1: 80, v2: 20 });
    expect(weightsIn(goal, recordAt(60), appliedOf(one)).weights).to.deep.equal([40, 60]);
  });

  it("is as it was where the state has all that a rollout did, or none is recorded", () => {
    const done = recordAt(100, { status: "done", recorded: true });
    expect(weightsIn(goal, done).weights).to.deep.equal([]);
  });

  it("is not known where the stack file changes more of a route", () => {
    const { weights, unsure } = weightsIn(shop({ v2: 100 }, {}, { timeout: "3s" }));
    expect(weights).to.deep.equal([]);
    expect([...unsure]).to.deep.equal(
      ["west", "east"].map((name) => `VirtualService demo/shop in cluster ${name}`),
    );
  });
});

describe("drift that is taken back beside a rollout", () => {
  let clusters: ShopClusters;

  beforeEach(async () => {
    clusters = await ShopClusters.start();
    clusters.record(recordAt(20));
    edit(clusters.at("east"), planned(clusters.at("east"), "VirtualService"), {
      hosts: ["east.example"],
    });
  });

  afterEach(() => clusters.stop());

  const takeBack = (release: Release) => {
    const value = (name: string) => clusters.at(name).client!;
    return driftOf(
      {
        stack: "dev",
        settings: {
          ...{ release, clusters: both },
          settle: { seconds: 0, minimum: 0, limit: 1, stragglers: 0 },
        },
        clients: both.map(({ name }) => Promise.resolve({ ok: true, value: value(name) })),
        readApplied: () => Promise.resolve(atStart),
      },
      true,
    );
  };

  it("gives a route the weights of the present step, and not those of the last update", async () => {
    const found = await takeBack(goal);
    expect(found.takenBack).to.equal(true);
    expect(clusters.weightsIn("east")).to.deep.equal({ v1: 80, v2: 20 });
  });

  it("is refused where the weights of a drifted route are not known, with nothing written", async () => {
    const changed = await failureOf(takeBack(shop({ v2: 100 }, {}, { timeout: "3s" })));
    expect(changed).to.be.instanceOf(RefusalError);
    expect(changed.message).to.match(
      /^can't take back VirtualService demo\/shop in cluster east: a rollout/,
    );
    clusters.at("west").api.fault({ kind: 403, match: { path: recordPath } });
    const unknown = await failureOf(takeBack(goal));
    expect(unknown.message).to.match(/where the rollout stands is not known: west: .*gray rbac/);
    expect(clusters.writes).to.equal(0);
  });
});
