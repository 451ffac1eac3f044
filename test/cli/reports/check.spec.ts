import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { expect } from "chai";
import type { Log } from "sarif";
import type { CheckedFile, FileFinding } from "../../../cli/stack/check-file";
import { reportJson } from "../../../cli/reports/check-json";
import { reportSarif } from "../../../cli/reports/check-sarif";
import { reportText } from "../../../cli/reports/check-text";
import { codes } from "../../../model/checks/codes";
import { withEnvironment } from "../../support/folder";

const unknown: FileFinding = {
  code: "GR107",
  severity: "error",
  path: "gray-release:weights.web.v9",
  given: 'an unknown version "v9"',
  allowed: "v1, v2",
  fix: 'did you mean "v1"?',
  file: "Pulumi.dev.yaml",
  line: 9,
};

const foreign: FileFinding = {
  code: "GR221",
  severity: "info",
  path: "gray-release:release.gateway",
  given: "the Gateway shop/theirs, which belongs to another owner",
  allowed: "a Gateway that serves the hosts",
  fix: "make sure of it",
  object: "VirtualService shop/web in west, east",
  clusters: ["west", "east"],
  file: "Pulumi.dev.yaml",
  line: 4,
};

const files: readonly CheckedFile[] = [
  { file: "Pulumi.dev.yaml", findings: [foreign, unknown] },
  { file: "Pulumi.prod.yaml", findings: [] },
];

describe("the report for people", () => {
  it("tells each file's findings, the worst first, and where nothing was found", () => {
    expect(reportText(files, false)).to.equal(`Pulumi.dev.yaml: 1 error, 1 info

  error    GR107  gray-release:weights.web.v9  line 9
           given:   an unknown version "v9"
           allowed: v1, v2
           fix:     did you mean "v1"?

  info     GR221  gray-release:release.gateway  line 4
           given:   the Gateway shop/theirs, which belongs to another owner
           allowed: a Gateway that serves the hosts
           fix:     make sure of it
           in:      VirtualService shop/web in west, east

Pulumi.prod.yaml: nothing found
`);
  });

  it("counts in words", () => {
    const two = [{ file: "a.yaml", findings: [unknown, unknown] }];
    expect(reportText(two, false)).to.match(/^a.yaml: 2 errors\n/);
  });

  it("has colours where they are asked for", () => {
    expect(reportText(files, true)).to.include("\u001b[31merror");
  });
});

describe("the report for programs", () => {
  it("is one array of findings over all files", () => {
    expect(JSON.parse(reportJson(files))).to.deep.equal([foreign, unknown]);
  });
});

describe("the report as SARIF", () => {
  const schema = JSON.parse(
    readFileSync(
      require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"),
      "utf8",
    ),
  ) as object;
  const draft = JSON.parse(
    readFileSync(require.resolve("ajv/lib/refs/json-schema-draft-04.json"), "utf8"),
  ) as object;
  const ajv = new Ajv({ schemaId: "id", meta: false, allErrors: true });
  ajv.addMetaSchema(draft);
  const valid = ajv.compile(schema);

  const sarif = (given = files) => JSON.parse(reportSarif(given)) as Log;

  for (const [what, given] of [
    ["findings", files],
    ["no findings", []],
  ] as const)
    it(`is what the standard's schema asks for, with ${what}`, () => {
      valid(sarif(given));
      expect(valid.errors).to.equal(null);
    });

  it("has a rule for every code, with its page", async () => {
    await withEnvironment(
      {
        GITHUB_SERVER_URL: "https://git.example",
        GITHUB_REPOSITORY: "acme/shop",
        GITHUB_SHA: "0123",
      },
      () => {
        const rules = sarif().runs[0]?.tool.driver.rules ?? [];
        expect(rules.map(({ id }) => id)).to.deep.equal(Object.keys(codes));
        expect(rules.find(({ id }) => id === "GR221")).to.deep.include({
          helpUri: "https://git.example/acme/shop/blob/0123/docs/checks.md#gr221",
          defaultConfiguration: { level: "note" },
          properties: { tags: ["KIA1102", "IST0101"] },
        });
      },
    );
  });

  it("leads to the page in this checkout where there is no other", async () => {
    await withEnvironment({ GITHUB_REPOSITORY: undefined }, () => {
      const [rule] = sarif().runs[0]?.tool.driver.rules ?? [];
      expect(rule?.helpUri).to.match(/^file:\/\/\/.*\/docs\/checks\.md#gr001$/);
    });
  });

  it("says for each finding its rule, level, line and words", () => {
    const { results = [], tool } = sarif().runs[0]!;
    const [first, second] = results;
    expect(first?.level).to.equal("note");
    expect(tool.driver.rules?.[second!.ruleIndex!]?.id).to.equal("GR107");
    expect(second?.message.text).to.equal(
      'gray-release:weights.web.v9: given an unknown version "v9". Allowed: v1, v2. Fix: did you mean "v1"?',
    );
    expect(second?.locations?.[0]?.physicalLocation).to.deep.equal({
      artifactLocation: { uri: "Pulumi.dev.yaml", uriBaseId: "%SRCROOT%" },
      region: { startLine: 9 },
    });
  });

  it("knows a finding again when its line moves, and tells two findings apart", () => {
    const prints = (line: number) =>
      sarif([{ file: "a.yaml", findings: [{ ...unknown, line }, foreign] }]).runs[0]?.results?.map(
        ({ partialFingerprints }) => partialFingerprints?.["codeAndPath/v1"],
      );
    expect(prints(3)).to.deep.equal(prints(30));
    expect(new Set(prints(3)).size).to.equal(2);
  });

  it("names a file as a URI", () => {
    const [{ results = [] } = {}] = sarif([
      {
        file: "my stacks/Pulumi.a#b.yaml",
        findings: [{ ...unknown, file: "my stacks/Pulumi.a#b.yaml" }],
      },
    ]).runs;
    expect(results[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).to.equal(
      "my%20stacks/Pulumi.a%23b.yaml",
    );
  });
});
