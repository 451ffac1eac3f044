import { expect } from "chai";
import type { RouteArgs } from "../../../model/manifests/route-args";
import { virtualServiceManifest } from "../../../model/manifests/virtual-service";
import { planRelease } from "../../../model/plan/plan";
import type { OutsideSpec, Weights } from "../../../model/release/routing";
import { outsideTargets } from "../../../model/routes/outside";
import { withoutSubset } from "../../../operations/abort/decide";
import { abortRoutes } from "../../../operations/abort/routes";
import { stableTarget } from "../../../operations/abort/stable-target";
import { clusterTargets } from "../../../operations/abort/targets";
import { cart, release, service, west } from "../../support/releases";

const monolith: OutsideSpec = { host: "cart.legacy.svc.cluster.local", port: 8080 };
const old: OutsideSpec = { host: "old.example.com", external: true };
const outside = { monolith, old };
const args = (weights: Weights): RouteArgs => ({
  ...cart,
  versions: ["v1", "v2", "monolith", "old"],
  outside: outsideTargets("shop", "cart", outside),
  weights,
});
const routed = (weights: Weights) => virtualServiceManifest(args(weights));

describe("an abort with a destination outside of the release", () => {
  const back = (from: Weights, to: string) =>
    // Nothing planned is live: so the abort moves the live routes alone.
    abortRoutes(routed(from), {}, stableTarget(args(from), to)).spec;

  it("goes there, with its port and its host header, whatever the routes hold", () => {
    for (const to of ["monolith", "old", "v1"])
      for (const from of [
        { v1: 10, monolith: 90 },
        { v1: 99.5, v2: 0.5 },
        { old: 40, v2: 60 },
        { old: 100 },
        { monolith: 100 },
      ] as Weights[])
        expect(back(from, to), `${JSON.stringify(from)} to ${to}`).to.deep.equal(
          routed({ [to]: 100 }).spec,
        );
  });

  it("takes it for the stable version, by the config or by the live routes", () => {
    const services = {
      cart: service({ port: 80, outside, stable: "monolith", weights: { v1: 50, monolith: 50 } }),
    };
    const plan = planRelease(release({ name: "shop", namespace: "shop", services }), [west]);
    const targets = (live: Weights) =>
      clusterTargets(
        { release: plan.release, clusters: [west], wanted: new Map() },
        plan.clusters[0]!,
        [routed(live)],
      ).targets;
    expect(targets({ v1: 50, monolith: 50 })).to.deep.equal([
      { service: "cart", version: "monolith", why: { by: "config" } },
    ]);
    const all = ["monolith", "old"].map((version) => ({
      service: "cart",
      version,
      why: { by: "option" as const },
    }));
    // The release makes a rule for the external host alone.
    expect(
      withoutSubset({ rules: new Set() }, all, plan.clusters[0]).map(({ version }) => version),
    ).to.deep.equal(["old"]);
  });
});
