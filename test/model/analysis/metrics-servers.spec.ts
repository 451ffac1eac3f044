import { expect } from "chai";
import { asksServers } from "../../../model/analysis/asks-servers";
import { metricsServers, proxiedName, servicePort } from "../../../model/analysis/metrics-servers";
import type { AnalysisSpec } from "../../../model/analysis/spec";

describe("the metrics servers of a stack", () => {
  const url = "https://metrics.example.com/prom";

  it("are one where clusters share an address, also where they write it twice", () => {
    const shared = metricsServers([{ name: "west" }, { name: "east" }], [{ url: `${url}/` }]);
    expect(shared.map(({ id, clusters }) => [id, clusters])).to.deep.equal([
      [url, ["west", "east"]],
    ]);
    const each = metricsServers([
      { name: "west", prometheus: { url } },
      { name: "east", prometheus: [{ url: `${url}/` }, { url: "http://other" }] },
    ]);
    expect(each.map(({ id, clusters }) => [id, clusters])).to.deep.equal([
      [url, ["west", "east"]],
      ["http://other", ["east"]],
    ]);
  });

  it("are one for each cluster where they are a Service in it", () => {
    const service = "istio-system/prometheus:9090";
    const found = metricsServers([{ name: "west" }, { name: "east" }], [{ service }]);
    expect(found.map(({ id }) => id)).to.deep.equal([`west/${service}`, `east/${service}`]);
  });

  it("are one for each tenant and each token of an address", () => {
    const tenant = (of: string) => ({ url, headers: { "X-Scope-OrgID": of } });
    const tenants = metricsServers([
      { name: "west", prometheus: tenant("a") },
      { name: "east", prometheus: tenant("b") },
    ]);
    expect(tenants.map(({ id }) => id)).to.deep.equal([`${url} (west)`, `${url} (east)`]);
    const token = { url, token: true };
    const tokens = metricsServers(
      [{ name: "west", prometheus: token }, { name: "east" }, { name: "north" }],
      [token],
    );
    expect(tokens.map(({ id, tokenKey }) => [id, tokenKey])).to.deep.equal([
      [`${url} (west)`, "prometheus-token-west"],
      [`${url} (east, north)`, "prometheus-token"],
    ]);
    const selected = metricsServers(
      [{ name: "west" }],
      [
        { url, labels: { mesh: "a" } },
        { url, labels: { mesh: "b" } },
      ],
    );
    expect(selected.map(({ id }) => id)).to.deep.equal([`${url} (west 1)`, `${url} (west 2)`]);
  });

  it("are reached by TLS where the port of their Service says so", () => {
    const names = ["a/prom:9090", "a/prom:443", "a/prom:https-web", "a/prom:web"];
    expect(names.map((one) => proxiedName(servicePort(one)!))).to.deep.equal([
      "prom:9090",
      "https:prom:443",
      "https:prom:https-web",
      "prom:web",
    ]);
  });
});

describe("an analysis", () => {
  const asks = (analysis: AnalysisSpec, address?: string) =>
    asksServers({
      steps: [{ setWeight: 5 }, { analysis }],
      analysisTemplates: {
        rate: {
          metrics: [
            { name: "a", provider: { prometheus: { query: "1", ...(address && { address }) } } },
          ],
        },
      },
    });
  const templates = [{ templateName: "rate" }];

  it("asks the servers of the stack unless all its templates name their own", () => {
    expect(asks({})).to.equal(true);
    expect(asks({ templates })).to.equal(true);
    expect(asks({ templates }, "http://own")).to.equal(false);
    expect(asks({ templates, errors: {} }, "http://own")).to.equal(true);
    expect(asks({ errors: false, latency: false })).to.equal(false);
    expect(asksServers({ steps: [{ setWeight: 5 }] })).to.equal(false);
    expect(asksServers({ steps: [], analysis: {} })).to.equal(true);
  });
});
