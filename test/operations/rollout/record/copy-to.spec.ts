import { expect } from "chai";
import { copyTo } from "../../../../operations/rollout/record/copy-to";
import { readCopies } from "../../../../operations/rollout/record/read";
import { Home, place, recordPath } from "../../../support/rollout/homes";
import { rolloutRecord } from "../../../support/rollout/record";

describe("a record that is copied to other clusters", () => {
  let east: Home;
  let north: Home;

  beforeEach(async () => {
    [east, north] = await Promise.all([Home.start("east"), Home.start("north")]);
  });

  afterEach(() => Promise.all([east.server.stop(), north.server.stop()]));

  const record = rolloutRecord({ epoch: 4, revision: 7 });
  /** What becomes of the copy in east. */
  const copied = async () => (await copyTo(place, [east], record))[0]?.kind;

  it("stands in all of them, over none and over older ones", async () => {
    north.put(rolloutRecord({ epoch: 4, revision: 6 }));
    expect(await copyTo(place, [east, north], record)).to.deep.equal([
      { cluster: "east", kind: "written" },
      { cluster: "north", kind: "written" },
    ]);
    expect(east.record).to.deep.equal(record);
    expect(north.record).to.deep.equal(record);
    expect(await copied()).to.equal("same");
    expect(east.server.asked({ method: "PATCH" })).to.have.lengthOf(0);
  });

  it("overwrites a later revision of an older epoch, and another record of the same count", async () => {
    east.put(rolloutRecord({ epoch: 3, revision: 90 }));
    expect(await copied()).to.equal("written");
    east.put(rolloutRecord({ epoch: 4, revision: 7, id: "b2" }));
    expect(await copied()).to.equal("written");
  });

  it("overwrites no higher epoch, and no higher revision", async () => {
    for (const kept of [
      { epoch: 5, revision: 0 },
      { epoch: 4, revision: 8 },
    ]) {
      east.put(rolloutRecord({ ...kept, status: "aborted" }));
      expect(await copied()).to.equal("newer");
      expect(east.record?.status).to.equal("aborted");
    }
  });

  it("does not overwrite the end of a rollout, though the abort knew an older epoch", async () => {
    east.put(rolloutRecord({ epoch: 3, revision: 0, status: "aborted" }));
    expect(await copied()).to.equal("newer");
    expect(east.record?.status).to.equal("aborted");
  });

  it("asks for no copy again that was read a moment ago, unless it changed since", async () => {
    east.put(rolloutRecord({ epoch: 4, revision: 6 }));
    const seen = await readCopies(place, [east, north]);
    const asked = () => [east, north].map(({ server }) => server.asked({ method: "GET" }).length);
    await copyTo(place, [east, north], record, { seen });
    expect(asked()).to.deep.equal([1, 1]);
    // An abort came in between.
    east.put(rolloutRecord({ epoch: 5, status: "aborted" }));
    expect(await copyTo(place, [east], { ...record, revision: 8 }, { seen })).to.deep.equal([
      { cluster: "east", kind: "newer" },
    ]);
    expect(east.record?.status).to.equal("aborted");
  });

  it("goes on where the copy changes between its reading and its write", async () => {
    east.put(rolloutRecord({ epoch: 3 }));
    east.server.before({ method: "PATCH" }, () =>
      east.put(rolloutRecord({ epoch: 3, revision: 2 })),
    );
    expect(await copied()).to.equal("written");
    east.server.before({ method: "PATCH" }, () => east.put(rolloutRecord({ epoch: 9 })));
    east.put(rolloutRecord({ epoch: 2 }));
    expect(await copied()).to.equal("newer");
  });

  it("fails in the clusters that are away or can't be read, with the reason, and in no other", async () => {
    east.server.fault({ kind: "stall" });
    const client = { ok: false as const, failure: "no credentials" };
    const away = { cluster: "south", client };
    expect(await copyTo(place, [east, away, north], record, { limitMs: 300 })).to.deep.equal([
      { cluster: "east", kind: "failed", why: "no answer within 0.3 s" },
      { cluster: "south", kind: "failed", why: "no credentials" },
      { cluster: "north", kind: "written" },
    ]);
    north.put({ data: { record: "{" } });
    const [outcome] = await copyTo(place, [north], record);
    expect(outcome?.kind).to.equal("failed");
    expect(outcome?.why).to.match(/^its ConfigMap shop\/gray-rollout-demo is no record/);
    expect(north.text).to.equal("{");
    expect(north.server.get(recordPath)).to.not.equal(undefined);
  });
});
