import { expect } from "chai";
import type { Result } from "../../../../operations/result";
import type { ClusterApi } from "../../../../operations/cluster-api";
import { FastLane } from "../../../../operations/rollout/routes/lane";
import type { RouteOutcome } from "../../../../operations/rollout/routes/port";
import { HandClock } from "../../../support/hand-clock";
import { clusterAt, edit, planned, stopAll, type FakeCluster } from "../../../support/reached";
import { changeOf, helloPath, serveStep, sharesOf } from "./support";

const settle = { seconds: 3, minimum: 0, limit: 1, stragglers: 0 };

describe("the routes of a step in several clusters", () => {
  let clusters: FakeCluster[];
  let lane: FastLane;
  let clock: HandClock;

  beforeEach(async () => {
    clusters = await serveStep(10);
    clock = new HandClock();
    lane = new FastLane({ clusters: changes(), settle, clock });
  });

  afterEach(async () => {
    lane.close();
    await stopAll(clusters);
  });

  const api = (i: number) => clusterAt(clusters, i).api;
  const changes = (next = 50) => clusters.map((one) => changeOf(one, [10], next));
  const kinds = (found: readonly RouteOutcome[]) =>
    found.map(({ cluster, trouble }) => [cluster, trouble?.kind]);

  for (const work of ["writeStep", "takeBack"] as const)
    it(`are written at once where another cluster is silent (${work})`, async () => {
      api(0).fault({ kind: "stall", match: { kind: "VirtualService" } });
      const writing = lane[work](changes());
      while (sharesOf(api(1).get(helloPath)).v2 !== 50)
        await new Promise((done) => setTimeout(done, 1));
      await clock.pass(5000);
      expect(kinds(await writing)).to.deep.equal([
        ["west", "failed"],
        ["east", undefined],
      ]);
    });

  it("are written at once where another cluster is still being reached, or can't be", async () => {
    let fail = (_: Result<ClusterApi>) => undefined as void;
    const client = new Promise<Result<ClusterApi>>((done) => (fail = done));
    const [west, east] = changes();
    const told: string[] = [];
    const writing = lane.takeBack([{ ...west!, client }, east!], ({ cluster }) =>
      told.push(cluster),
    );
    while (told.length === 0) await new Promise((done) => setTimeout(done, 1));
    fail({ ok: false, failure: "no route to host" });
    expect((await writing)[0]?.trouble).to.deep.equal({
      kind: "failed",
      failure: "no route to host",
    });
    expect(told).to.deep.equal(["east", "west"]);
  });

  it("end in the cluster where another manager wrote one, and name it and its cluster", async () => {
    edit(clusterAt(clusters, 0), planned(clusterAt(clusters, 0), "VirtualService"), { http: [] });
    const found = await lane.writeStep(changes());
    expect(kinds(found)).to.deep.equal([
      ["west", "other"],
      ["east", undefined],
    ]);
    const [first] = found;
    expect(first?.trouble?.kind === "other" && first.trouble.drift[0]).to.deep.include({
      cluster: "west",
      manager: "kubectl-edit",
    });
    expect(first?.written).to.deep.equal([]);
    expect(sharesOf(api(0).get(helloPath))).to.deep.equal({ v1: 90, v2: 10 });
  });
});
