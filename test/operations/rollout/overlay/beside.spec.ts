import { expect } from "chai";
import type { ReleasePlan } from "../../../../model/plan/plan";
import { RefusalError } from "../../../../operations/refusal";
import { settledBeside } from "../../../../operations/rollout/overlay/beside";
import { routeName } from "../../../../operations/guard/decide";
import { failureOf } from "../../../support/ports";
import { edit, planned } from "../../../support/reached";
import { recordAt, recordPath, ShopClusters } from "./clusters";
import { recordOf, shop } from "./support";

const weightsOf = ({ clusters }: ReleasePlan) =>
  clusters.map(({ mesh }) => mesh?.routes[0]?.weights);
const routes = ["west", "east"].map((cluster) => routeName(cluster, "demo", "shop"));
const at = (v2: number) => ({ v1: 100 - v2, v2 });

describe("an update beside a rollout", () => {
  let clusters: ShopClusters;

  beforeEach(async () => (clusters = await ShopClusters.start()));
  afterEach(() => clusters.stop());

  it("keeps the weights of the clusters while none runs, and says that one is due", async () => {
    const { plan, overlay } = await clusters.begin();
    expect(weightsOf(plan)).to.deep.equal([at(20), at(20)]);
    expect(overlay.record).to.equal(undefined);
    expect(clusters.lines.infos).to.have.lengthOf(1);
    expect(clusters.lines.infos[0]).to.match(/^A rollout of 2 steps is due, and this update moves/);
  });

  it("has the weights of the record while one runs, which may not be written yet", async () => {
    clusters.record(recordAt(60));
    const { plan } = await clusters.begin();
    expect(weightsOf(plan)).to.deep.equal([at(60), at(60)]);
  });

  it("is refused with the goal of an older checkout, in a preview too, and writes nothing", async () => {
    clusters.record(recordAt(20));
    for (const preview of [true, false]) {
      const error = await failureOf(clusters.begin(shop({ v1: 100 }), preview));
      expect(error).to.be.instanceOf(RefusalError);
      expect(error.message).to.match(
        /Nothing was touched\..*\[GR531\].*gray rollout abort -s dev/s,
      );
    }
    expect(clusters.writes).to.equal(0);
  });

  it("is refused where the record can't be read, by the name of the right", async () => {
    clusters.at("east").api.fault({ kind: 403, match: { path: recordPath } });
    const error = await failureOf(clusters.begin());
    expect(error.message).to.match(
      /\[GR535\].*east.*get the ConfigMap gray-rollout-demo.*gray rbac/s,
    );
  });

  it("reads the objects of each cluster once", async () => {
    const { live } = await clusters.begin();
    expect([...live.keys()]).to.deep.equal(["west", "east"]);
    const lists = clusters.at("west").api.asked({ path: /virtualservices$/ });
    expect(lists).to.have.lengthOf(1);
  });

  it("tells in a preview which routes are live and only unrecorded", async () => {
    clusters.record(recordAt(20));
    await clusters.begin(undefined, true);
    expect(clusters.lines.infos[1]).to.match(
      /only records what the cluster has: VirtualService demo\/shop in west, VirtualService demo\/shop in east\.$/,
    );
    clusters.lines.infos.splice(0);
    clusters.record(recordAt(20, { status: "done", recorded: true }));
    await clusters.begin(undefined, true);
    expect(clusters.lines.infos).to.have.lengthOf(1);
  });

  describe("right before its routes move", () => {
    it("goes on with the same weights where nobody wrote any", async () => {
      const { beside } = await clusters.begin();
      expect(await beside.beforeRoutes([])).to.equal(false);
      expect(weightsOf(await beside.routes)).to.deep.equal([at(20), at(20)]);
    });

    it("takes the weights of a step that a driver wrote meanwhile", async () => {
      clusters.record(recordAt(20));
      const { beside } = await clusters.begin();
      clusters.record(recordAt(60, { revision: 9 }));
      clusters.step(60);
      expect(await beside.beforeRoutes(routes)).to.equal(true);
      expect(weightsOf(await beside.routes)).to.deep.equal([at(60), at(60)]);
      const now = beside.reached.map(({ plan }) => plan.mesh?.routes[0]?.weights);
      expect(now).to.deep.equal([at(60), at(60)]);
    });

    it("takes the weights of an abort whose record says so, and of none without", async () => {
      clusters.record(recordAt(20));
      const { beside } = await clusters.begin();
      clusters.step(0);
      const error = await failureOf(beside.beforeRoutes(routes));
      expect(error.message).to.match(/^Another field manager or gray abort wrote routes.*west: /);
      clusters.record(recordAt(0, { epoch: 2, status: "aborted" }));
      expect(await beside.beforeRoutes(routes)).to.equal(true);
      expect(weightsOf(await beside.routes)).to.deep.equal([{ v1: 100 }, { v1: 100 }]);
    });

    it("is refused where another field manager wrote a route, though a rollout runs", async () => {
      clusters.record(recordAt(20));
      const { beside } = await clusters.begin();
      edit(clusters.at("east"), planned(clusters.at("east"), "VirtualService"), {
        hosts: ["east.example"],
      });
      const error = await failureOf(beside.beforeRoutes([routes[1]!]));
      expect(error).to.be.instanceOf(RefusalError);
      expect(error.message).to.match(/^Another field manager .* wrote routes .*: east: Virtual/);
    });

    it("is refused where weights changed after its first look and no record says why", async () => {
      const { beside } = await clusters.begin();
      clusters.step(60);
      const error = await failureOf(beside.beforeRoutes([]));
      expect(error.message).to.match(/^Another field manager .*: west: weights, east: weights/);
    });

    it("is refused where a rollout to another goal began meanwhile", async () => {
      const { beside } = await clusters.begin();
      const half = { services: { shop: { v1: 50, v2: 50 } }, lanes: {} };
      clusters.record(recordOf({ goal: { west: half, east: half } }));
      const error = await failureOf(beside.beforeRoutes([]));
      expect(error.message).to.match(/This update moved no route\..*\[GR531\]/s);
    });

    it("ends a rollout of which no cluster has a route, as after a destroy", async () => {
      clusters.record(recordAt(60));
      for (const one of clusters.all) one.api.delete(planned(one, "VirtualService"));
      const { beside, plan } = await clusters.begin();
      expect(weightsOf(plan)).to.deep.equal([{ v2: 100 }, { v2: 100 }]);
      await beside.beforeRoutes([]);
      for (const name of ["west", "east"])
        expect(clusters.recordIn(name)).to.deep.include({
          status: "aborted",
          revision: 2,
          owed: [],
        });
    });
  });

  describe("after it wrote its routes", () => {
    it("writes the weights of a step that was on its way, over its own", async () => {
      clusters.record(recordAt(20));
      const { beside } = await clusters.begin();
      await beside.beforeRoutes([]);
      clusters.record(recordAt(60, { revision: 9 }), "west");
      expect(await beside.afterRoutes()).to.equal(true);
      expect(["west", "east"].map((name) => clusters.weightsIn(name))).to.deep.equal([
        at(60),
        at(60),
      ]);
      expect(await beside.afterRoutes()).to.equal(false);
    });

    it("notes in every copy that clusters have what an ended rollout owed them", async () => {
      const owed = { status: "aborted", epoch: 2, endedAt: "2030-01-01T00:10:00Z" } as const;
      clusters.record(recordAt(0, { ...owed, owed: ["west", "east"] }), "east");
      clusters.record(recordAt(20), "west");
      const { beside, plan } = await clusters.begin();
      expect(weightsOf(plan)).to.deep.equal([at(0), at(0)]);
      await beside.beforeRoutes([]);
      await beside.end();
      for (const name of ["west", "east"])
        expect(clusters.recordIn(name)).to.deep.include({ epoch: 2, revision: 2, owed: [] });
    });

    it("notes in a running rollout that a version that loses traffic has other pods", async () => {
      const settled = { index: 0, at: "2026-01-01T00:00:00Z" };
      const before = recordAt(20, { settled, losing: { "west/shop/v1": "before" } });
      clusters.record(before);
      const { beside } = await clusters.begin();
      await beside.beforeRoutes([]);
      // A driver saves a poll while the update runs.
      clusters.record({ ...before, revision: 9 });
      await beside.end();
      for (const name of ["west", "east"]) {
        const after = clusters.recordIn(name)!;
        expect(after.decisions.at(-1)).to.deep.include({
          ...{ what: "shop v1 in west got other pods: metrics count anew", event: "pods" },
        });
        expect(after).to.include({ revision: 10, status: "running" });
        expect(Date.parse(after.settled!.at)).to.be.above(Date.parse(settled.at));
        expect(Object.keys(after.losing!).sort()).to.deep.equal(["east/shop/v1", "west/shop/v1"]);
      }
      const { writes } = clusters;
      await beside.end();
      expect(clusters.writes).to.equal(writes);
    });

    it("notes no version of a running rollout as a stable one", async () => {
      const { plan } = await clusters.begin(shop({ v2: 100 }));
      const all = plan.clusters.map(({ mesh, ...one }) => ({
        ...one,
        mesh: { ...mesh!, routes: mesh!.routes.map((args) => ({ ...args, weights: { v2: 100 } })) },
      }));
      expect([...settledBeside(all, recordOf())]).to.deep.equal([]);
      const done = recordOf({ status: "done" });
      expect([...settledBeside(all, done)]).to.deep.equal([["shop", "v2"]]);
    });
  });
});
