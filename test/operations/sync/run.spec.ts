import { expect } from "chai";
import { RefusalError } from "../../../operations/refusal";
import { MeshSync } from "../../../operations/sync/run";
import { failureOf } from "../../support/ports";
import { proxyState } from "../../support/proxies";
import { edit, planned, useServing } from "../../support/reached";

const settle = { seconds: 3, minimum: 0, limit: 1, stragglers: 0 };

describe("an update that asks istiods", () => {
  const serving = useServing();

  const begin = (changes: Partial<typeof settle> = {}, mayBegin = Promise.resolve()) =>
    new MeshSync(serving.clusters, {
      settle: { ...settle, ...changes },
      reporter: serving.lines,
      clock: serving.clock,
      mayBegin,
    });

  it("reports at its end how long the proxies of a stage took, and how many there are", async () => {
    const sync = begin();
    await sync.before("routes");
    await sync.after("routes", true);
    await sync.end();
    expect(serving.lines.infos).to.have.length(1);
    expect(serving.lines.infos[0]).to.match(
      /^Proxies took routes after \d\.\d\d s \(2 proxies\)\.$/,
    );
  });

  it("says nothing where no stage was written", async () => {
    const sync = begin();
    await sync.after("routes", false);
    await sync.end();
    expect(serving.lines.infos).to.deep.equal([]);
  });

  it("opens no connection before it may begin", async () => {
    let allow = () => undefined as void;
    const sync = begin({}, new Promise<void>((done) => (allow = done)));
    // A whole round trip: a question of the update's own would have come first.
    await serving.at(0).api.client().text("/version");
    expect(serving.at(0).api.requests.map(({ path }) => path)).to.deep.equal(["/version"]);
    allow();
    await sync.before("routes");
    expect(serving.at(0).api.requests.length).to.be.greaterThan(1);
    await sync.end();
  });

  it("fails as its beginning does, where it may not begin", async () => {
    const sync = begin({}, Promise.reject(new Error("drift")));
    expect((await failureOf(sync.before("workloads"))).message).to.equal("drift");
    expect(serving.at(0).api.requests).to.deep.equal([]);
  });

  it("waits before its second stage until proxies synced what an earlier update left", async () => {
    let acked = 8;
    for (const { api } of serving.clusters)
      api.istiod.set({ syncz: () => [proxyState(9, acked)], inboundUpdates: () => 5 });
    const sync = begin();
    await sync.before("foundation");
    let passed = false;
    const before = sync.before("workloads").then(() => (passed = true));
    await new Promise((done) => setTimeout(done, 20));
    expect(passed).to.equal(false);
    acked = 9;
    await before;
    await sync.end();
  });

  it("waits at least the minimum after a stage that was written", async () => {
    const sync = begin({ minimum: 2, limit: 10 });
    await sync.before("routes");
    serving.clock.waits.length = 0;
    await sync.after("routes", true);
    expect(serving.clock.waits).to.include(2000);
    await sync.end();
  });

  it("is refused after the limit, with the proxies that are stale and their cluster", async () => {
    const sync = begin();
    await sync.before("routes");
    serving.at(1).api.istiod.set({ syncz: [proxyState(12, 9)] });
    const error = await failureOf(sync.after("routes", true));
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.equal(
      "The proxies did not take the routes within 1 s: " +
        "east: gateway.istio-system has not acknowledged its RouteConfiguration. " +
        "The update applied no later stage and deleted nothing. Repair or remove the proxies that do not " +
        "answer and run the same command again; gray-release:settle.limit gives proxies more time; " +
        "with gray-release:settle.stragglers: 1 the update goes on without this proxy.",
    );
  });

  it("is refused after the limit where an istiod does not learn of an object", async () => {
    const sync = begin();
    await sync.before("routes");
    serving.at(0).api.istiod.set({
      configz: serving
        .at(0)
        .api.list()
        .filter(({ kind }) => kind !== "Gateway"),
    });
    edit(serving.at(0), planned(serving.at(0), "VirtualService"), { hosts: ["other"] });
    const error = await failureOf(sync.after("routes", true));
    expect(error.message).to.contain("within 90 s: west: ");
    expect(error.message).to.contain("west: VirtualService gray-demo/hello is not in istiod");
    expect(error.message).to.not.contain("east:");
  });

  it("waits the fixed seconds where no istiod can be asked, and says so and why", async () => {
    for (const { api } of serving.clusters)
      api.fault({ kind: 403, match: { path: /portforward$/ } });
    const sync = begin();
    await sync.before("routes");
    expect(serving.clock.now()).to.equal(3000);
    await sync.after("routes", true);
    expect(serving.clock.now()).to.equal(6000);
    await sync.end();
    expect(serving.lines.infos).to.deep.equal([
      "Proxies took routes after 3 s, without asking.",
      ...["west", "east"].map(
        (name) =>
          `The update could not ask all proxies: istiod of ${name} can't be asked: ` +
          "no port of its pod istiod-0 can be forwarded: the API server answers 403.",
      ),
    ]);
  });

  it("waits and asks where only some istiods can be asked", async () => {
    serving.at(1).api.fault({ kind: 403, match: { path: /portforward$/ } });
    const sync = begin();
    await sync.before("routes");
    await sync.after("routes", true);
    await sync.end();
    expect(serving.lines.infos[0]).to.match(
      /^Proxies took routes after 3 s, without asking, routes after 3\.\d\d s \(1 proxies\)\.$/,
    );
  });

  it("connects again when an istiod was away for a while", async () => {
    const sync = begin();
    await sync.before("routes");
    serving.at(0).api.cutConnections();
    await sync.after("routes", true);
    await sync.end();
    expect(serving.lines.infos[0]).to.contain("(2 proxies)");
    expect(serving.clock.waits).to.include(1000);
  });

  it("goes on when an API server comes back within twenty seconds", async () => {
    const sync = begin();
    await sync.before("routes");
    await serving.at(1).api.refuse();
    let pauses = 0;
    const sleep = serving.clock.sleep.bind(serving.clock);
    serving.clock.sleep = async (ms, options) => {
      if (ms === 1000 && ++pauses === 3) await serving.at(1).api.accept();
      return sleep(ms, options);
    };
    await sync.after("routes", true);
    await sync.end();
    expect(serving.lines.infos[0]).to.contain("(2 proxies)");
    expect(pauses).to.be.at.least(3);
  });

  it("is refused when an API server stays away, and names that cluster alone", async () => {
    const sync = begin();
    await sync.before("routes");
    await serving.at(1).api.refuse();
    const error = await failureOf(sync.after("routes", true));
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(
      /^The update can't see whether the proxies took the routes: cluster east \(http:\/\/127\.0\.0\.1:\d+\): .*ECONNREFUSED/,
    );
    expect(error.message).to.not.contain("cluster west");
    expect(error.message).to.contain("The update applied no later stage");
    expect(serving.clock.now()).to.be.within(10_500, 11_500);
  });

  it("is refused with the cluster whose API server answers with an error, as one does that starts", async () => {
    const sync = begin();
    await sync.before("routes");
    serving.at(1).api.fault({ kind: 503, match: { kind: "VirtualService" } });
    const error = await failureOf(sync.after("routes", true));
    expect(error.message).to.match(
      /^The update can't see whether the proxies took the routes: cluster east: the server is currently unable/,
    );
    expect(error.message).to.contain("Run the same command again when the cluster answers.");
  });

  it("is refused with the error itself where all API servers answer", async () => {
    serving.at(0).api.fault({ kind: 401, match: { path: /endpointslices$/ } });
    const error = await failureOf(begin().before("routes"));
    expect(error.message).to.match(
      /^The update can't see whether the proxies took the foundation: Unauthorized\./,
    );
  });
});
