import { expect } from "chai";
import { RefusalError } from "../../../operations/refusal";
import { UpdateSync } from "../../../operations/update/run";
import { failureOf, FakeClock } from "../../support/ports";
import { edit, planned } from "../../support/reached";
import { recordAt, ShopClusters } from "../rollout/overlay/clusters";
import { shop } from "../rollout/overlay/support";

const settings = { settle: { seconds: 3, minimum: 0, limit: 1, stragglers: 0 }, ready: 600 };
const unscaled = {
  ...{ scale: new Map(), limits: new Map(), agreed: new Map() },
  scaling: { raised: [], targets: [] },
};

describe("the stages of an update beside a rollout", () => {
  let clusters: ShopClusters;

  beforeEach(async () => {
    clusters = await ShopClusters.start();
    clusters.record(recordAt(20));
  });

  afterEach(() => clusters.stop());

  async function begin() {
    const { beside, reached } = await clusters.begin(shop({ v2: 100 }));
    const stable = new Map([["west", new Map([["shop", { version: "v1" }]])]]);
    const start = { upToDate: new Set(["routes" as const]), notes: stable, ...unscaled };
    const update = new UpdateSync(reached, {
      ...{ settings, beside, reporter: clusters.lines, clock: new FakeClock() },
      start: Promise.resolve(start),
    });
    // The guard has its first look.
    await update.before("foundation");
    return update;
  }

  it("stop before the routes where another field manager wrote one", async () => {
    const update = await begin();
    await update.before("policies");
    edit(clusters.at("east"), planned(clusters.at("east"), "VirtualService"), {
      hosts: ["east.example"],
    });
    const error = await failureOf(update.before("routes"));
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(/wrote routes .*: east: VirtualService demo\/shop\./);
  });

  it("are not up to date with routes that a step has moved since", async () => {
    const update = await begin();
    expect(await update.upToDate("routes")).to.equal(true);
    clusters.record(recordAt(60, { revision: 9 }));
    clusters.step(60);
    await update.before("routes");
    expect(await update.upToDate("routes")).to.equal(false);
  });

  it("write the weights of a step that was on its way, and note none of its versions", async () => {
    const update = await begin();
    await update.before("routes");
    clusters.record(recordAt(100, { revision: 9 }));
    await update.after("routes", false);
    expect(["west", "east"].map((name) => clusters.weightsIn(name))).to.deep.equal([
      { v2: 100 },
      { v2: 100 },
    ]);
    await update.end();
    expect(await update.stable).to.deep.equal({ west: { shop: "v1" }, east: {} });
  });
});
