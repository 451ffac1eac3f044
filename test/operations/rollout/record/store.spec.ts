import { expect } from "chai";
import type { CopyOutcome } from "../../../../operations/rollout/record/copy";
import { recordStore } from "../../../../operations/rollout/record/store";
import { HandClock } from "../../../support/hand-clock";
import { Home, place, recordPath } from "../../../support/rollout/homes";
import { rolloutRecord } from "../../../support/rollout/record";

describe("the record as a driver keeps it", () => {
  const now = Date.parse("2030-01-01T00:00:07Z");
  let west: Home;
  let east: Home;
  let copies: readonly CopyOutcome[];

  beforeEach(async () => {
    [west, east] = await Promise.all([Home.start("west", { now: () => now }), Home.start("east")]);
    copies = [];
  });

  afterEach(() => Promise.all([west.server.stop(), east.server.stop()]));

  const store = (more: { readonly check?: () => void; readonly clock?: HandClock } = {}) =>
    recordStore({
      ...{ place, clusters: [west, east], home: "west", onCopies: (all) => (copies = all) },
      ...more,
    });

  it("is read from home, with the time there and the copies of the others", async () => {
    west.put(rolloutRecord());
    east.put(rolloutRecord({ epoch: 2 }));
    const version = west.server.get(recordPath)?.metadata.resourceVersion;
    const read = await store().read();
    expect(read).to.have.property("nowMs", now);
    expect(read).to.have.property("home").that.deep.includes({ record: rolloutRecord(), version });
    expect(read).to.have.deep.property("others", [rolloutRecord({ epoch: 2 })]);
  });

  it("is none at home where home has none", async () => {
    expect(await store().read()).to.deep.equal({ nowMs: now, home: undefined, others: [] });
  });

  it("is written at home, then in the other clusters", async () => {
    const one = store();
    await one.read();
    expect(await one.save(rolloutRecord(), undefined)).to.equal("saved");
    expect(west.record).to.deep.equal(rolloutRecord());
    expect(copies).to.deep.equal([{ cluster: "east", kind: "written" }]);
  });

  it("is copied though nobody asks what became of the copies", async () => {
    const quiet = recordStore({ place, clusters: [west, east], home: "west" });
    await quiet.read();
    await quiet.save(rolloutRecord(), undefined);
    expect(east.record).to.deep.equal(rolloutRecord());
  });

  it("is copied nowhere where home has another one since", async () => {
    const one = store();
    await one.read();
    west.put(rolloutRecord({ id: "b2" }));
    expect(await one.save(rolloutRecord(), undefined)).to.equal("conflict");
    expect(east.record).to.equal(undefined);
  });

  it("is not written by a driver that lost its Lease", async () => {
    const check = () => {
      throw new Error("lost");
    };
    const error = await store({ check })
      .save(rolloutRecord(), undefined)
      .catch((one: Error) => one);
    expect(error).to.have.property("message", "lost");
    expect(west.server.requests).to.deep.equal([]);
  });

  it("goes on without another cluster that is away, and does not wait for it at each write", async () => {
    west.put(rolloutRecord());
    await east.server.refuse();
    const one = store();
    const read = await one.read();
    expect(read).to.have.deep.property("others", []);
    const { version } = (read as { home: { version: string } }).home;
    expect(await one.save(rolloutRecord({ revision: 2 }), version)).to.equal("saved");
    expect(copies).to.deep.equal([]);
  });

  it("gives a cluster that was silent before a second at the next reading, not five", async () => {
    west.put(rolloutRecord());
    east.server.fault({ kind: "stall" });
    const clock = new HandClock();
    const one = store({ clock });
    const first = one.read();
    await clock.pass(5000);
    await first;
    const second = one.read();
    await clock.pass(1000);
    expect(await second).to.have.property("home");
  });

  it("stops a driver where home is away, or where any copy can't be read", async () => {
    west.put(rolloutRecord());
    east.put({ data: { record: "{" } });
    expect(await store().read())
      .to.have.property("away")
      .that.matches(/^cluster east: its ConfigMap shop\/gray-rollout-demo is no record/);
    east.server.fault({ kind: 403 });
    expect(await store().read())
      .to.have.property("away")
      .that.matches(/^cluster east: the kubeconfig's user may not get/);
    await west.server.refuse();
    expect(await store().read())
      .to.have.property("away")
      .that.matches(/^cluster west: .*ECONNREFUSED/);
    expect(await store().save(rolloutRecord(), "1"))
      .to.have.property("away")
      .that.matches(/ECONNREFUSED/);
  });
});
