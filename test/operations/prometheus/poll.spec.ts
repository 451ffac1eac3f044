import { expect } from "chai";
import type { FakePrometheus } from "../../support/prometheus/fake";
import { Proxy } from "../../support/prometheus/mesh";
import { at, Polled, serverAt } from "../../support/prometheus/poll";
import { closedPort } from "../../support/server";

describe("a poll of metrics servers", () => {
  let polled: Polled;
  let prometheus: FakePrometheus;
  let old: Proxy;
  let fresh: Proxy;

  beforeEach(async () => {
    polled = await Polled.start();
    ({ prometheus, old, fresh } = polled);
  });
  afterEach(() => prometheus.stop());

  it("charges requests that no pod saw to the version, or to the release", async () => {
    const caller = new Proxy(prometheus, "10.0.0.7:15020");
    const sent = (more: object) => caller.count({ reporter: "source", count: 0, ...more });
    sent({}).scrape(at(-5));
    polled.scrape(at(-5));
    sent({ count: 90 }).count({ reporter: "source", version: "v1", count: 5 });
    sent({ flags: "UF,URX", code: "503", count: 3 });
    sent({ flags: "UT", code: "504", count: 2, version: "unknown", revision: "v2", to: "east" });
    sent({ flags: "UF", version: "unknown", revision: "latest", count: 1 });
    const none = { version: "unknown", revision: "latest", to: "unknown" };
    sent({ ...none, flags: "UH", count: 4 });
    sent({ ...none, flags: "NR", count: 2, host: "cart:8080", from: "east" });
    sent({ ...none, flags: "NR", count: 7, host: "cart.elsewhere.svc.cluster.local" });
    for (const proxy of [old, fresh, caller]) proxy.scrape(at(25));
    expect(await polled.tallies({ unreached: true })).to.deep.equal([
      ["west/east", [2, 2], [0, 0]],
      ["west/west", [3, 3], [0, 0]],
    ]);
    const { unreached } = await polled.poll({ unreached: true });
    expect(unreached).to.deep.equal([
      {
        service: "cart",
        tallies: [
          { source: "west", counts: [105, 5] },
          { source: "east", counts: [2, 2] },
        ],
      },
    ]);
  });

  it("asks only for the series of the release and of the mesh", async () => {
    polled.scrape(at(-5));
    const other = new Proxy(prometheus, "10.0.0.8:15020", { mesh: "b" }).scrape(at(-5));
    fresh.count({ service: "web", count: 3 });
    other.count({ count: 9 });
    for (const proxy of [old, fresh, other]) proxy.scrape(at(25));
    expect(
      await polled.tallies({}, [serverAt(prometheus.url, { labels: { mesh: "b" } })]),
    ).to.deep.equal([["west/west", [9, 0], [0, 0]]]);
  });

  it("names a server that is away, and counts what the others have", async () => {
    polled.scrape(at(-5));
    fresh.count({ count: 4 });
    polled.scrape(at(25));
    const away = `http://127.0.0.1:${await closedPort()}`;
    const { servers, counts } = await polled.poll({}, [serverAt(prometheus.url), serverAt(away)]);
    expect(servers).to.deep.equal({
      [prometheus.url]: { untilMs: at(25) },
      [away]: { why: "nothing listens at its address (connection refused)" },
    });
    expect(counts[0]?.tallies).to.have.length(1);
  });

  it("says where a server has nothing of the mesh", async () => {
    const { servers } = await polled.poll();
    expect(servers[prometheus.url]).to.deep.equal({
      why: "it has no samples of these proxies: neither of istio_requests_total in namespace shop nor of up",
    });
  });

  it("refuses series that do not tell pods apart", async () => {
    for (const time of [-5, 25]) polled.scrape(at(time));
    for (const one of prometheus.series) delete (one.labels as { instance?: string }).instance;
    const { servers } = await polled.poll();
    expect(JSON.stringify(servers)).to.include("neither of the labels instance and pod");
  });

  it("asks nothing where only templates are measured", async () => {
    const none = { pairs: [], errors: false };
    expect(await polled.poll(none)).to.deep.equal({
      servers: {},
      counts: [],
      unreached: [],
      argo: [],
    });
    expect(prometheus.asked).to.deep.equal([]);
  });
});
