import { expect } from "chai";
import { forbidden } from "../../../model/limits/forbidden";
import { declaredProblems } from "../../../model/limits/declared";
import { limitContext } from "../../../model/limits/limit";
import { tooLargeSteps } from "../../../model/limits/rollout-steps";
import type { LimitsSpec } from "../../../model/limits/spec";
import type { ServiceSpec } from "../../../model/release/release";
import type { ServiceWeights } from "../../../model/release/routing";
import type { RolloutSpec, RolloutStep } from "../../../model/rollout/spec";
import { clusters, planWith, problemsWith, web } from "./support";

const weightsTo = (...all: readonly number[]): RolloutSpec => ({
  steps: all.map((setWeight): RolloutStep => ({ setWeight })),
});

const planOf = (weights: ServiceWeights, rollout?: RolloutSpec, spec: Partial<ServiceSpec> = {}) =>
  planWith(weights, {
    release: {
      services: { web: { ...web, ...spec, weights } },
      ...(rollout && { rollout }),
    },
  });

describe("the limit that weights change by a rollout alone", () => {
  const limits: LimitsSpec = { rollout: true, step: 5 };
  const change = (from: ServiceWeights, to: ServiceWeights, rollout?: RolloutSpec) =>
    forbidden({ limits, before: planOf(from), after: planOf(to, rollout), stable: () => "v1" });

  it("stops a version that gains without one, as one mistake", () => {
    expect(change({ v1: 100 }, { v1: 90, v2: 10 })).to.deep.equal([
      {
        code: "GR410",
        severity: "error",
        path: "release.services.web.weights.v2",
        given: "v2 would get 10 % of the requests for web in place of 0 %: 10 points more",
        allowed: "changes by a rollout (limits.rollout)",
        fix: "declare the steps in `rollout`, of the release or of the stack",
      },
    ]);
  });

  it("lets the stable version gain, and everything where a rollout is declared", () => {
    expect(change({ v1: 50, v2: 50 }, { v1: 100 })).to.deep.equal([]);
    expect(change({ v1: 100 }, { v2: 100 }, weightsTo(5))).to.deep.equal([]);
  });

  it("warns of what may be a return to the stable version, while nobody knows that", () => {
    const found = forbidden({
      ...{ limits, before: planOf({ v1: 50, v2: 50 }), after: planOf({ v1: 100 }) },
    });
    expect(found.map(({ code, severity }) => [code, severity])).to.deep.equal([
      ["GR401", "warning"],
    ]);
  });

  it("says nothing about weights that stay", () => {
    expect(problemsWith({ rollout: true })).to.deep.equal([]);
    expect(change({ v1: 90, v2: 10 }, { v1: 90, v2: 10 })).to.deep.equal([]);
  });
});

describe("the largest step of a declared rollout", () => {
  const steps = (weights: ServiceWeights, rollout: RolloutSpec, spec: Partial<ServiceSpec> = {}) =>
    declaredProblems(limitContext(planOf(weights, rollout, spec), { step: 45 })).map(
      ({ code, path, given }) => [code, path.replace("release.rollout.", ""), given],
    );

  it("is measured from the stable version, the goal included", () => {
    expect(steps({ v2: 100 }, weightsTo(5, 50, 60), { stable: "v1" })).to.deep.equal([]);
    expect(steps({ v2: 100 }, weightsTo(5, 51), { stable: "v1" })).to.deep.equal([
      [
        "GR411",
        "steps[1].setWeight",
        "v2 would get 51 % of the requests for web in place of 5 %: 46 points more",
      ],
      [
        "GR411",
        "steps",
        "v2 would get 100 % of the requests for web in place of 51 %: 49 points more, where the goal is set after the last step",
      ],
    ]);
  });

  it("is measured from where clusters are, and lets the stable version gain any number", () => {
    const from = (rollout: RolloutSpec, weights: ServiceWeights, start: ServiceWeights) => {
      const plan = planOf(weights, rollout, { stable: "v1" });
      const each = { services: { web: start }, lanes: {} };
      return tooLargeSteps(limitContext(plan, { step: 45 }), { west: each, east: each }).map(
        ({ given }) => given,
      );
    };
    expect(from(weightsTo(), { v2: 100 }, { v1: 40, v2: 60 })).to.deep.equal([]);
    expect(from(weightsTo(), { v2: 100 }, { v1: 46, v2: 54 })).to.have.lengthOf(1);
    expect(from(weightsTo(), { v1: 100 }, { v2: 100 })).to.deep.equal([]);
  });

  it("is smaller where the goal is a smaller share, and nothing where it is the stable version", () => {
    expect(steps({ v1: 60, v2: 40 }, weightsTo(), { stable: "v1" })).to.deep.equal([]);
    expect(steps({ v1: 100 }, weightsTo(), { stable: "v1" })).to.deep.equal([]);
  });

  it("is measured from any other version where the release names no stable one", () => {
    const all = weightsTo();
    expect(steps({ v2: 100 }, all).map(([code]) => code)).to.deep.equal(["GR411"]);
    expect(steps({ v1: 60, v2: 40 }, all)).to.deep.equal([]);
    const alone = { versions: { v1: web.versions.v1 } };
    expect(steps({ v1: 100 }, all, alone)).to.deep.equal([]);
  });

  it("is measured for each origin by itself", () => {
    const goal = { gateway: { v1: 60, v2: 40 }, mesh: { v2: 100 } };
    expect(steps(goal, weightsTo(), { stable: "v1" }).map(([, , given]) => given)).to.deep.equal([
      "v2 would get 100 % of the requests from the mesh for web in place of 0 %: 100 points more, where the goal is set after the last step",
    ]);
  });

  it("takes the place of the limit of one update, for a reader of two files", () => {
    const after = planOf({ v2: 100 }, weightsTo(40, 80), { stable: "v1" });
    const before = planOf({ v1: 100 });
    expect(forbidden({ limits: { step: 45 }, before, after })).to.deep.equal([]);
  });

  it("stops `gray check`, with the place in the stack", () => {
    const found = problemsWith(
      { step: 20 },
      { rollout: weightsTo(50), weights: { web: { v2: 100 } } },
    );
    expect(found.map(({ code, path }) => [code, path])).to.deep.equal([
      ["GR411", "gray-release:rollout.steps[0].setWeight"],
      ["GR411", "gray-release:rollout.steps"],
    ]);
  });
});

describe("equal primary clusters", () => {
  it("may differ in between, while waves go on, and not at the goal", () => {
    const [west, east] = clusters;
    const ahead = planWith(
      { v1: 100 },
      {
        clusters: [{ ...west!, weights: { web: { v2: 100 } } }, east!],
      },
    );
    const limits = { equalPrimaries: true };
    const goal = planOf({ v2: 100 });
    const context = limitContext(ahead, limits);
    expect(declaredProblems(context).map(({ code }) => code)).to.deep.equal(["GR407"]);
    expect(declaredProblems({ ...context, goal })).to.deep.equal([]);
    expect(
      declaredProblems({ ...limitContext(goal, limits), goal: ahead }).map(({ code }) => code),
    ).to.deep.equal(["GR407"]);
  });
});
