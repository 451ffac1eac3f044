import { expect } from "chai";
import { config, problemsOf, shop } from "../../support/config";

const inRelease = (given: unknown) => config({ release: { ...shop, rollout: given } });

describe("a rollout with broken parts", () => {
  const codesOf = (rollout: unknown, more = {}) =>
    problemsOf(config({ rollout, ...more })).map(({ code, path }) => [
      code,
      path.replace("gray-release:", ""),
    ]);

  it("is told with the mistakes of its other parts, and none that only follow", () => {
    const steps = [
      { setHeaderRoute: { name: "a", match: [{ headerName: "b" }] } },
      { setHeaderRoute: { name: "a" } },
      { webhook: { name: "c", url: "d" } },
    ];
    expect(codesOf({ steps, waves: [["west"], "east"], order: [["webb"]] })).to.deep.equal([
      ["GR002", "rollout.steps[0].setHeaderRoute.match[0].headerValue"],
      ["GR001", "rollout.waves[1]"],
      ["GR010", "rollout.order[0][0]"],
      ["GR514", "rollout.steps[2].webhook.url"],
    ]);
  });

  it("is not told of waves where the role of a cluster is broken", () => {
    const clusters = [
      { name: "west", kubeconfig: "west.kubeconfig" },
      { name: "east", kubeconfig: "east.kubeconfig", role: "remot" },
    ];
    const steps = [{ setWeight: 5 }];
    expect(codesOf({ steps, waves: [["west"]] }, { clusters })).to.deep.equal([
      ["GR001", "clusters[1].role"],
    ]);
  });

  it("is told at its place in the release where that has it", () => {
    const rollout = { steps: [{ setWeight: 5 }], waves: [["west"]] };
    const found = problemsOf(inRelease(rollout));
    expect(found.map(({ code, path }) => [code, path])).to.deep.equal([
      ["GR502", "gray-release:release.rollout.waves"],
    ]);
  });
});
