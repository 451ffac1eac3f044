import { expect } from "chai";
import { planRelease } from "../../../../model/plan/plan";
import { preflight } from "../../../../model/preflight/preflight";
import type { ServiceSpec } from "../../../../model/release/release";
import type { RolloutStep } from "../../../../model/rollout/spec";
import { release, service, west } from "../../../support/releases";

/** The warnings about steps, without those about other things. */
function warnings(steps: readonly RolloutStep[], web: Partial<ServiceSpec> = {}) {
  const services = { web: service(web), one: service({ versions: { v1: { image: "a:1" } } }) };
  const plan = planRelease(release({ services, rollout: { steps } }), [west]);
  return preflight(plan)
    .filter(({ code }) => code.startsWith("GR5"))
    .map(({ code, severity, path, given }) => {
      expect(severity).to.equal("warning");
      return [code, path, given];
    });
}

const image = "a:1";

describe("a warning about a rollout", () => {
  it("tells of a weight that is below the one before", () => {
    const all = [50, 20, 20, 80].map((setWeight): RolloutStep => ({ setWeight }));
    expect(warnings(all)).to.deep.equal([
      ["GR505", "release.rollout.steps[1].setWeight", "20 after 50"],
    ]);
  });

  it("tells of pods that a step leaves as they are", () => {
    const steps: RolloutStep[] = [{ setWeight: 5 }, { setCanaryScale: { replicas: 2 } }];
    const scaled = { image, autoscale: { max: 3 } };
    const others = { v1: { image }, v2: scaled, v3: { image, replicas: "external" as const } };
    expect(warnings(steps, { versions: others })).to.deep.equal([
      ["GR509", "release.rollout.steps[1]", "pods of v2 and v3 of web, whose number others decide"],
    ]);
    const each = { v1: { image, replicas: { west: 2 } }, v2: { image } };
    expect(warnings(steps, { versions: each })).to.deep.equal([]);
    expect(warnings([{ setWeight: 5 }], { versions: others })).to.deep.equal([]);
  });

  it("tells of copies that only one of several versions gets", () => {
    const match = [{ path: { prefix: "/" } }];
    const steps: RolloutStep[] = [{ setMirrorRoute: { name: "copies", match } }];
    const versions = { v1: { image }, v2: { image }, v3: { image } };
    const two = { v2: 50, v3: 50 };
    expect(warnings(steps, { versions, weights: two })).to.deep.equal([]);
    const one = { v1: 50, v2: 50 };
    expect(warnings(steps, { versions, weights: one, stable: "v1" })).to.deep.equal([]);
    const told = (all: string) => [
      [
        "GR511",
        "release.rollout.steps[0]",
        `copies of requests for web, in which ${all} get traffic`,
      ],
    ];
    expect(warnings(steps, { versions, weights: two, stable: "v1" })).to.deep.equal(
      told("v2 and v3"),
    );
    expect(warnings(steps, { versions, weights: { v1: 20, v2: 40, v3: 40 } })).to.deep.equal(
      told("v1, v2 and v3"),
    );
  });

  describe("about an analysis", () => {
    const match = [{ headerName: "x-user", headerValue: { exact: "t" } }];
    const analysis: RolloutStep = { analysis: {} };
    const codes = (steps: readonly RolloutStep[], web: Partial<ServiceSpec> = {}) =>
      warnings(steps, web).map(([code, path]) => [code, path]);
    const found = (index: number, code = "GR526") => [
      [code, `release.rollout.steps[${index}].analysis`],
    ];

    it("tells that the new version has no requests yet", () => {
      expect(codes([analysis, { setWeight: 5 }])).to.deep.equal(found(0));
      expect(codes([{ setWeight: 0 }, analysis])).to.deep.equal(found(1));
      expect(codes([{ setWeight: 5 }, analysis])).to.deep.equal([]);
      const route: RolloutStep = { setHeaderRoute: { name: "a", match } };
      expect(codes([route, analysis])).to.deep.equal([]);
      expect(codes([route, { setHeaderRoute: { name: "a" } }, analysis])).to.deep.equal(found(2));
      // Templates ask what their author wants, and compare nothing.
      expect(
        warnings([{ analysis: { templates: [{ templateName: "a" }] } }]).map(([code]) => code),
      ).to.not.include("GR526");
    });

    it("tells that the stable version has no requests left", () => {
      const all: RolloutStep[] = [{ setWeight: 100 }, analysis];
      expect(codes(all, { weights: { v2: 100 } })).to.deep.equal(found(1));
      expect(codes(all, { weights: { v1: 20, v2: 80 } })).to.deep.equal([]);
      const absolute: RolloutStep = { analysis: { errors: { objective: 1 }, latency: false } };
      expect(codes([{ setWeight: 100 }, absolute], { weights: { v2: 100 } })).to.deep.equal([]);
    });

    it("tells that a plan takes good versions back too often, and what would be seldom enough", () => {
      const often: RolloutStep[] = [{ setWeight: 5 }, { analysis: { falseAlarms: 6 } }];
      expect(warnings(often)).to.deep.equal([
        [
          "GR527",
          "release.rollout",
          "2 comparisons, which together may take back up to 12 of 100 rollouts of a good version",
        ],
      ]);
      expect(codes([{ setWeight: 5 }, { analysis: { falseAlarms: 5 } }])).to.deep.equal([]);
    });

    it("tells of a margin for which there are hardly enough requests, and how many it takes", () => {
      const steps: RolloutStep[] = [
        { setWeight: 5 },
        { analysis: { errors: { margin: 0.01 }, latency: false, deadline: "6m" } },
      ];
      expect(warnings(steps)).to.deep.equal([
        [
          "GR528",
          "release.rollout.steps[1].analysis.errors",
          "a margin of 0.01, which takes 29,956 good requests of the new version to show, 100 a second in the 5m after the warm-up",
        ],
      ]);
      expect(codes([{ setWeight: 5 }, { analysis: { errors: { margin: 0.1 } } }])).to.deep.equal(
        [],
      );
    });
  });
});
