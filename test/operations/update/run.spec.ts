import { expect } from "chai";
import type { Stage } from "../../../model/kinds";
import type { ObjectsByCluster } from "../../../operations/drift/baseline";
import { RefusalError } from "../../../operations/refusal";
import { noteManager, type NotesByCluster } from "../../../operations/stable/note";
import type { FirstVersion } from "../../../operations/without/decide";
import { UpdateSync } from "../../../operations/update/run";
import { failureOf } from "../../support/ports";
import { edit, planned, useServing } from "../../support/reached";

const settings = { settle: { seconds: 3, minimum: 0, limit: 1, stragglers: 0 }, ready: 600 };

/** Nothing changes about the numbers of pods. */
const unscaled = {
  scale: new Map(),
  scaling: { raised: [], targets: [] },
  limits: new Map(),
};

describe("what happens around the stages of an update", () => {
  const serving = useServing();

  const begin = (
    upToDate: readonly Stage[] = [],
    otherWork?: Promise<unknown>,
    notes: NotesByCluster = new Map(),
    firsts: readonly FirstVersion[] = [],
    agreed: ObjectsByCluster = new Map(),
  ) =>
    new UpdateSync(serving.clusters, {
      firsts,
      settings,
      start: Promise.resolve({ upToDate: new Set(upToDate), notes, agreed, ...unscaled }),
      reporter: serving.lines,
      clock: serving.clock,
      otherWork,
    });

  it("is the guard, right before the routes and before no other stage", async () => {
    const update = begin();
    await update.before("foundation");
    await update.before("routes");
    edit(
      serving.at(0),
      planned(serving.at(0), "VirtualService"),
      { hosts: ["aborted"] },
      "gray-release",
    );
    await update.before("policies");
    const error = await failureOf(update.before("routes"));
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(
      /^Another field manager or gray abort wrote routes while this update ran: west/,
    );
  });

  it("is a refusal of first requests for pods that are not available, right before the routes", async () => {
    const { metadata } = planned(serving.at(0), "Deployment");
    const first = { service: "hello", version: "v1", to: ["west"], placed: ["west"] };
    const update = begin([], undefined, new Map(), [first]);
    await update.before("routes");
    serving.at(0).api.delete(`/apis/apps/v1/namespaces/${metadata.namespace}/deployments/hello-v1`);
    await update.before("policies");
    const error = await failureOf(update.before("routes"));
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(/^hello v1 would get its first requests in west, but no pod/);
  });

  it("is asking proxies of a stage that changed, and of no other one", async () => {
    const update = begin(["workloads"]);
    await update.after("workloads", false);
    await update.after("subsets", true);
    await update.end();
    expect(serving.lines.infos).to.have.length(1);
    expect(serving.lines.infos[0]).to.match(/^Proxies took subsets after/);
  });

  it("is applying again what was not recorded, which proxies must sync, too", async () => {
    const update = begin();
    edit(
      serving.at(1),
      planned(serving.at(1), "VirtualService"),
      { hosts: ["aborted"] },
      "gray-release",
    );
    await update.after("routes", false);
    await update.end();
    expect(serving.lines.infos[0]).to.match(
      /^The update applied these objects again, .*VirtualService gray-demo\/hello in cluster east/,
    );
    expect(serving.lines.infos[1]).to.match(/^Proxies took routes after/);
  });

  it("is no second look at a stage that is up to date", async () => {
    const update = begin(["routes"]);
    expect(await update.upToDate("routes")).to.equal(true);
    expect(await update.upToDate("subsets")).to.equal(false);
    await update.before("subsets");
    const before = serving.at(0).api.asked({ kind: "VirtualService" }).length;
    await update.after("routes", false);
    expect(serving.at(0).api.asked({ kind: "VirtualService" }).length).to.equal(before);
    await update.end();
  });

  it("is applying again with patience: an API server may be away for a while", async () => {
    const update = begin();
    edit(
      serving.at(1),
      planned(serving.at(1), "VirtualService"),
      { hosts: ["aborted"] },
      "gray-release",
    );
    await update.before("workloads");
    serving.at(1).api.fault({ kind: 503, match: { method: "PATCH" }, times: 3 });
    await update.after("routes", false);
    expect(serving.at(1).api.asked({ method: "PATCH" })).to.have.length(4);
    await update.end();
  });

  it("is a refusal where that API server stays away, by its name", async () => {
    const update = begin();
    await update.before("workloads");
    await serving.at(1).api.refuse();
    const error = await failureOf(update.after("routes", false));
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(
      /^The update can't see whether the proxies took the routes: cluster east .*ECONNREFUSED/,
    );
    expect(serving.clock.now()).to.be.within(10_500, 11_500);
  });

  it("is the report of pods that are not ready, while workloads are applied alone", async () => {
    const update = begin();
    const never = new Promise<void>(() => undefined);
    update.during("subsets", never);
    expect(serving.clock.waits).to.not.include(15_000);
    update.during("workloads", never);
    expect(serving.clock.waits).to.include(15_000);
    await update.end();
  });

  it("is taking field ownership at the end, where others own fields with the declared values", async () => {
    const route = planned(serving.at(0), "VirtualService");
    const owners = () => {
      const entries = serving.at(0).api.get(route)?.metadata.managedFields ?? [];
      return entries.map(({ manager }) => manager).filter((one) => one !== noteManager);
    };
    serving.at(0).api.put(route, { manager: "kubectl-edit" });
    serving.at(0).api.put(route, { manager: "argocd", operation: "Apply" });
    const update = begin([], undefined, new Map(), [], new Map([["west", [route]]]));
    await update.after("routes", false);
    expect(owners()).to.include("argocd");
    await update.end();
    expect(owners()).to.deep.equal(["gray-release"]);
  });

  const notesWritten = () =>
    serving.clusters.map(({ api }) =>
      api
        .asked({ method: "PATCH", where: ({ query }) => query.fieldManager === noteManager })
        .map(({ path }) => path.split("/").at(-1)),
    );

  it("is noting the stable versions where they are not noted, when all stages have passed", async () => {
    const notes = new Map([["west", new Map([["hello", { version: "v1" }]])]]);
    const update = begin([], undefined, notes);
    await update.after("routes", true);
    expect(notesWritten()).to.deep.equal([[], []]);
    await update.end();
    expect(notesWritten()).to.deep.equal([[], ["hello"]]);
    expect(await update.stable).to.deep.equal({ west: { hello: "v1" }, east: { hello: "v1" } });
  });

  it("is a warning and no failure where a note can't be written", async () => {
    serving.at(1).api.fault({ kind: 403, match: { method: "PATCH" }, message: "no right" });
    const update = begin();
    await update.end();
    expect(serving.lines.warnings[0]).to.match(
      /^gray-release could not note the stable version: hello v1 in east: no r/,
    );
    expect(await update.stable).to.deep.equal({ west: { hello: "v1" }, east: {} });
  });

  it("is closing all connections at the end, after other work with them", async () => {
    let end = () => undefined as void;
    let closed = 0;
    for (const { client } of serving.clusters)
      if (client) Object.assign(client, { close: () => void closed++ });
    const update = begin([], new Promise<void>((done) => (end = done)));
    const ended = update.end();
    await update.before("routes");
    await new Promise((done) => setImmediate(done));
    expect(closed).to.equal(0);
    end();
    await ended;
    expect(closed).to.equal(2);
  });
});
