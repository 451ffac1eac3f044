import { expect } from "chai";
import { ownRelease, problemsOf } from "../../../support/config";

const versions = { v1: { image: "mongo:7" }, v2: { image: "mongo:8" } };

/** The fixes for unknown keys, by the key. */
function fixes(service: object, version: object = {}) {
  const given = { ...service, versions: { ...versions, v1: { ...versions.v1, ...version } } };
  const problems = problemsOf(ownRelease(given)).filter(({ code }) => code === "GR003");
  return problems.map(({ path, fix }) => [path.split(".").at(-1), fix] as const);
}

describe("a version with a host in place of pods", () => {
  it("is told to stand in `outside`, and needs no image", () => {
    const given = { versions: { ...versions, legacy: { host: "api.legacy.svc.cluster.local" } } };
    const problems = problemsOf(ownRelease(given)).filter(({ path }) => path.includes("legacy"));
    expect(problems.map(({ code, path }) => [code, path.split(".").at(-1)])).to.deep.equal([
      ["GR003", "host"],
    ]);
    expect(problems[0]?.fix).to.contain("outside: { <name>: { host: … } }");
  });

  it("is told so beside an image, and for no host elsewhere", () => {
    expect(fixes({}, { externalName: "old.example.com" })[0]?.[1]).to.contain("outside");
    expect(fixes({ host: "old.example.com" })[0]?.[1]).to.not.contain("outside: {");
  });
});

describe("a key of a headless Service or of another kind of workload", () => {
  it("is told to stand beside the release, in a service and in a version", () => {
    for (const [key, value, what] of [
      ["headless", true, "a headless Service"],
      ["clusterIP", "None", "a headless Service"],
      ["kind", "StatefulSet", "another kind of workload"],
      ["statefulSet", {}, "a StatefulSet"],
      ["volumeClaimTemplates", [], "a StatefulSet"],
      ["serviceName", "mongo", "a StatefulSet"],
    ] as const)
      for (const [[name, fix] = ["", ""], ...others] of [
        fixes({ [key]: value }),
        fixes({}, { [key]: value }),
      ]) {
        expect(others).to.deep.equal([]);
        expect(name).to.equal(key);
        expect(fix).to.contain("makes no headless Service and no StatefulSet");
        expect(fix).to.contain(`Make ${what} beside the release`);
      }
  });

  it("is only an unknown key elsewhere, and other keys keep their suggestion", () => {
    expect(fixes({ mirror: { version: "v2", kind: "a" } })[0]?.[1]).to.not.contain("StatefulSet");
    expect(fixes({ wieghts: {} })[0]?.[1]).to.contain("weights");
  });
});
