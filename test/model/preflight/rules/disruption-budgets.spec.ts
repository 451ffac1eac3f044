import { expect } from "chai";
import type { DisruptionBudget } from "../../../../model/release/scaling";
import type { VersionSpec } from "../../../../model/release/release";
import { service } from "../../../support/releases";
import { codesOf, found, shop } from "../mutated";

const budget = (disruptionBudget: DisruptionBudget, more: Partial<VersionSpec> = {}) =>
  found(undefined, {
    ...shop,
    services: {
      ...shop.services,
      ads: service({
        versions: { v1: { image: "app:1", ...more, disruptionBudget } },
        weights: { v1: 100 },
      }),
    },
  });

const scaled = (min: number, max: number): Partial<VersionSpec> => ({
  autoscale: { min, max },
  resources: { requests: { cpu: "1" } },
});

describe("rules on disruption budgets", () => {
  it("refuse one that asks for more pods than there can be", () => {
    const [one] = budget({ minAvailable: 4 }, { replicas: 3 });
    expect(one).to.include({ code: "GR263", given: "minAvailable 4, and 3 pods at most" });
    expect(one?.origin.at(-1)).to.equal("disruptionBudget");
    expect(codesOf(budget({ minAvailable: 7 }, scaled(2, 6)))).to.deep.equal(["GR263"]);
  });

  for (const [given, more] of [
    [{ minAvailable: 3 }, { replicas: 3 }],
    [{ minAvailable: 1 }, {}],
    [{ minAvailable: "100%" }, { replicas: 5 }],
    [{ minAvailable: "100%" }, { replicas: "external" }],
    [{ minAvailable: "50%" }, { replicas: 1 }],
    [{ minAvailable: 2 }, scaled(2, 6)],
    [{ maxUnavailable: 0 }, { replicas: 9 }],
    [{ maxUnavailable: "0%" }, { replicas: "external" }],
  ] as const)
    it(`warn that ${JSON.stringify(given)} lets no pod go of ${JSON.stringify(more)}`, () =>
      expect(codesOf(budget(given, more))).to.deep.equal(["GR264"]));

  for (const [given, more] of [
    [{ minAvailable: 2 }, { replicas: 3 }],
    [{ minAvailable: "50%" }, { replicas: 2 }],
    [{ minAvailable: 1 }, scaled(2, 6)],
    [{ minAvailable: 5 }, { replicas: "external" }],
    [{ maxUnavailable: 1 }, {}],
    [{ maxUnavailable: "1%" }, { replicas: 2 }],
  ] as const)
    it(`let ${JSON.stringify(given)} of ${JSON.stringify(more)} pass`, () =>
      expect(codesOf(budget(given, more))).to.deep.equal([]));
});
