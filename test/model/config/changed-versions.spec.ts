import { expect } from "chai";
import { ownRelease, settingsOf } from "../../support/config";

describe("the versions of a stack", () => {
  const changed = (before: object, changes: object) =>
    settingsOf({
      ...ownRelease({ versions: { v1: { image: "a:1", ...before } }, weights: { v1: 100 } }),
      versions: { web: { v1: changes } },
    }).release.services.web?.versions.v1;

  it("change variables, resources and pods by name, as those of a cluster", () => {
    expect(
      changed(
        { env: { A: "1", B: "2" }, pod: { spec: { nodeSelector: { disk: "ssd" } } } },
        { env: { B: null, C: "3" }, pod: { spec: { priorityClassName: "high" } } },
      ),
    ).to.deep.equal({
      image: "a:1",
      env: { A: "1", C: "3" },
      pod: { spec: { nodeSelector: { disk: "ssd" }, priorityClassName: "high" } },
    });
    expect(changed({ serviceAccountName: "a" }, { serviceAccountName: null })).to.deep.equal({
      image: "a:1",
    });
  });

  it("keep the number of pods in clusters that a mapping leaves out", () => {
    expect(changed({ replicas: 3 }, { replicas: { west: 9 } })?.replicas).to.deep.equal({
      west: 9,
      east: 3,
    });
    expect(
      changed({ replicas: { west: 2, east: 4 } }, { replicas: { west: 9 } })?.replicas,
    ).to.deep.equal({ west: 9, east: 4 });
    expect(
      changed({ replicas: 3, clusters: ["west"] }, { replicas: { west: 9 } })?.replicas,
    ).to.deep.equal({ west: 9 });
    expect(changed({ replicas: { west: 2 } }, { replicas: 5 })?.replicas).to.equal(5);
  });
});
