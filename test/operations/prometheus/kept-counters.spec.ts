import { expect } from "chai";
import type { MetricsPort } from "../../../operations/rollout/analysis/port";
import type { FakePrometheus } from "../../support/prometheus/fake";
import { Proxy } from "../../support/prometheus/mesh";
import { at, Polled } from "../../support/prometheus/poll";

describe("polls of one process", () => {
  let polled: Polled;
  let prometheus: FakePrometheus;
  let fresh: Proxy;
  let port: MetricsPort;

  beforeEach(async () => {
    polled = await Polled.start();
    ({ prometheus, fresh } = polled);
    port = polled.port();
    polled.scrape(at(-5));
    fresh.count({ count: 4 });
    polled.scrape(at(30));
  });
  afterEach(() => prometheus.stop());

  /** The counts of a window, and whether it took only one question. */
  const counted = async (fromSeconds: number, toSeconds: number, of = port) => {
    const before = prometheus.queries.length;
    const from = { [prometheus.url]: at(fromSeconds) };
    const question = { from, nowMs: at(toSeconds + 15) };
    const tallies = await polled.tallies(question, undefined, of);
    const queries = prometheus.queries.slice(before).filter((one) => one.includes('"destination"'));
    return { tallies, queries: queries.length };
  };
  const only = (count: number) => [["west/west", [count, 0], [0, 0]]];

  it("begin with the counters with which the last one ended", async () => {
    expect(await counted(0, 30)).to.deep.equal({ tallies: only(4), queries: 2 });
    fresh.count({ count: 3 });
    const next = new Proxy(prometheus, "10.0.0.3:15020").count({ count: 2 }).scrape(at(60));
    polled.scrape(at(60));
    expect(await counted(30, 60)).to.deep.equal({ tallies: only(5), queries: 1 });
    next.restart().count({ count: 1 }).scrape(at(90));
    polled.scrape(at(90));
    expect(await counted(60, 90)).to.deep.equal({ tallies: only(1), queries: 1 });
    expect(await counted(60, 90, polled.port())).to.deep.equal({ tallies: only(1), queries: 2 });
  });

  it("remember a proxy that could not be scraped for a time", async () => {
    await counted(0, 30);
    for (const time of [60, 90]) {
      polled.old.scrape(at(time));
      fresh.count({ count: 6 });
      expect((await counted(time - 30, time)).tallies).to.deep.equal([]);
    }
    polled.scrape(at(120));
    expect(await counted(90, 120)).to.deep.equal({ tallies: only(12), queries: 1 });
  });

  it("ask for both ends of a window after one that another process counted", async () => {
    await counted(0, 30);
    for (const time of [60, 90]) {
      fresh.count({ count: 6 });
      polled.scrape(at(time));
    }
    expect(await counted(60, 90)).to.deep.equal({ tallies: only(6), queries: 2 });
  });

  it("count nothing twice, and lose nothing, where a server was away", async () => {
    await counted(0, 30);
    fresh.count({ count: 6 });
    polled.scrape(at(60));
    let asked = 0;
    prometheus.instead = (_, response) => {
      // The newest sample, and the counters of pods; the question about callers gets no answer.
      if ((asked += 1) <= 2) return false;
      response.writeHead(503).end();
      return true;
    };
    expect((await counted(30, 60)).tallies).to.deep.equal([]);
    prometheus.instead = undefined;
    expect(await counted(30, 60)).to.deep.equal({ tallies: only(6), queries: 2 });
  });

  it("ask for both ends once in fifteen minutes, so that they forget pods that are gone", async () => {
    const queries: number[] = [];
    for (let minute = 0; minute < 32; minute += 1) {
      polled.scrape(at(minute * 60 + 60));
      queries.push((await counted(minute * 60, minute * 60 + 60)).queries);
    }
    expect(queries.flatMap((count, i) => (count === 2 ? [i] : []))).to.deep.equal([0, 15, 30]);
  });
});
