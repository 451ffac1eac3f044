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
    const waves = ["west", ["east", "esat"], { clusters: [] }];
    const more = { waves, order: [["webb"], "cart"], deadline: "1h" };
    expect(codesOf({ steps, ...more })).to.deep.equal([
      ["GR002", "rollout.steps[0].setHeaderRoute.match[0].headerValue"],
      ["GR001", "rollout.waves[0]"],
      ["GR001", "rollout.waves[2].clusters"],
      ["GR001", "rollout.order[1]"],
      ["GR500", "rollout.waves[1][1]"],
      ["GR010", "rollout.order[0][0]"],
      ["GR514", "rollout.steps[2].webhook.url"],
    ]);
  });

  it("is told how a name becomes a list", () => {
    const waves = ["west", { clusters: "east" }];
    const rollout = { steps: [{ setWeight: 5 }], waves, order: ["cart"], promoters: "anna" };
    expect(problemsOf(config({ rollout })).map(({ path, fix }) => [path, fix])).to.deep.equal([
      ["gray-release:rollout.waves[0]", "write a list: `[west]`"],
      ["gray-release:rollout.waves[1].clusters", "write a list: `[east]`"],
      ["gray-release:rollout.order[0]", "write a list: `[cart]`"],
      ["gray-release:rollout.promoters", "write a list: `[anna]`"],
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
