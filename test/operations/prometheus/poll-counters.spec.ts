import { expect } from "chai";
import type { FakePrometheus } from "../../support/prometheus/fake";
import { Proxy } from "../../support/prometheus/mesh";
import { at, Polled } from "../../support/prometheus/poll";

describe("a poll of counters", () => {
  let polled: Polled;
  let prometheus: FakePrometheus;
  let old: Proxy;
  let fresh: Proxy;

  beforeEach(async () => {
    polled = await Polled.start();
    ({ prometheus, old, fresh } = polled);
  });
  afterEach(() => prometheus.stop());

  it("counts the growth of counters, and what of it is bad", async () => {
    polled.scrape(at(-5));
    old.count({ version: "v1", count: 95 }).count({ version: "v1", code: "503", count: 5 });
    fresh.count({ count: 7 }).count({ code: "500", count: 2 }).count({ grpc: "14", count: 1 });
    fresh.count({ grpc: "5", count: 3 }).count({ code: "0", flags: "DC", count: 9 });
    polled.scrape(at(25));
    expect(await polled.tallies()).to.deep.equal([["west/west", [13, 3], [100, 5]]]);
    const { servers } = await polled.poll();
    expect(servers).to.deep.equal({ [prometheus.url]: { untilMs: at(25) } });
  });

  it("keeps callers and pods of clusters apart", async () => {
    polled.scrape(at(-5));
    fresh.count({ from: "east", count: 4 }).count({ from: "east", to: "unknown", count: 2 });
    fresh.count({ count: 1 });
    polled.scrape(at(25));
    expect(await polled.tallies()).to.deep.equal([
      ["east/unknown", [2, 0], [0, 0]],
      ["east/west", [4, 0], [0, 0]],
      ["west/west", [1, 0], [0, 0]],
    ]);
  });

  it("counts the first errors of a new series, and all of a new pod", async () => {
    polled.scrape(at(-5));
    fresh.count({ code: "500", count: 3 });
    const next = new Proxy(prometheus, "10.0.0.3:15020").count({ code: "502", count: 2 });
    for (const proxy of [old, fresh, next]) proxy.scrape(at(25));
    expect(await polled.tallies()).to.deep.equal([["west/west", [5, 5], [0, 0]]]);
  });

  it("takes a counter that fell for one that began again", async () => {
    polled.scrape(at(-5));
    fresh.restart().count({ count: 20 }).count({ code: "500", count: 1 });
    polled.scrape(at(25));
    expect(await polled.tallies()).to.deep.equal([["west/west", [21, 1], [0, 0]]]);
  });

  it("counts the last requests of a pod that went within the window", async () => {
    polled.scrape(at(-5));
    fresh.count({ code: "500", count: 6 }).scrape(at(10)).leave(at(20));
    old.scrape(at(25));
    expect(await polled.tallies()).to.deep.equal([["west/west", [6, 6], [0, 0]]]);
  });

  it("counts requests of a proxy that could not be scraped, once, with its next scrape", async () => {
    polled.scrape(at(-5));
    old.scrape(at(25));
    fresh.count({ count: 8 });
    expect(await polled.tallies()).to.deep.equal([]);
    polled.scrape(at(55));
    const from = { [prometheus.url]: at(30) };
    expect(await polled.tallies({ from, nowMs: at(75) })).to.deep.equal([
      ["west/west", [8, 0], [0, 0]],
    ]);
  });

  it("counts nothing of a window in which the server lost its store", async () => {
    old.count({ version: "v1", code: "500", count: 900 });
    for (const time of [20, 25]) polled.scrape(at(time));
    expect(await polled.tallies()).to.deep.equal([]);
    fresh.count({ count: 5 });
    polled.scrape(at(55));
    const from = { [prometheus.url]: at(30) };
    expect(await polled.tallies({ from, nowMs: at(75) })).to.deep.equal([
      ["west/west", [5, 0], [0, 0]],
    ]);
  });

  it("counts the first requests of all at proxies that the server knew", async () => {
    const idle = new Proxy(prometheus, "10.0.0.9:15020").scrape(at(-5));
    idle.count({ code: "500", count: 1 }).scrape(at(25));
    expect(await polled.tallies()).to.deep.equal([["west/west", [1, 1], [0, 0]]]);
  });

  it("counts a proxy once that two servers or two jobs scrape", async () => {
    const twice = ["a", "b"].map((prometheus_replica) =>
      [15020, 15090].map((port) => {
        const more = { prometheus_replica, job: `${port}` };
        return new Proxy(prometheus, `10.0.0.2:${port}`, more).count({ count: 50 });
      }),
    );
    const all = twice.flat();
    for (const one of all) one.scrape(at(-5)).count({ count: 10 }).scrape(at(25));
    expect(await polled.tallies()).to.deep.equal([["west/west", [10, 0], [0, 0]]]);
  });

  it("begins two scrapes after requests count, and tells nothing before", async () => {
    polled.scrape(at(-5));
    fresh.count({ count: 4 }).scrape(at(29));
    fresh.count({ count: 3 }).scrape(at(59));
    const { servers, counts } = await polled.poll({ from: {}, fromMs: at(0), nowMs: at(45) });
    expect(servers).to.deep.equal({ [prometheus.url]: { untilMs: at(30) } });
    expect(counts[0]?.tallies).to.deep.equal([]);
    const later = { from: {}, fromMs: at(0), nowMs: at(75) };
    expect(await polled.tallies(later)).to.deep.equal([["west/west", [3, 0], [0, 0]]]);
  });

  it("does not begin with counters from before an outage of the server", async () => {
    polled.scrape(at(-290));
    fresh.count({ code: "500", count: 9 });
    for (const time of [40, 59]) polled.scrape(at(time));
    expect(await polled.tallies({ from: {}, fromMs: at(0), nowMs: at(75) })).to.deep.equal([]);
  });

  it("ends with the newest sample of a server whose clock is behind, and loses nothing", async () => {
    polled.scrape(at(-5));
    fresh.count({ count: 4 });
    polled.scrape(at(20));
    const { servers } = await polled.poll({ nowMs: at(140) });
    expect(servers).to.deep.equal({ [prometheus.url]: { untilMs: at(20) } });
  });

  it("counts long windows in parts, so that the server reads no more than it may", async () => {
    for (let i = 0; i <= 60; i += 1) {
      polled.scrape(at(i * 60 - 5));
      fresh.count({ count: 2 });
    }
    expect(await polled.tallies({ nowMs: at(3600) })).to.deep.equal([
      ["west/west", [118, 0], [0, 0]],
    ]);
    const ranges = prometheus.queries.flatMap((one) => /\[(\d+)ms\]/.exec(one)?.[1] ?? []);
    expect(Math.max(...ranges.map(Number))).to.equal(15 * 60_000);
  });
});
