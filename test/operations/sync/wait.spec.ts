import { expect } from "chai";
import { StaleError, type Clients } from "../../../operations/sync/asked";
import { untilSynced } from "../../../operations/sync/wait";
import {
  client,
  clients,
  cluster,
  istiod,
  limit,
  route,
  scope,
  slice,
} from "../../oracle/mesh/asked-istiod";
import { failureOf, FakeClock } from "../../support/ports";
import { proxyState } from "../../support/proxies";

describe("the wait for synced proxies", () => {
  it("ends with their number in all clusters and replicas of istiod", async () => {
    const synced = () => istiod({ proxies: [[proxyState(7), proxyState(7, 7, "web.shop")]] });
    const clusters = [cluster("west", synced(), synced()), cluster("east", synced())];
    const { proxies } = await untilSynced(clusters, clients, scope, limit(new FakeClock()));
    expect(proxies).to.equal(6);
  });

  it("takes not much longer than a quarter of a second in calm", async () => {
    const clock = new FakeClock();
    await untilSynced(
      [cluster("west", istiod({ proxies: [[proxyState(5)]] }))],
      clients,
      scope,
      limit(clock),
    );
    expect(clock.now()).to.be.within(250, 260);
  });

  it("asks no proxy before istiod's store holds what the API server has, and for nothing twice that it has", async () => {
    const old = { ...route, metadata: { ...route.metadata, generation: 1 } };
    const late = istiod({ proxies: [[]], configs: [[], [old], [route]] });
    await untilSynced([cluster("west", late)], clients, scope, limit(new FakeClock()));
    const first = (what: string) => late.asked.indexOf(what);
    expect(first("proxies")).to.be.greaterThan(late.asked.lastIndexOf("configs"));
    expect(late.asked.filter((one) => one === "configs")).to.have.length(3);
    expect(late.asked.filter((one) => one === "endpoints")).to.have.length(1);
  });

  it("asks istiod for its store alone where proxies need to take nothing", async () => {
    const one = istiod({ proxies: [[proxyState(5, 4)]] });
    const nothing = { ...scope, needed: [] };
    expect(
      await untilSynced([cluster("west", one)], clients, nothing, limit(new FakeClock())),
    ).to.deep.equal({
      behind: [],
    });
    expect(one.asked).to.deep.equal(["configs", "endpoints"]);
  });

  it("goes on while endpoints of another cluster are not known", async () => {
    const clock = new FakeClock();
    const remote = { ...slice, endpoints: [{ addresses: ["10.9.9.9"] }] };
    const other = { ...client, list: () => Promise.resolve([remote] as never) };
    const one = istiod({ proxies: [[]] });
    const both: Clients = new Map([...clients, ["outpost", other]]);
    const error = await failureOf(untilSynced([cluster("west", one)], both, scope, limit(clock)));
    expect((error as StaleError).stale).to.deep.equal([
      "west: the endpoint 10.9.9.9 of hello is not in istiod",
    ]);
  });

  it("goes on while proxies acknowledge late", async () => {
    const clock = new FakeClock();
    const waiting = [proxyState(5, 4)];
    const many = Array.from({ length: 12 }, () => waiting);
    const late = istiod({ proxies: [...many, [proxyState(5)]] });
    const { proxies } = await untilSynced([cluster("west", late)], clients, scope, limit(clock));
    expect(proxies).to.equal(1);
    expect(late.asked.filter((one) => one === "proxies")).to.have.length(13);
  });

  it("does not take a push from before the store was complete for the one that holds the stage", async () => {
    let updates = 0;
    const busy = () => ++updates;
    // A change a question: the eighth reading is the first one by which all changes count.
    const pushes = [7, 7, 7, 7, 7, 7, 7, 7, 8, 9];
    const one = istiod({ proxies: [[proxyState(9)]], pushes, updates: busy });
    await untilSynced([cluster("west", one)], clients, scope, limit(new FakeClock()));
    expect(one.asked.filter((name) => name === "metrics")).to.have.length(10);
  });

  it("begins again when another process of istiod answers", async () => {
    const one = istiod({ proxies: [[proxyState(2)]], pushes: [7, 7, 1, 1, 2] });
    await untilSynced([cluster("west", one)], clients, scope, limit(new FakeClock()));
    expect(one.asked.filter((name) => name === "configs")).to.have.length(2);
  });

  it("looks at every istiod again when one had to wait: a proxy may have moved", async () => {
    const moved = proxyState(5, 4, "web.shop");
    const slow = istiod({ proxies: [...Array.from({ length: 15 }, () => [moved]), []] });
    const other = istiod({ proxies: [[]] });
    let looks = 0;
    const arrived = {
      ...other,
      proxies: () => {
        // It comes when the other istiod has long had nothing to wait for, and takes a while.
        const isHere = slow.asked.filter((one) => one === "proxies").length > 15;
        const acked = isHere && (looks += 1) > 3 ? 5 : 4;
        return Promise.resolve({
          proxies: isHere ? [proxyState(5, acked, "web.shop")] : [],
          nowMs: NaN,
        });
      },
    };
    const both = [cluster("west", slow, arrived)];
    const { proxies } = await untilSynced(both, clients, scope, limit(new FakeClock()));
    expect(proxies).to.equal(1);
    expect(looks).to.be.greaterThan(3);
  });

  it("fails after the time limit, with what is behind and where", async () => {
    const clock = new FakeClock();
    const never = istiod({ proxies: [[proxyState(5, 4)]] });
    const well = istiod({ proxies: [[proxyState(5)]] });
    const error = await failureOf(
      untilSynced([cluster("west", well), cluster("east", never)], clients, scope, limit(clock)),
    );
    if (!(error instanceof StaleError)) throw error;
    expect(error.stale).to.deep.equal([
      "east: gateway.istio-system has not acknowledged its RouteConfiguration",
    ]);
    expect([error.seconds, error.proxies]).to.deep.equal([3, 1]);
    expect(error.message).to.match(/^after 3 s east: gateway/);
    expect(clock.now()).to.be.within(3000, 3500);
  });

  it("fails after the time limit where istiod does not push", async () => {
    let updates = 0;
    const busy = istiod({ proxies: [[proxyState(5)]], updates: () => ++updates });
    const error = await failureOf(
      untilSynced([cluster("west", busy)], clients, scope, limit(new FakeClock())),
    );
    expect((error as StaleError).stale).to.deep.equal([
      "west: istiod-0 has not pushed the changes: others are still coming in",
    ]);
  });

  it("goes on while an istiod's store lags because its API server was away, says so once, and gives proxies their time after that", async () => {
    const clock = new FakeClock();
    const behind = proxyState(5, 4);
    const proxies = [...Array.from({ length: 9 }, () => [behind]), [proxyState(5)]];
    const configs = [...Array.from({ length: 110 }, () => []), [route]];
    const late = istiod({ proxies, configs });
    const lines: string[] = [];
    const onLag = (line: string) => void lines.push(line);
    const lag = { ...limit(clock), storeSeconds: 90, onLag };
    await untilSynced([cluster("west", late)], clients, scope, lag);
    expect(clock.now()).to.be.within(30_000, 90_000);
    expect(lines).to.deep.equal([
      "The update waits for istiod of cluster west: VirtualService gray-demo/hello is not in istiod. " +
        "After its API server was away, an istiod reads it again within a minute.",
    ]);
  });

  it("fails after the time limit where an istiod's store never holds everything", async () => {
    const one = istiod({ proxies: [[]], configs: [[]] });
    const error = await failureOf(
      untilSynced([cluster("west", one)], clients, scope, limit(new FakeClock())),
    );
    expect((error as StaleError).stale).to.deep.equal([
      "west: VirtualService gray-demo/hello is not in istiod",
    ]);
    expect(one.asked).to.not.include("proxies");
  });

  it("asks no more when another question has failed", async () => {
    const stop = new AbortController();
    const never = istiod({ proxies: [[proxyState(5, 4)]] });
    const wait = untilSynced([cluster("west", never)], clients, scope, {
      ...limit(new FakeClock()),
      signal: stop.signal,
    });
    stop.abort();
    expect((await failureOf(wait)).name).to.equal("AbortError");
  });
});
