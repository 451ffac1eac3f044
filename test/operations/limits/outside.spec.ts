import { expect } from "chai";
import { limitContext } from "../../../model/limits/limit";
import type { LimitsSpec } from "../../../model/limits/spec";
import type { LiveObject } from "../../../model/live-object";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { OutsideSpec, ServiceWeights } from "../../../model/release/routing";
import type { ServiceSpec } from "../../../model/release/release";
import { judgeLimits } from "../../../operations/limits/decide";
import { lookForLimits } from "../../../operations/limits/look";
import { release, service, west } from "../../support/releases";

const targets: Readonly<Record<string, OutsideSpec>> = {
  "a Service of others": { host: "shop.legacy.svc.cluster.local", port: 8080 },
  "an external host": { host: "old.example.com", port: 443, external: true, tls: true },
};
const now = new Date("2026-11-27T12:00:00Z");
const freeze = [{ days: ["fri" as const] }];

/** What limits say about an update from one split to another, with the live objects of the first. */
function judge(
  limits: LimitsSpec,
  from: ServiceWeights,
  to: ServiceWeights,
  { noted, ...changes }: Partial<ServiceSpec> & { readonly noted?: string },
) {
  const plan = (weights: ServiceWeights) => {
    const hello = service({ versions: { v1: { image: "hello:1" } }, ...changes, weights });
    return planRelease(release({ services: { hello } }), [west]);
  };
  const [before, after] = [plan(from), plan(to)];
  const [cluster] = after.clusters;
  const route = manifests(cluster!).find(({ kind }) => kind === "VirtualService")!;
  const compared = [{ object: route, found: undefined, differences: [] }] as never;
  const live = manifests(before.clusters[0]!) as LiveObject[];
  return judgeLimits({
    context: limitContext(after, limits),
    looks: new Map([[west.name, lookForLimits(cluster!, compared, live)]]),
    asked: [west.name],
    notes: new Map([
      [west.name, new Map(noted === undefined ? [] : [["hello", { version: noted }]])],
    ]),
    now,
  });
}

for (const [kind, monolith] of Object.entries(targets))
  describe(`the limits of an update with a share for ${kind}`, () => {
    const outside = { monolith };
    const all = { step: 5, freeze, readyPods: 9 };

    it("let all requests go back to it where it is stable, in a frozen time too", () => {
      for (const stable of [{ stable: "monolith" }, { noted: "monolith" }]) {
        const back = judge(
          all,
          { v1: 60, monolith: 40 },
          { monolith: 100 },
          { outside, ...stable },
        );
        expect([back.broken, back.frozen, back.growing]).to.deep.equal([[], [], []]);
      }
    });

    it("stop a step to it where it is not, by its name", () => {
      const on = { outside, noted: "v1" };
      const { broken, frozen } = judge(all, { v1: 60, monolith: 40 }, { monolith: 100 }, on);
      expect(broken.map(({ code, path }) => [code, path])).to.deep.equal([
        ["GR400", "release.services.hello.weights.monolith"],
      ]);
      expect(frozen.map(({ code }) => code)).to.deep.equal(["GR408"]);
    });

    it("count no pods of it", () => {
      const { growing } = judge(all, { v1: 100 }, { v1: 60, monolith: 40 }, { outside });
      expect(growing).to.deep.equal([]);
      const more = judge(all, { v1: 10, monolith: 90 }, { v1: 20, monolith: 80 }, { outside });
      expect(more.growing).to.deep.equal([{ service: "hello", version: "v1" }]);
    });
  });
