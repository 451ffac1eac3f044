import { expect } from "chai";
import { parseConfig } from "../../../model/config/parse";
import type { StackConfig } from "../../../model/config/settings";
import { config, ownRelease, shop } from "../../support/config";

/** The infos about a config as declared, which has no mistake. */
function infos(given: StackConfig) {
  const parsed = parseConfig(given, { presets: { shop } });
  expect(parsed).to.not.have.property("problems");
  return parsed.findings
    .filter(({ code }) => code === "GR018" || code === "GR019")
    .map(({ severity, code, path, given, fix }) => ({ severity, code, path, given, fix }));
}

describe("the notices about a config", () => {
  it("say under which name the objects of a version with capitals are", () => {
    const versions = { V2: { image: "a:1" }, "1.2-rc": { image: "a:2" } };
    expect(infos(ownRelease({ versions, weights: { V2: 100 } }))).to.deep.equal([
      {
        severity: "info",
        code: "GR018",
        path: "gray-release:release.services.web.versions.V2",
        given: '"V2", whose Deployment has the name web-v2',
        fix: 'rename the version to "v2" before its first update',
      },
    ]);
  });

  it("say where the stack's weights replace other ones of its release", () => {
    const weights = { web: { v1: 70, v2: 30 } };
    expect(infos({ ...ownRelease({ weights: { v1: 100 } }), weights })).to.deep.equal([
      {
        severity: "info",
        code: "GR019",
        path: "gray-release:release.services.web.weights",
        given: '{"v1":100}, which has no effect: gray-release:weights.web is {"v1":70,"v2":30}',
        fix: "copy the weights of gray-release:weights.web to this place",
      },
    ]);
  });

  it("say nothing of weights that mean the same, and of a preset's", () => {
    const weights = { web: { v2: 0, v1: 100 } };
    expect(infos({ ...ownRelease({ weights: { v1: 100 } }), weights })).to.deep.equal([]);
    expect(infos(config({ weights: { web: { v1: 70, v2: 30 } } }))).to.deep.equal([]);
  });
});
