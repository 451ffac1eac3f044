import { expect } from "chai";
import { OtherDriverError, saveAtHome } from "../../../../operations/rollout/record/save";
import { Home, recordPath } from "../../../support/rollout/homes";
import { rolloutRecord } from "../../../support/rollout/record";

const failure = (answer: Promise<unknown>): Promise<Error> =>
  answer.then(
    () => Promise.reject(new Error("it did not fail")),
    (error: Error) => error,
  );

describe("the record at home", () => {
  let west: Home;

  beforeEach(async () => {
    west = await Home.start("west");
  });

  afterEach(() => west.server.stop());

  const version = () => west.server.get(recordPath)?.metadata.resourceVersion;
  const next = rolloutRecord({ revision: 2 });

  it("is made where there is none, with labels that say whose it is", async () => {
    expect(await saveAtHome(west, rolloutRecord())).to.equal(version());
    expect(west.record).to.deep.equal(rolloutRecord());
    expect(west.server.get(recordPath)?.metadata.labels).to.deep.equal({
      "app.kubernetes.io/managed-by": "gray-release",
      "gray-release/rollout": "demo",
    });
  });

  it("is changed where it has the version that was read, and gives the version of the next write", async () => {
    const first = await saveAtHome(west, rolloutRecord());
    const second = await saveAtHome(west, next, first);
    await saveAtHome(west, rolloutRecord({ revision: 3 }), second);
    expect(west.record?.revision).to.equal(3);
  });

  it("changes its form, and back, as it grows and shrinks", async () => {
    const names = Array.from({ length: 4000 }, (_, i) => [`west/shop/v${i}`, `hash-${i}`]);
    const templates = Object.fromEntries(names) as Record<string, string>;
    const first = await saveAtHome(west, rolloutRecord());
    const second = await saveAtHome(west, rolloutRecord({ revision: 2, templates }), first);
    expect(west.text).to.equal(undefined);
    await saveAtHome(west, rolloutRecord({ revision: 3 }), second);
    expect(west.record?.revision).to.equal(3);
    expect(west.server.get(recordPath)).to.not.have.property("binaryData");
  });

  it("is not changed where another one wrote it meanwhile, who is named", async () => {
    const first = await saveAtHome(west, rolloutRecord());
    const decisions = [{ by: "ben", at: "2030-01-01T00:00:01Z", what: "paused the rollout" }];
    west.put(rolloutRecord({ revision: 9, decisions }));
    const error = await failure(saveAtHome(west, next, first));
    expect(error).to.be.instanceOf(OtherDriverError);
    expect(error.message).to.equal(
      "another driver wrote the record of the rollout in cluster west meanwhile: ben paused the rollout",
    );
    expect(west.record?.revision).to.equal(9);
  });

  it("is not made twice: of two drivers that begin at once one is refused", async () => {
    const other = rolloutRecord({ id: "b2" });
    const all = await Promise.allSettled([
      saveAtHome(west, rolloutRecord()),
      saveAtHome(west, other),
    ]);
    const refused = all.flatMap((one) => (one.status === "rejected" ? [one.reason as Error] : []));
    expect(refused).to.have.lengthOf(1);
    expect(refused[0]).to.be.instanceOf(OtherDriverError);
  });

  it("is not made again where it was deleted meanwhile", async () => {
    const first = await saveAtHome(west, rolloutRecord());
    west.server.delete(recordPath);
    const error = await failure(saveAtHome(west, next, first));
    expect(error).to.be.instanceOf(OtherDriverError);
    expect(error.message).to.equal(
      "the record of the rollout in cluster west was deleted meanwhile",
    );
  });

  it("is written where only the answer was lost", async () => {
    west.server.fault({ kind: "cut", match: { method: "POST" }, times: 1 });
    const first = await saveAtHome(west, rolloutRecord());
    west.server.fault({ kind: "cut", match: { method: "PATCH" }, times: 1 });
    expect(await saveAtHome(west, next, first)).to.equal(version());
    expect(west.record?.revision).to.equal(2);
  });

  it("tells what is missing, and what failed", async () => {
    west.server.fault({ kind: 403, times: 1, match: { method: "POST" } });
    expect((await failure(saveAtHome(west, next))).message).to.equal(
      "the kubeconfig's user may not create the ConfigMap gray-rollout-demo in namespace shop (403): grant the rights that `npx gray rbac` prints",
    );
    west.server.fault({ kind: 404, times: 1, match: { method: "POST" } });
    expect((await failure(saveAtHome(west, next))).message).to.equal(
      "there is no namespace shop for the ConfigMap gray-rollout-demo: an update of the stack makes it",
    );
    west.server.fault({ kind: 500, times: 1, match: { method: "POST" }, message: "etcd is away" });
    expect((await failure(saveAtHome(west, next))).message).to.equal("etcd is away");
  });
});
