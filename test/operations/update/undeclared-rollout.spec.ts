// Updates that declare no rollout, in clusters that may have one.
import { expect } from "chai";
import { inRelease } from "../../../model/checks/locate";
import { planRelease } from "../../../model/plan/plan";
import { noteRollout, rolloutKey } from "../../../operations/stable/rollout-note";
import { mayBegin } from "../../../operations/update/begin";
import { ended } from "../../../operations/rollout/decide/transitions";
import type { RolloutRecord } from "../../../model/rollout/record";
import { failureOf } from "../../support/ports";
import { planned } from "../../support/reached";
import { recordAt, recordPath, ShopClusters } from "../rollout/overlay/clusters";
import { both, shop } from "../rollout/overlay/support";

const { rollout: _, ...older } = shop({ v2: 100 });
const record = { path: new RegExp(`${recordPath}$`) };

describe("an update without a rollout", () => {
  let clusters: ShopClusters;

  beforeEach(async () => (clusters = await ShopClusters.start()));
  afterEach(() => clusters.stop());

  const begin = (declared = both) =>
    mayBegin(clusters.reached(older), {
      ...{ stack: "dev", plan: planRelease(older, declared), reporter: clusters.lines },
      undeclared: inRelease,
    });

  /** Notes in the routes of a cluster that it had a rollout, as a start does. */
  const note = async (name: string, release = "demo") => {
    const cluster = clusters.at(name);
    const route = cluster.api.get(planned(cluster, "VirtualService"))!;
    return noteRollout(cluster.client!, [route], { release });
  };

  const aborted = (owed: readonly string[]): RolloutRecord =>
    ended(recordAt(20), "aborted", {
      ...{ mark: { by: "ann", at: "2030-01-01T00:10:00Z" }, current: recordAt(20).current, owed },
      what: "the rollout was aborted",
    });

  const asked = () => both.flatMap(({ name }) => clusters.at(name).api.asked(record));

  it("is refused while a rollout runs, and says how to go on", async () => {
    await note("east");
    clusters.record(recordAt(20), "west");
    expect((await failureOf(begin())).message).to.match(
      /Nothing was touched\..*release\.rollout {2}\[GR537\].*declare the rollout again.*npx gray rollout abort -s dev/s,
    );
  });

  it("is refused while an ended rollout owes a declared cluster its weights", async () => {
    await note("west");
    clusters.record(aborted(["east"]));
    expect((await failureOf(begin())).message).to.match(
      /\[GR537\].*east does not have yet.*pulumi up -s dev/s,
    );
    await begin([{ name: "west" }]);
  });

  it("passes after the end of the rollout", async () => {
    await note("west");
    clusters.record(aborted([]));
    await begin();
    expect(clusters.lines.warnings).to.deep.equal([]);
    expect(asked()).to.have.length(2);
  });

  it("asks nothing more where no route notes a rollout of this release", async () => {
    await note("west", "another");
    clusters.record(recordAt(20));
    await begin();
    expect(asked()).to.deep.equal([]);
  });

  it("warns and goes on where it may not read the record", async () => {
    await note("west");
    for (const { name } of both) clusters.at(name).api.fault({ match: record, kind: 403 });
    await begin();
    expect(clusters.lines.warnings).to.have.length(2);
    expect(clusters.lines.warnings[0]).to.match(/rollout runs in west: .*gray rbac/);
  });

  it("is refused where nobody can know whether a rollout runs", async () => {
    await note("west");
    clusters.at("east").api.fault({ match: record, kind: 500 });
    expect((await failureOf(begin())).message).to.match(/\[GR535\].*east/s);
  });
});

describe("the note of a rollout", () => {
  it("is written once, by another field manager than the program's", async () => {
    const clusters = await ShopClusters.start();
    try {
      const west = clusters.at("west");
      const live = () => west.api.get(planned(west, "VirtualService"))!;
      for (let i = 0; i < 2; i++)
        expect(await noteRollout(west.client!, [live()], { release: "demo" })).to.equal(undefined);
      expect(live().metadata.annotations).to.include({ [rolloutKey]: "demo" });
      const writes = west.api.asked({ method: "PATCH" });
      expect(writes.map(({ query }) => query.fieldManager)).to.deep.equal(["gray-release-stable"]);
    } finally {
      await clusters.stop();
    }
  });
});
