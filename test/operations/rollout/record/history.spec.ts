import { expect } from "chai";
import type { RolloutRecord } from "../../../../model/rollout/record";
import { history, keepEnded } from "../../../../operations/rollout/record/history";
import { Home } from "../../../support/rollout/homes";
import { rolloutRecord } from "../../../support/rollout/record";

describe("rollouts that ended", () => {
  let west: Home;

  beforeEach(async () => {
    west = await Home.start("west");
  });

  afterEach(() => west.server.stop());

  const ended = (i: number): RolloutRecord =>
    rolloutRecord({
      ...{ id: `r${i}`, status: "done" },
      startedAt: new Date(Date.UTC(2030, 0, 1 + i)).toISOString(),
    });
  const ids = async () =>
    (await history(west)).map((one) => (one.kind === "record" ? one.record.id : one.why));

  it("are none at first", async () => {
    expect(await ids()).to.deep.equal([]);
  });

  it("are kept in ConfigMaps of their own, the newest ten, and listed from the newest on", async () => {
    for (let i = 0; i < 12; i += 1) await keepEnded(west, ended(i));
    expect(await ids()).to.deep.equal([
      "r11",
      "r10",
      "r9",
      "r8",
      "r7",
      "r6",
      "r5",
      "r4",
      "r3",
      "r2",
    ]);
    const names = west.server.list("ConfigMap").map(({ metadata }) => metadata.name);
    expect(names.sort()).to.deep.equal(
      Array.from({ length: 10 }, (_, i) => `gray-rollout-demo.${i}`),
    );
    const [first] = await history(west);
    expect(first).to.deep.include({ kind: "record", record: ended(11) });
  });

  it("are kept once, whoever keeps them", async () => {
    await keepEnded(west, ended(1));
    await keepEnded(west, ended(1));
    expect(await ids()).to.deep.equal(["r1"]);
    await Promise.all([keepEnded(west, ended(2)), keepEnded(west, ended(3))]);
    expect((await ids()).sort()).to.deep.equal(["r1", "r2", "r3"]);
  });

  it("that can't be read say why, and are not the first to go", async () => {
    for (let i = 0; i < 9; i += 1) await keepEnded(west, ended(i));
    west.put({ data: { record: "{" } }, "gray-rollout-demo.9");
    await keepEnded(west, ended(9));
    const [broken, ...others] = await ids();
    expect(broken).to.match(/^its ConfigMap shop\/gray-rollout-demo\.9 is no record/);
    expect(others).to.deep.equal(["r9", "r8", "r7", "r6", "r5", "r4", "r3", "r2", "r1"]);
  });

  it("need the right to read them by name, and no right over other ConfigMaps", async () => {
    await keepEnded(west, ended(1));
    await history(west);
    expect(
      west.server.requests.every(
        ({ method, path }) => method === "POST" || /gray-rollout-demo\.\d$/.test(path),
      ),
    ).to.equal(true);
    expect(west.server.asked({ method: "DELETE" })).to.deep.equal([]);
    west.server.fault({ kind: 403, match: { path: /\.3$/ } });
    const error = await history(west).catch((error: Error) => error);
    expect((error as Error).message).to.equal(
      "the kubeconfig's user may not get the ConfigMap gray-rollout-demo.3 in namespace shop (403): grant the rights that `npx gray rbac` prints",
    );
  });
});
