import { expect } from "chai";
import { parseConfig } from "../../../../model/config/parse";
import type { StackConfig } from "../../../../model/config/settings";
import { config, problemsOf, reachable, settingsOf, shop } from "../../../support/config";

describe("the metrics servers of a stack", () => {
  const url = "https://metrics.example.com";
  const rollout = { steps: [{ setWeight: 5 }, { analysis: {} }] };
  const found = (given: StackConfig) =>
    problemsOf(config(given)).map(({ code, path, given }) => [
      code,
      path.replace("gray-release:", ""),
      given,
    ]);

  it("are part of the settings, as a list", () => {
    expect(settingsOf(config({ prometheus: { url }, rollout })).prometheus).to.deep.equal([
      { url },
    ]);
    const own = config().clusters as object[];
    const clusters = own.map((one) => ({ ...one, prometheus: [{ url }] }));
    expect(settingsOf(config({ clusters, rollout })).prometheus).to.equal(undefined);
  });

  it("are needed in each cluster by an analysis, and by nothing else", () => {
    const [west, east] = config().clusters as [object, object];
    expect(found({ rollout })).to.deep.equal([
      [
        "GR518",
        "prometheus",
        "nothing for west and east, and an analysis in gray-release:rollout or in the release",
      ],
    ]);
    const clusters = [
      { ...west, prometheus: { url } },
      { ...east, role: "remote" },
    ];
    expect(found({ rollout, clusters }).map(([code, , given]) => [code, given])).to.deep.equal([
      ["GR518", "nothing for east, and an analysis in gray-release:rollout or in the release"],
    ]);
    expect(found({ rollout: { steps: [{ setWeight: 5 }] } })).to.deep.equal([]);
    expect(found({ rollout: { steps: [{ setWeight: 5 }], analysis: {} } })).to.have.length(1);
  });

  it("are not missed where those that are there have mistakes", () => {
    expect(found({ rollout, prometheus: { urll: url } }).map(([code]) => code)).to.deep.equal([
      "GR003",
    ]);
  });

  it("have exactly one of url and service, and what goes with it", () => {
    const service = "istio-system/prometheus:9090";
    expect(found({ prometheus: {} })).to.deep.equal([
      ["GR519", "prometheus", "neither url nor service"],
    ]);
    expect(found({ prometheus: [{ url }, { url, service }] })).to.deep.equal([
      ["GR519", "prometheus[1]", "both url and service"],
    ]);
    expect(found({ prometheus: { service, token: true, ca: "ca.pem" } })).to.deep.equal([
      ["GR519", "prometheus.token", "token: true beside service"],
      ["GR519", "prometheus.ca", '"ca.pem" for a service'],
    ]);
    const [west, east] = config().clusters as [object, object];
    expect(found({ clusters: [{ ...west, prometheus: {} }, east] })).to.deep.equal([
      ["GR519", "clusters[0].prometheus", "neither url nor service"],
    ]);
  });

  it("have no credentials in their headers, and no message repeats such", () => {
    const headers = { "X-Scope-OrgID": "shop", authorization: "Bearer geheim" };
    const told = found({ prometheus: { url, headers } });
    expect(told).to.deep.equal([
      ["GR519", "prometheus.headers.authorization", "credentials in plain text"],
    ]);
    expect(JSON.stringify(problemsOf(config({ prometheus: { url, headers } })))).to.not.include(
      "geheim",
    );
  });

  it("send no header whose name says that it holds a secret, and none that HTTP can't send", () => {
    const headers = { Cookie: "s=geheim", "X-Api-Key": "geheim", "X-Scope-OrgID": "shop" };
    expect(
      found({ prometheus: { url, headers } }).map(([code, path]) => [code, path]),
    ).to.deep.equal([
      ["GR519", "prometheus.headers.Cookie"],
      ["GR519", "prometheus.headers.X-Api-Key"],
    ]);
    const unsendable = { "X Tenant": "a", "X-Tenant": "a\nb" };
    expect(found({ prometheus: { url, headers: unsendable } }).map(([code]) => code)).to.deep.equal(
      ["GR004", "GR001"],
    );
  });

  it("have the address before the path of queries, without parameters", () => {
    const told = (address: string) => problemsOf(config({ prometheus: { url: address } }));
    for (const path of ["/api/v1/query", "/api/v1", "/api/", "/graph#tab"])
      expect(told(`${url}/mimir${path}`).map(({ code, fix }) => [code, fix])).to.deep.equal([
        ["GR519", `write \`url: ${url}/mimir\``],
      ]);
    const [query] = told(`${url}/?token=geheim`);
    expect(query?.given).to.equal("an address with ? and parameters");
    expect(query?.fix).to.match(/^write `url: https:\/\/metrics\.example\.com`; a token/);
    expect(told(`${url}/select/0/prometheus/`)).to.deep.equal([]);
  });

  it("have no secret in a message, wherever somebody wrote it", () => {
    for (const prometheus of [
      { url: "https://admin:geheim@metrics.example.com" },
      { url, token: "geheim" },
      { url, bearerToken: "geheim" },
      { url, ca: "-----BEGIN CERTIFICATE-----\ngeheim" },
      "https://admin:geheim@metrics.example.com",
      [{ url: "https://admin:geheim@metrics.example.com" }],
    ]) {
      const problems = problemsOf(config({ prometheus }));
      expect(problems, JSON.stringify(prometheus)).to.have.length(1);
      expect(JSON.stringify(problems)).to.not.include("geheim");
    }
  });

  it("have an authority that can be read", () => {
    const parsed = (text: () => string) =>
      parseConfig(config({ prometheus: { url, ca: "ca.pem" } }), {
        ...{ presets: { shop }, connections: reachable },
        readText: text,
      });
    const given = (text: () => string) => {
      const read = parsed(text);
      return "problems" in read ? read.problems.map(({ path, given }) => [path, given]) : [];
    };
    const path = "gray-release:prometheus.ca";
    expect(
      given(() => {
        throw new Error("there is no such file");
      }),
    ).to.deep.equal([[path, '"ca.pem": there is no such file']]);
    expect(given(() => "key")).to.deep.equal([[path, '"ca.pem": it has no certificate']]);
    expect(given(() => "-----BEGIN CERTIFICATE-----")).to.deep.equal([]);
  });

  it("get a token over TLS, or with a warning, but for one on this machine", () => {
    const warned = (address: string) =>
      parseConfig(config({ prometheus: { url: address, token: true } }), {
        presets: { shop },
      })
        .findings.filter(({ path }) => path.includes("prometheus"))
        .map(({ code, severity }) => [code, severity]);
    expect(warned("http://metrics.example.com")).to.deep.equal([["GR520", "warning"]]);
    expect(warned("https://metrics.example.com")).to.deep.equal([]);
    expect(warned("http://localhost:9090")).to.deep.equal([]);
  });

  it("have tokens that are secrets, which the stack file alone tells", () => {
    const tokens = { "prometheus-token": "geheim", "prometheus-token-west": { secure: "v1:x" } };
    const read = parseConfig(config({ ...tokens, prometheus: { url, token: true } }), {
      presets: { shop },
      secret: (key) => (key === "prometheus-token" ? "plain" : "none"),
    });
    const problems = "problems" in read ? read.problems : [];
    expect(problems.map(({ code, path }) => [code, path])).to.deep.equal([
      ["GR517", "gray-release:prometheus-token"],
    ]);
    expect(JSON.stringify(problems)).to.not.include("geheim");
  });
});
