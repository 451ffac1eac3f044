import { expect } from "chai";
import type { FakePrometheus } from "../../support/prometheus/fake";
import { Proxy } from "../../support/prometheus/mesh";
import type { PollQuestion } from "../../../operations/rollout/analysis/port";
import { at, cart, Polled } from "../../support/prometheus/poll";

describe("a poll", () => {
  let polled: Polled;
  let prometheus: FakePrometheus;
  let old: Proxy;
  let fresh: Proxy;

  beforeEach(async () => {
    polled = await Polled.start();
    ({ prometheus, old, fresh } = polled);
  });
  afterEach(() => prometheus.stop());

  describe("for slow answers", () => {
    const latency = { bounds: {} };
    const timed = (question: Partial<PollQuestion> = {}) =>
      polled.poll({ errors: false, latency, ...question }).then(({ counts }) => counts[0]);

    beforeEach(() => {
      // In the ten minutes before: 96 of 100 below 100 ms, 99 below 250 ms.
      old.count({ version: "v1", ms: 20, count: 0 }).scrape(at(-590));
      old.count({ version: "v1", ms: 80, count: 96 }).count({ version: "v1", ms: 200, count: 3 });
      old.count({ version: "v1", ms: 900, count: 1 });
      polled.scrape(at(-5));
    });

    const window = () => {
      old.count({ version: "v1", ms: 30, count: 40 }).count({ version: "v1", ms: 120, count: 2 });
      fresh.count({ ms: 30, count: 5 }).count({ ms: 101, count: 4 });
      // Fast failures are no fast answers.
      fresh.count({ ms: 1, code: "503", count: 50 }).count({ ms: 1, grpc: "13", count: 50 });
      polled.scrape(at(25));
    };

    it("fixes the bound by the stable version's answers before, and counts those above it", async () => {
      window();
      const found = await timed();
      expect(found?.slowMs).to.equal(100);
      expect(found?.tallies).to.deep.equal([
        { source: "west", destination: "west", canary: [9, 4], stable: [42, 2] },
      ]);
    });

    it("keeps a bound that is fixed, and asks no history", async () => {
      window();
      const found = await timed({ latency: { bounds: { "cart/v2": 25 } } });
      expect([found?.slowMs, found?.tallies[0]?.stable]).to.deep.equal([25, [42, 42]]);
      expect(prometheus.queries.some((one) => one.includes("increase"))).to.equal(false);
    });

    it("takes the next bound of the histogram where the user names one", async () => {
      window();
      expect((await timed({ latency: { bounds: {}, slowMs: 101 } }))?.slowMs).to.equal(250);
      const beyond = await timed({ latency: { bounds: {}, slowMs: 5000 } });
      expect(beyond?.why).to.equal("the histogram's last bound is 1000 ms, and slow is 5000 ms");
    });

    it("waits for enough answers of the stable version, also in the hour before", async () => {
      const stable = ["v0"];
      new Proxy(prometheus, "10.0.0.4:15020")
        .count({ version: "v0", ms: 1, count: 0 })
        .scrape(at(-700))
        .count({ version: "v0", ms: 1, count: 99 })
        .scrape(at(-5))
        .count({ version: "v0", ms: 1, count: 1 })
        .scrape(at(40));
      const pairs = [{ ...cart, stable }];
      expect((await timed({ pairs }))?.why).to.equal(
        "the stable version gave 99 answers in the hour before, and the bound of slow ones needs 100",
      );
      const from = { [prometheus.url]: at(45) };
      expect((await timed({ pairs, from, nowMs: at(90) }))?.slowMs).to.equal(1);
    });

    it("has no bound where too many answers are above the last one", async () => {
      old.count({ version: "v1", ms: 5000, count: 20 }).scrape(at(-1));
      expect((await timed())?.why).to.match(/^more than 5 % of .* longer than 1000 ms/);
    });
  });

  describe("for metrics of the user's own", () => {
    const metric = {
      name: "payments",
      bad: 'payments_total{outcome="failed",service="{{service}}",ns="{{ namespace }}"}',
      total: 'payments_total{service="{{service}}",ns="{{namespace}}"}',
    };
    const paid = (version: string, outcome: string, count: number) =>
      fresh.own(
        "payments_total",
        { service: "cart", ns: "shop", version, cluster: "west", outcome },
        count,
      );
    const own = (metrics = [metric]) =>
      polled.poll({ errors: false, own: metrics }).then(({ counts }) => counts[0]);

    it("counts by version and cluster", async () => {
      paid("v2", "ok", 100);
      fresh.scrape(at(-5));
      paid("v2", "ok", 8);
      paid("v2", "failed", 2);
      paid("v1", "ok", 4);
      fresh.scrape(at(25));
      expect(await own()).to.deep.equal({
        pair: cart,
        metric: "payments",
        tallies: [{ source: "west", destination: "west", canary: [10, 2], stable: [4, 0] }],
      });
    });

    it("says where no server has it, and where its selector is none", async () => {
      fresh.scrape(at(-5)).scrape(at(25));
      expect((await own())?.why).to.equal("no server has a series of its total");
      const wrong = { ...metric, total: "sum(payments_total)" };
      expect((await own([wrong]))?.why).to.match(/: it refuses the query: parse error/);
    });
  });

  describe("for templates", () => {
    it("gives scalars and vectors at the time of the poll, also NaN and Inf", async () => {
      const result = [["0.97"], ["NaN"], ["+Inf"]].map(([value]) => ({
        metric: {},
        value: [0, value],
      }));
      prometheus.instead = ({ parameters }, response) => {
        const scalar = parameters.get("query") === "scalar(1)";
        const data = scalar
          ? { resultType: "scalar", result: [0, "1"] }
          : { resultType: "vector", result };
        response.end(JSON.stringify({ status: "success", data, warnings: ["partial"] }));
        return true;
      };
      const argo = [
        { key: "a/vector", query: "rate", timeout: 1 },
        { key: "a/scalar", query: "scalar(1)", timeout: 1, address: prometheus.url },
      ];
      const { argo: answers } = await polled.poll({ pairs: [], argo });
      expect(answers).to.deep.equal([
        { key: "a/vector", server: prometheus.url, value: [0.97, NaN, Infinity] },
        { key: "a/scalar", server: prometheus.url, value: 1 },
      ]);
      expect(prometheus.asked[0]?.parameters.get("time")).to.equal(`${at(45) / 1000}.000`);
    });

    it("gives an error where a query is refused", async () => {
      const { argo } = await polled.poll({
        pairs: [],
        argo: [{ key: "a", query: "rate(", timeout: 1 }],
      });
      expect(argo[0]?.error).to.match(/^it refuses the query: parse error/);
    });
  });
});
