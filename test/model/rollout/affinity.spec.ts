import { expect } from "chai";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { Manifest } from "../../../model/manifests/metadata";
import type { Release, ServiceSpec } from "../../../model/release/release";
import { withState } from "../../../model/rollout/overlay";
import type { FleetState, ManagedRoute } from "../../../model/rollout/state";
import { interpret } from "../../oracle/istio/interpreter";

const chain = ["web", "cart", "stock"] as const;
const service = (changes: Partial<ServiceSpec>): ServiceSpec => ({
  port: 80,
  versions: { v1: { image: "app:1" }, v2: { image: "app:2" } },
  weights: { v2: 100 },
  ...changes,
});
const release: Release = {
  name: "shop",
  namespace: "shop",
  gateway: {},
  services: {
    web: service({ expose: true }),
    cart: service({ follows: ["web"] }),
    stock: service({
      follows: ["cart"],
      routes: [{ name: "paths", match: { uri: { prefix: "/v1" } }, to: "v1" }],
    }),
  },
};
const plan = planRelease(release, [{ name: "west" }]);

const all = (version: string) =>
  Object.fromEntries(chain.map((name) => [name, { [version]: 100 }]));
const match = [{ headers: { tester: { exact: "yes" } } }];
const header: ManagedRoute = { name: "testers", match, to: all("v2") };
const copies: ManagedRoute = { name: "copies", match, mirror: 50, to: all("v2") };

/** The VirtualServices of a step in which v2 gets some percent, by service. */
function step(percent: number, routes: readonly ManagedRoute[] = []): Map<string, Manifest> {
  const weights = { v1: 100 - percent, v2: percent };
  const services = Object.fromEntries(chain.map((name) => [name, weights]));
  const state: FleetState = {
    weights: { west: { services, lanes: {} } },
    routes: { west: routes },
    scale: {},
  };
  const [west] = withState(plan, state).clusters;
  const found = manifests(west!).filter(({ kind }) => kind === "VirtualService");
  return new Map(found.map((object) => [object.metadata.name, object]));
}

const requests: readonly Readonly<Record<string, string>>[] = [{}, { tester: "yes" }];
const hops = [
  ["web", "cart"],
  ["cart", "stock"],
] as const;
const steps = [step(0), step(5), step(50), step(0, [header]), step(5, [copies]), step(100)];

/** The versions to which calls of one version go. */
function versionsOf(
  routes: readonly Manifest[],
  [caller, called]: readonly [string, string],
  version: string,
  headers: Readonly<Record<string, string>>,
): (string | undefined)[] {
  const others = plan.clusters.flatMap(manifests).filter(({ kind }) => kind !== "VirtualService");
  const outcome = interpret([...others, ...routes] as Parameters<typeof interpret>[0], {
    ...{ protocol: "http", from: "mesh", port: 80, path: "/", query: {}, method: "GET", headers },
    host: `${called}.shop.svc.cluster.local`,
    sourceLabels: { app: caller, version },
    sourceNamespace: "shop",
  });
  if (outcome.kind !== "routed") throw new Error(outcome.kind);
  return outcome.answers.map(({ subset }) => subset);
}

describe("a chain of services that follow each other", () => {
  it("keeps the version of a request whichever of its routes a step, or the way back, has written", () => {
    let asked = 0;
    for (const from of steps)
      for (const to of steps)
        for (let written = 0; written < 2 ** chain.length; written += 1) {
          const routes = chain.map((name, i) => (written & (1 << i) ? to : from).get(name)!);
          for (const hop of hops)
            for (const version of ["v1", "v2"])
              for (const headers of requests) {
                expect(versionsOf(routes, hop, version, headers)).to.deep.equal([version]);
                asked += 1;
              }
        }
    expect(asked).to.equal(steps.length ** 2 * 8 * 8);
  });

  it("has a managed route for the other callers of its services", () => {
    const routes = [...step(0, [header]).values()];
    for (const caller of ["gateway", "stock"])
      expect(versionsOf(routes, [caller, "cart"], "v1", { tester: "yes" })).to.deep.equal(["v2"]);
  });
});
