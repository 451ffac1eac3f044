import { expect } from "chai";
import { forbidden } from "../../../model/limits/forbidden";
import type { OutsideSpec, ServiceWeights } from "../../../model/release/routing";
import type { ServiceSpec } from "../../../model/release/release";
import { planWith, web } from "./support";

const limits = { step: 20 };
const monolith: OutsideSpec = { host: "shop.legacy.svc.cluster.local", port: 8080 };
const old: OutsideSpec = { host: "old.example.com", port: 443, external: true, tls: true };

/** The plan of the service with destinations outside of the release. */
function plan(
  outside: Readonly<Record<string, OutsideSpec>>,
  weights: ServiceWeights,
  changes: Partial<ServiceSpec> = {},
) {
  const { v1 } = web.versions;
  const services = { web: { ...web, versions: { v1 }, outside, weights, ...changes } };
  return planWith({}, { release: { services } });
}

const change = (before: ReturnType<typeof plan>, after: ReturnType<typeof plan>) =>
  forbidden({ limits, before, after }).map(({ code, path, given }) => [code, path, given]);

describe("the largest step of a share outside of the release", () => {
  for (const [kind, target] of [
    ["a Service of others", monolith],
    ["a subset of others", { ...monolith, subset: "v1" }],
    ["a Service of others without a port", { host: monolith.host }],
    ["an external host", old],
  ] as const) {
    it(`has the name of ${kind} in its path and words`, () => {
      const of = (weights: ServiceWeights) => plan({ monolith: target }, weights);
      expect(change(of({ v1: 90, monolith: 10 }), of({ v1: 60, monolith: 40 }))).to.deep.equal([
        [
          "GR400",
          "release.services.web.weights.monolith",
          "monolith would get 40 % of the requests for web in place of 10 %: 30 points more",
        ],
      ]);
      expect(change(of({ v1: 90, monolith: 10 }), of({ v1: 70, monolith: 30 }))).to.deep.equal([]);
    });

    it(`lets all requests go back to ${kind} that is stable`, () => {
      const of = (weights: ServiceWeights) =>
        plan({ monolith: target }, weights, { stable: "monolith" });
      expect(change(of({ v1: 60, monolith: 40 }), of({ monolith: 100 }))).to.deep.equal([]);
      expect(change(of({ monolith: 100 }), of({ v1: 50, monolith: 50 }))).to.have.lengthOf(1);
    });
  }

  it("tells destinations of one Service apart, by subset and by port", () => {
    for (const [a, b] of [
      [
        { ...monolith, subset: "v1" },
        { ...monolith, subset: "v2" },
      ],
      [monolith, { ...monolith, port: 9090 }],
      [{ host: monolith.host }, monolith],
    ] as const) {
      const of = (weights: ServiceWeights) => plan({ a, b }, weights);
      const found = change(of({ a: 100 }), of({ a: 50, b: 50 }));
      expect(found.map(([, path]) => path)).to.deep.equal(["release.services.web.weights.b"]);
    }
  });

  it("counts requests that move to another host behind the same name", () => {
    const of = (host: string) =>
      plan({ monolith: { ...monolith, host } }, { v1: 50, monolith: 50 });
    const found = change(of(monolith.host), of("shop.newns.svc.cluster.local"));
    expect(found.map(([code]) => code)).to.deep.equal(["GR400"]);
  });

  it("counts requests that leave a version for a destination of the same name", () => {
    const versions = { v1: web.versions.v1, monolith: web.versions.v2 };
    const before = plan({}, { v1: 50, monolith: 50 }, { versions });
    const found = change(before, plan({ monolith }, { v1: 50, monolith: 50 }));
    expect(found.map(([code]) => code)).to.deep.equal(["GR400"]);
  });
});
