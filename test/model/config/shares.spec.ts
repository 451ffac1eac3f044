import { expect } from "chai";
import { diagram } from "../../../model/diagrams/diagram";
import type { StackConfig } from "../../../model/config/settings";
import { planRelease } from "../../../model/plan/plan";
import { readStackDocument, type StackDocument } from "../../../model/yaml/document";
import { config, ownRelease, problemsOf, settingsOf } from "../../support/config";

const weightsIn = (given: StackConfig) =>
  settingsOf(config(given)).release.services.web?.weights as Record<string, number>;
const toldOf = (given: StackConfig) =>
  problemsOf(config(given)).map(({ code, path, fix }) => [code, path, fix]);

describe("a percentage with decimals", () => {
  it("is one of at most two, also where pulumi config set wrote it as a text", () => {
    const wanted = { v1: 99.9, v2: 0.1 };
    for (const web of [wanted, { v1: "99.90", v2: "0.10" }, { v1: 99.9, v2: ".1" }])
      expect(weightsIn({ weights: { web } })).to.deep.equal(wanted);
    const byOrigin = { gateway: { v1: "99.99", v2: "0.01" }, mesh: { v1: 100 } };
    expect(weightsIn({ weights: { web: byOrigin } })).to.deep.equal({
      gateway: { v1: 99.99, v2: 0.01 },
      mesh: { v1: 100 },
    });
  });

  it("may stand in a release that the stack holds whole, in its routes, lanes and clusters", () => {
    const routes = [
      { name: "a", match: { uri: { exact: "/a" } }, to: { v1: "99.5", v2: "0.5" } },
      { name: "b", match: { uri: { exact: "/b" } }, to: "1.5" },
    ];
    const image = "ghcr.io/acme/hello:1.0";
    const versions = { v1: { image }, v2: { image }, "1.5": { image } };
    const web = { versions, routes, weights: { v1: "99.5", v2: "0.5" }, expose: true };
    const { release } = ownRelease(web) as { release: object };
    const lanes = { header: "x-lane", lanes: [{ name: "v2", weight: "0.5" }] };
    const given = { ...release, gateway: {}, lanes };
    const own = { name: "west", kubeconfig: "west.kubeconfig", weights: { web: { v1: "100.0" } } };
    const clusters = [{ ...own, lanes: { v2: "1.25" } }];
    const settings = settingsOf(config({ release: given, clusters }));
    const { services, lanes: read } = settings.release;
    expect(services.web?.weights).to.deep.equal({ v1: 99.5, v2: 0.5 });
    expect(services.web?.routes?.map(({ to }) => to)).to.deep.equal([{ v1: 99.5, v2: 0.5 }, "1.5"]);
    expect(read?.lanes[0]?.weight).to.equal(0.5);
    expect(settings.clusters[0]).to.deep.include({
      weights: { web: { v1: 100 } },
      lanes: { v2: 1.25 },
    });
  });

  it("with a third decimal is refused with the nearest hundredths", () => {
    const path = "gray-release:weights.web.v2";
    const fix = (text: string) =>
      `round the value to hundredths in Pulumi.<stack>.yaml: \`v2: ${text}\``;
    expect(toldOf({ weights: { web: { v1: 99.875, v2: 0 } } })).to.deep.equal([
      [
        "GR001",
        "gray-release:weights.web.v1",
        "round the value to hundredths in Pulumi.<stack>.yaml: `v1: 99.88`",
      ],
    ]);
    for (const [given, text] of [
      [0.125, "0.13"],
      ["0.125", "0.13"],
      [0.001, "0.01"],
    ])
      expect(toldOf({ weights: { web: { v1: 99.9, v2: given } } })).to.deep.equal([
        ["GR001", path, fix(text as string)],
      ]);
  });

  it("adds up exactly: 99.9 and 0.2 are one tenth too much", () => {
    expect(problemsOf(config({ weights: { web: { v1: 99.9, v2: 0.2 } } }))).to.deep.equal([
      {
        code: "GR106",
        path: "gray-release:weights.web",
        given: "a sum of 100.1 (v1 99.9 + v2 0.2)",
        allowed: "a sum of 100",
        fix: "for example: pulumi config set --path 'gray-release:weights.web.v1' 99.8",
      },
    ]);
    const thirds = { v1: 70.1, v2: 29.9 };
    expect(weightsIn({ weights: { web: thirds } })).to.deep.equal(thirds);
  });

  it("is one number for the engine and for gray, as a stack file writes it", () => {
    const text = 'config:\n  gray-release:weights:\n    web: { v1: 99.90, v2: 0.10, v3: "0.50" }\n';
    const read = readStackDocument(text, "gray-release") as StackDocument;
    expect(read.problems).to.deep.equal([]);
    expect(read.config).to.deep.equal({ weights: { web: { v1: 99.9, v2: 0.1, v3: "0.50" } } });
  });

  it("is printed as it is in the picture of a release", () => {
    const { release, clusters } = settingsOf(config({ weights: { web: { v1: 99.5, v2: "0.5" } } }));
    const lines = diagram(planRelease(release, clusters)).split("\n");
    expect(lines).to.include("    99.5 % #################### v1  in west");
    expect(lines).to.include("     0.5 % #                    v2  in east");
  });
});
