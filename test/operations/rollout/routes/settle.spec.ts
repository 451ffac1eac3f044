import { expect } from "chai";
import { FastLane } from "../../../../operations/rollout/routes/lane";
import { FakeClock } from "../../../support/ports";
import { proxyState } from "../../../support/proxies";
import { clusterAt, stopAll, type FakeCluster } from "../../../support/reached";
import { changeOf, serveStep } from "./support";

const settings = { seconds: 3, minimum: 0, limit: 10, stragglers: 0 };

describe("the proxies of a step", () => {
  let clusters: FakeCluster[];
  let lane: FastLane;
  let clock: FakeClock;
  let lines: string[];

  beforeEach(async () => {
    clusters = await serveStep(10);
    [clock, lines] = [new FakeClock(), []];
    lane = laneWith();
  });

  afterEach(async () => {
    lane.close();
    await stopAll(clusters);
  });

  const laneWith = (settle: Partial<typeof settings> = {}) =>
    new FastLane({
      ...{ clusters: changes(), settle: { ...settings, ...settle }, clock },
      onWait: (line) => lines.push(line),
    });
  const api = (i: number) => clusterAt(clusters, i).api;
  const changes = () => clusters.map((one) => changeOf(one, [10], 50));
  const forwards = (i: number) => api(i).asked({ path: /portforward$/ }).length;
  const settled = async () => {
    const found = await lane.settle(changes());
    return found.map(({ ms: _, ...one }) => one);
  };
  const good = (cluster: string) => ({ cluster, behind: [], proxies: 1 });

  it("are counted, with the milliseconds that they took", async () => {
    const found = await lane.settle(changes());
    expect(found[0]?.ms).to.be.greaterThan(200);
    expect(await settled()).to.deep.equal([good("west"), good("east")]);
  });

  it("are asked over one connection for all steps, which is there before the first one", async () => {
    lane.open(changes());
    while (forwards(0) + forwards(1) < 2) await new Promise((done) => setTimeout(done, 1));
    await settled();
    await settled();
    expect([forwards(0), forwards(1)]).to.deep.equal([1, 1]);
  });

  it("are waited for until they acknowledge what was written", async () => {
    await settled();
    let acked = 9;
    api(1).istiod.set({ syncz: () => [proxyState(12, acked)], inboundUpdates: 5 });
    let passed = false;
    const settling = settled().finally(() => (passed = true));
    await new Promise((done) => setTimeout(done, 20));
    expect(passed).to.equal(false);
    acked = 12;
    expect(await settling).to.deep.equal([good("west"), good("east")]);
  });

  it("are named where they are stale after the limit, and those of other clusters are not", async () => {
    api(1).istiod.set({ syncz: [proxyState(12, 9)] });
    const [west, east] = await settled();
    expect(west).to.deep.equal(good("west"));
    expect(east?.stale).to.equal(
      "after 10 s east: gateway.istio-system has not acknowledged its RouteConfiguration",
    );
  });

  it("are named once and left behind, as many as the stack allows", async () => {
    lane = laneWith({ stragglers: 1 });
    await settled();
    api(1).istiod.set({ syncz: [proxyState(12, 9)] });
    const [, east] = await settled();
    expect(east?.stale).to.equal(undefined);
    expect(east?.behind).to.deep.equal([
      "east: gateway.istio-system has not acknowledged its RouteConfiguration",
    ]);
    expect((await settled())[1]).to.deep.equal(good("east"));
  });

  it("are asked again at once over a new connection where the old one broke between two steps", async () => {
    await settled();
    api(0).cutConnections();
    expect(await settled()).to.deep.equal([good("west"), good("east")]);
    expect(forwards(0)).to.equal(2);
    // What asks again and again asks for this first, and waits a second.
    expect(api(0).asked({ path: "/version" })).to.deep.equal([]);
  });

  it("are asked again, and the step goes on, when an API server comes back in time", async () => {
    lane = laneWith({ limit: 30 });
    await settled();
    await api(1).refuse();
    const sleep = clock.sleep.bind(clock);
    let pauses = 0;
    clock.sleep = async (ms, options) => {
      if (ms === 1000 && ++pauses === 3) await api(1).accept();
      return sleep(ms, options);
    };
    expect(await settled()).to.deep.equal([good("west"), good("east")]);
    expect(pauses).to.be.at.least(3);
  });

  it("are unknown where an API server stays away, while those of other clusters are known", async () => {
    lane = laneWith({ limit: 30 });
    await settled();
    await api(1).refuse();
    const [west, east] = await settled();
    expect(west).to.deep.equal(good("west"));
    expect(east?.stale).to.match(/^cluster east .*ECONNREFUSED/);
    await api(1).accept();
    expect((await settled())[1]).to.deep.equal(good("east"));
  });

  it("get the fixed seconds where their istiod can't be asked, and the reason is told", async () => {
    api(1).fault({ kind: 403, match: { path: /portforward$/ } });
    expect((await settled())[1]).to.deep.equal({
      cluster: "east",
      behind: [],
      unasked:
        "istiod of east can't be asked: no port of its pod istiod-0 can be forwarded: the API server answers 403",
    });
    expect(clock.waits).to.include(3000);
  });

  it("get the least wait of the stack, too", async () => {
    lane = laneWith({ minimum: 2 });
    await settled();
    expect(clock.waits).to.include(2000);
  });

  it("are unknown where no istiod is ready, and its pod is named", async () => {
    const pod = "/api/v1/namespaces/istio-system/pods/istiod-0";
    api(0).put(Object.assign({}, api(0).get(pod), { status: { conditions: [] } }));
    const [west] = await settled();
    expect(west?.stale).to.match(/^no istiod is ready: none of its pods is ready: pod istiod-0: /);
    expect(lines[0]).to.match(/^The update waits until istiod of cluster west is ready/);
  });
});
