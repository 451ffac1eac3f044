import { expect } from "chai";
import { planRelease } from "../../../model/plan/plan";
import { virtualServiceManifest } from "../../../model/manifests/virtual-service";
import type { Release } from "../../../model/release/release";
import type { ServiceWeights, Weights } from "../../../model/release/routing";
import { withState } from "../../../model/rollout/overlay";
import type { RolloutSpec } from "../../../model/rollout/spec";
import type { ManagedRoute } from "../../../model/rollout/state";
import { plansBeside } from "../../../operations/abort/beside-rollout";
import { decideCluster } from "../../../operations/abort/decide";
import { withoutManaged } from "../../../operations/abort/managed-routes";
import type { LiveRoutes } from "../../../operations/abort/routes";
import { clusterTargets } from "../../../operations/abort/targets";
import { noteKey } from "../../../operations/stable/note";
import { release as releaseOf, service } from "../../support/releases";

const west = { name: "west" };
const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
const match = [{ headers: { tester: { exact: "yes" } } }];
const rollout: RolloutSpec = {
  steps: [
    {
      setHeaderRoute: {
        name: "testers",
        match: [{ headerName: "tester", headerValue: { exact: "yes" } }],
      },
    },
    { setWeight: 20 },
  ],
};

/** The file of a rollout: its weights are the goal. */
const goal = (more: Partial<Release> = {}, weights: ServiceWeights = { v2: 100 }): Release => {
  const one = service({ expose: true, versions, weights, sticky: {} });
  return releaseOf({ namespace: "shop", services: { web: one, cart: one }, rollout, ...more });
};

/** The routes that a step left, which note v1 as the stable version. */
function live(
  weights: Readonly<Record<string, Weights>>,
  routes: readonly ManagedRoute[] = [],
  given = goal(),
): LiveRoutes[] {
  const plan = planRelease(given, [west]);
  const own = { services: weights, lanes: {} };
  const { clusters } = withState(plan, {
    ...{ weights: { west: own }, routes: { west: routes }, scale: {} },
  });
  return clusters[0]!.mesh!.routes.map((args) => {
    const object = virtualServiceManifest(args);
    return {
      ...object,
      metadata: { ...object.metadata, annotations: { [noteKey]: "v1" } },
    };
  });
}

/** What an abort decides for one cluster. */
function decide(routes: readonly LiveRoutes[], given = goal()) {
  const [plan] = planRelease(given, [west]).clusters;
  const question = { release: given, clusters: [west], wanted: new Map<string, string>() };
  const found = clusterTargets(question, plan!, routes);
  const of = new Map(found.targets.map((one) => [one.service, one.version]));
  const plans = plansBeside(plan!, routes, of);
  const { writes, asPlanned } = decideCluster({ routes }, plans, found, given.rollout);
  const texts = Object.fromEntries(
    writes.map(({ metadata, spec }) => [metadata.name, JSON.stringify(spec)]),
  );
  return { found, texts, asPlanned };
}

describe("an abort where a rollout is declared", () => {
  it("goes back from the weights of a step, with the cookies of users, as the next update plans", () => {
    const { found, texts, asPlanned } = decide(
      live({ web: { v1: 80, v2: 20 }, cart: { v1: 80, v2: 20 } }),
    );
    expect(found.targets.map((one) => `${one.service} ${one.version}`)).to.deep.equal([
      "cart v1",
      "web v1",
    ]);
    expect(asPlanned).to.equal(true);
    for (const text of Object.values(texts)) expect(text).to.not.contain("v2");
    expect(Object.keys(texts)).to.deep.equal(["cart-routes", "web-routes"]);
  });

  it("goes back from a last step that gave all requests to the new version", () => {
    const { found } = decide(live({ web: { v2: 100 }, cart: { v2: 100 } }));
    expect(found.targets).to.have.lengthOf(2);
  });

  it("never moves a service to the goal that is on its stable version", () => {
    const { found, texts } = decide(live({ web: { v1: 80, v2: 20 }, cart: { v1: 100 } }));
    expect([...found.settled]).to.deep.equal([["cart", "v1"]]);
    expect(Object.keys(texts)).to.deep.equal(["web-routes"]);
  });

  it("removes the routes of steps, also of a service whose weights no step moved yet", () => {
    const to = { web: { v2: 100 }, cart: { v2: 100 } };
    const routes = live({ web: { v1: 100 }, cart: { v1: 100 } }, [{ name: "testers", match, to }]);
    expect(JSON.stringify(routes)).to.contain("testers");
    const { texts, asPlanned } = decide(routes);
    expect(Object.keys(texts)).to.deep.equal(["cart-routes", "web-routes"]);
    expect(JSON.stringify(texts)).to.not.contain("testers");
    expect(asPlanned).to.equal(true);
  });

  it("removes them where another field manager changed the rest of a route, which stays", () => {
    const to = { web: { v2: 100 }, cart: { v2: 100 } };
    const routes = live({ web: { v1: 100 }, cart: { v1: 100 } }, [{ name: "testers", match, to }]);
    const edited = routes.map(({ spec, ...one }) => ({
      ...one,
      spec: { ...spec, http: spec.http?.map((route) => ({ ...route, timeout: "9s" })) },
    }));
    const { texts, asPlanned } = decide(edited);
    expect(asPlanned).to.equal(false);
    for (const text of Object.values(texts))
      expect(text).to.contain("9s").and.not.contain("testers");
    expect(Object.keys(texts)).to.have.lengthOf(2);
  });

  it("closes lanes by the percentages that the cluster has", () => {
    const lanes = { header: "x-lane", lanes: [{ name: "blue", version: "v2", weight: 0 }] };
    const given = goal({ lanes });
    const plan = planRelease(given, [west]);
    const own = { services: {}, lanes: { blue: 10 } };
    const { clusters } = withState(plan, { weights: { west: own }, routes: {}, scale: {} });
    const routes = clusters[0]!.mesh!.routes.map(virtualServiceManifest);
    const { before, after } = plansBeside(plan.clusters[0]!, routes, new Map());
    expect(before.mesh!.routes[0]!.lanes!.lanes[0]!.weight).to.equal(10);
    expect(after.mesh!.routes[0]!.lanes!.lanes[0]!.weight).to.equal(0);
  });
});

describe("the routes of steps among live ones", () => {
  const named = (...names: string[]) => ({ http: names.map((name) => ({ name })) });
  const left = (...names: string[]) =>
    (withoutManaged(named(...names), named("http-80"), rollout).http ?? []).map(({ name }) => name);

  it("are those with the name of a step, for each port, origin and cookie", () => {
    const managed = [
      "testers",
      "http.testers",
      "testers-gateway",
      "testers-mesh",
      "testers-sticky-v2",
    ];
    expect(left(...managed, "http-80")).to.deep.equal(["http-80"]);
  });

  it("are none of those that only begin like it, and none that the release declares", () => {
    expect(left("testers-of-others", "http-80")).to.deep.equal(["testers-of-others", "http-80"]);
    const live = named("testers", "http-80");
    expect(withoutManaged(live, live, rollout)).to.equal(live);
  });

  it("give up their copies, where a step made some", () => {
    const spec: RolloutSpec = { steps: [{ setMirrorRoute: { name: "copies" } }] };
    const mirror = { host: "web", subset: "v2" };
    const live = { http: [{ name: "http-80", mirror, mirrorPercentage: { value: 5 } }] };
    expect(withoutManaged(live, named("http-80"), spec)).to.deep.equal(named("http-80"));
    expect(withoutManaged(live, named("http-80"), rollout)).to.equal(live);
  });
});
