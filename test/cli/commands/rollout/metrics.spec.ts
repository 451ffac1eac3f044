// An analysis of a rollout that `gray rollout run` drives, against fake API servers and a fake Prometheus.
import { expect } from "chai";
import { sumOf } from "../../../../model/analysis/evidence";
import { withEnvironment } from "../../../support/folder";
import { FakePrometheus } from "../../../support/prometheus/fake";
import { Proxy } from "../../../support/prometheus/mesh";
import { RolloutStack } from "../../../support/rollout/stack";

describe("gray rollout run with an analysis", () => {
  let stack: RolloutStack;
  let prometheus: FakePrometheus;

  beforeEach(async () => {
    prometheus = await FakePrometheus.start();
    const analysis = { warmUp: "0s", interval: "1s", latency: false as const };
    stack = await RolloutStack.start({
      rollout: { steps: [{ setWeight: 20 }, { analysis }] },
      prometheus: { url: prometheus.url, token: true, scrapeInterval: "1s" },
    });
    await stack.gray("start");
  });

  afterEach(async () => {
    prometheus.stop();
    await stack.stop();
  });

  const run = () => withEnvironment({ GRAY_PROMETHEUS_TOKEN: "geheim" }, () => stack.gray("run"));

  it("asks with the token, and takes the weights back where the new version fails", async () => {
    // At first the server wants another token: the rollout holds, and says so.
    prometheus.instead = (_, response) => {
      if (prometheus.asked.length > 1) return false;
      response.writeHead(401).end();
      return true;
    };
    // Samples of the time to come, which no query sees before.
    const [old, fresh] = [1, 2].map((i) => new Proxy(prometheus, `10.0.0.${i}:15020`));
    const of = { service: "web", from: "west", to: "west" };
    for (let second = -60; second < 60; second += 1) {
      old!.count({ ...of, version: "v1", count: 100 }).scrape(Date.now() + second * 1000);
      fresh!.count({ ...of, version: "v2", code: "503", count: 40 });
      fresh!.scrape(Date.now() + second * 1000);
    }
    const { stdout, stderr } = await run();
    const record = stack.record()!;
    expect(record.status, stdout + stderr).to.equal("failed");
    expect([stack.share("west"), stack.share("east")]).to.deep.equal([0, 0]);
    const [analysis] = record.analyses ?? [];
    expect(analysis?.verdict.verdict).to.equal("fail");
    const totals = analysis!.comparisons[0]!.totals;
    const [bad, all] = [sumOf(totals, "canary"), sumOf(totals, "stable")];
    expect(bad[0], "all of the new version's requests are bad").to.equal(bad[1]);
    expect([all[0] > 0, all[1]]).to.deep.equal([true, 0]);
    expect(prometheus.asked[0]?.headers.authorization).to.equal("Bearer geheim");
    expect(stdout + stderr).to.contain("it wants other credentials (401)");
    expect(JSON.stringify(record) + stdout + stderr).to.not.contain("geheim");
  });
});
