import { expect } from "chai";
import { readCopies } from "../../../../operations/rollout/record/read";
import { Home, place, recordPath } from "../../../support/rollout/homes";
import { rolloutRecord } from "../../../support/rollout/record";

describe("the copies of a record", () => {
  const now = Date.parse("2030-01-01T00:00:07Z");
  let west: Home;
  let east: Home;

  beforeEach(async () => {
    west = await Home.start("west", { now: () => now });
    east = await Home.start("east", { now: () => now + 3000 });
  });

  afterEach(() => Promise.all([west.server.stop(), east.server.stop()]));

  const read = (limitMs?: number) =>
    readCopies(place, [west, east], limitMs === undefined ? {} : { limitMs });
  /** What is said of east. */
  const why = async (limitMs?: number) => {
    const [first, one] = await read(limitMs);
    expect(first?.kind).to.equal("record");
    return `${one?.kind}: ${one && "why" in one ? one.why : ""}`;
  };

  it("are the records of all clusters with their versions and times, or that there are none", async () => {
    west.put(rolloutRecord());
    const [first, second] = await read();
    const version = west.server.get(recordPath)?.metadata.resourceVersion;
    expect(first).to.deep.equal({
      ...{ kind: "record", cluster: "west", record: rolloutRecord(), version, nowMs: now },
    });
    expect(second).to.deep.equal({ kind: "none", cluster: "east", nowMs: now + 3000 });
  });

  it("name the missing right, and what prints it", async () => {
    west.put(rolloutRecord());
    east.server.fault({ kind: 403 });
    expect(await why()).to.equal(
      "forbidden: the kubeconfig's user may not get the ConfigMap gray-rollout-demo in namespace shop (403): grant the rights that `npx gray rbac` prints",
    );
  });

  it("are away where a cluster is silent, down or has no client, and keep no other one waiting", async () => {
    west.put(rolloutRecord());
    east.server.fault({ kind: "stall", times: 1 });
    expect(await why(300)).to.equal("away: no answer within 0.3 s");
    east.server.fault({ kind: 500, times: 1, message: "etcd is away" });
    expect(await why()).to.equal("away: etcd is away");
    await east.server.refuse();
    expect(await why()).to.match(/^away: .*ECONNREFUSED/);
    const client = Promise.resolve({ ok: false as const, failure: "no credentials" });
    const [one] = await readCopies(place, [{ cluster: "east", client }]);
    expect(one).to.deep.equal({ kind: "away", cluster: "east", why: "no credentials" });
  });

  it("say what is wrong with a broken one, and what to do", async () => {
    west.put(rolloutRecord());
    const begin =
      "unreadable: its ConfigMap shop/gray-rollout-demo is no record that can be read: ";
    const mend =
      "; mend it, or delete it where no rollout runs (kubectl delete configmap gray-rollout-demo -n shop): weights stay as they are";
    east.put({ data: {} });
    expect(await why()).to.equal(`${begin}it has no key record${mend}`);
    east.put({ data: { record: JSON.stringify({ ...rolloutRecord(), epoch: "2" }) } });
    expect(await why()).to.equal(
      `${begin}epoch: got "2", expected a whole number of at least 0${mend}`,
    );
    east.put(rolloutRecord({ release: "other" }));
    expect(await why()).to.equal(`${begin}it is the record of release other${mend}`);
    east.put({ binaryData: { "record.gz": "AAAA" } });
    expect(await why()).to.match(/record\.gz can't be unpacked: /);
    east.put({ data: { record: JSON.stringify({ ...rolloutRecord(), format: 7 }) } });
    expect(await why()).to.equal(
      `${begin}it has format 7, and this gray-release knows format 1; use the version of gray-release that wrote it, or a newer one`,
    );
  });
});
