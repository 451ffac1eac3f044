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
});
