import { expect } from "chai";
import { planRelease } from "../../../../model/plan/plan";
import { withState } from "../../../../model/rollout/overlay";
import { both, cart, decide, overlay, recordOf, refused, shop, twenty, type Has } from "./support";

const goal = { v2: 100 };
const weightsOf = (...args: Parameters<typeof decide>) =>
  Object.fromEntries(
    Object.entries(overlay(...args).state.weights).map(([name, { services }]) => [name, services]),
  );
const image = "a:1";

describe("the weights of an update while no rollout runs", () => {
  it("are the declared ones in the first deployment of all", () => {
    const { state, standing } = overlay(shop(goal));
    expect(state.weights).to.deep.equal({
      west: { services: {}, lanes: {} },
      east: { services: {}, lanes: {} },
    });
    expect(standing.kind).to.equal("reached");
  });

  it("are those of the clusters, and a rollout is due", () => {
    expect(weightsOf(shop(goal), { has: twenty })).to.deep.equal(twenty);
    expect(overlay(shop(goal), { has: twenty }).standing).to.deep.equal({
      kind: "due",
      open: [
        { cluster: "west", service: "shop" },
        { cluster: "east", service: "shop" },
      ],
    });
  });

  it("are those of the other clusters where one has no routes, such as a new one", () => {
    const has: Has = { west: twenty.west! };
    expect(weightsOf(shop(goal), { has })).to.deep.equal(twenty);
  });

  it("are the declared ones of a service that no cluster has yet, beside those of others", () => {
    const { state } = overlay(shop(goal, { services: { cart } }), { has: twenty });
    expect(Object.keys(state.weights.west!.services)).to.deep.equal(["shop"]);
  });

  it("go back to the stable version at once, whether clusters note or the config names it", () => {
    const back = { shop: { v1: 80, v2: 20 } };
    expect(weightsOf(shop({ v1: 100 }), { has: twenty })).to.deep.equal({ west: back, east: back });
    const noted = overlay(shop({ v1: 100 }), { has: twenty, stable: { shop: "v1" } });
    expect([noted.state.weights.west!.services, noted.standing.kind]).to.deep.equal([
      {},
      "reached",
    ]);
    const named = shop({ v1: 100 }, {}, { stable: "v1" });
    expect(weightsOf(named, { has: twenty })).to.deep.equal({ west: {}, east: {} });
  });

  it("stay where the record was deleted by hand in every cluster", () => {
    const copies = ["west", "east"].map(
      (cluster) => ({ kind: "none", cluster, nowMs: 0 }) as const,
    );
    expect(weightsOf(shop(goal), { has: twenty, copies })).to.deep.equal(twenty);
  });

  it("refuse a change that removes a version which still has requests", () => {
    const without = shop(goal, {}, { versions: { v2: { image } } });
    expect(refused(without, { has: twenty })).to.deep.equal([
      "GR530 release.services.shop.versions",
    ]);
    const offline = shop(goal, {}, { versions: { v1: { image, clusters: [] }, v2: { image } } });
    expect(refused(offline, { has: twenty })).to.deep.equal([
      "GR530 release.services.shop.versions",
    ]);
    const done: Has = { west: { shop: { v2: 100 } }, east: { shop: { v2: 100 } } };
    expect(refused(without, { has: done })).to.deep.equal([]);
  });
});

describe("the weights of an update while a rollout runs", () => {
  const record = recordOf();

  it("are those of the record, whatever the clusters have", () => {
    const has: Has = { west: { shop: { v1: 100 } }, east: twenty.east! };
    const { standing } = overlay(shop(goal), { has, record });
    expect(weightsOf(shop(goal), { has, record })).to.deep.equal(twenty);
    expect(standing.kind).to.equal("runs");
  });

  it("come with its managed routes and pods", () => {
    const routes = { west: [{ name: "testers", match: [], to: { shop: { v2: 100 } } }] };
    const scale = { west: { shop: { v2: 7 } } };
    const current = { ...record.current, routes, scale };
    const { state } = overlay(shop(goal), { has: twenty, record: recordOf({ current }) });
    expect([state.routes, state.scale]).to.deep.equal([routes, scale]);
  });

  it("are those of the highest epoch, in whichever cluster its copy is", () => {
    const of = (v2: number) => ({ services: { shop: { v1: 100 - v2, v2 } }, lanes: {} });
    const later = recordOf({
      epoch: 2,
      revision: 0,
      current: { weights: { west: of(60), east: of(60) }, routes: {}, scale: {} },
    });
    const copies = [record, later].map((one, i) => ({
      ...({ kind: "record", record: one, version: "1", nowMs: 0 } as const),
      cluster: ["west", "east"][i]!,
    }));
    const found = weightsOf(shop(goal), { has: twenty, copies });
    expect(found.west).to.deep.equal({ shop: { v1: 40, v2: 60 } });
    const [, east] = copies;
    const deleted = [{ kind: "none", cluster: "west", nowMs: 0 } as const, east!];
    expect(weightsOf(shop(goal), { has: twenty, copies: deleted })).to.deep.equal(found);
  });

  it("let a hotfix of the version that loses requests pass, and a new service", () => {
    const hotfix = shop(goal, {}, { versions: { v1: { image: "a:1.1" }, v2: { image: "a:2" } } });
    expect(refused(hotfix, { has: twenty, record })).to.deep.equal([]);
    const more = shop(goal, { services: { cart } });
    expect(refused(more, { has: twenty, record })).to.deep.equal([]);
    expect(overlay(more, { has: twenty, record }).state.weights.west!.services).to.not.have.key(
      "cart",
    );
  });

  it("let a route for testers pass, and other pods than those that steps scale", () => {
    const match = { headers: { tester: { exact: "yes" } } };
    const routes = [{ name: "testers", match, to: "v2" }];
    const versions = { v1: { image }, v2: { image: "a:2", replicas: 9 } };
    const scale = { west: { shop: { v2: 2 } }, east: { shop: { v2: 2 } } };
    const scaled = recordOf({ current: { ...record.current, scale } });
    const changed = shop(goal, {}, { routes, versions });
    const { state } = overlay(changed, { has: twenty, record: scaled });
    const [west] = withState(planRelease(changed, both), state).clusters;
    const pods = west!.workloads.map(({ version, replicas }) => [version, replicas]);
    expect(pods).to.deep.equal([
      ["v1", undefined],
      ["v2", 2],
    ]);
    expect(west!.mesh!.routes[0]!.routes).to.deep.equal(routes);
  });

  it("refuse other weights of one cluster, of one origin, or of a lane", () => {
    const lanes = { header: "x-lane", lanes: [{ name: "blue", version: "v2", weight: 5 }] };
    const exposed = { gateway: {}, lanes };
    const expose = { expose: { hosts: ["shop.example.com"] } };
    const at = { services: { shop: goal }, lanes: { blue: 5 } };
    const own = recordOf({ templates: {}, goal: { west: at, east: at } });
    const about = { has: twenty, record: own, lanes: { blue: 0 } };
    expect(refused(shop(goal, exposed, expose), about)).to.deep.equal([]);
    const clusters = [{ name: "west" }, { name: "east", weights: { shop: { v1: 100 } } }];
    const found = decide(shop(goal, exposed, expose), { ...about, clusters });
    const [problem] = "problems" in found ? found.problems : [];
    expect(problem!.given).to.match(/^other weights of shop in east than/);
    const byOrigin = { gateway: goal, mesh: { v1: 100 } };
    expect(refused(shop(byOrigin, exposed, expose), about)).to.deep.equal([
      "GR531 release.services.shop.weights",
    ]);
    const closed = { ...lanes, lanes: [{ ...lanes.lanes[0]!, weight: 0 }] };
    expect(refused(shop(goal, { ...exposed, lanes: closed }, expose), about)).to.deep.equal([
      "GR531 release.lanes",
    ]);
  });

  it("refuse another goal, as that of an older checkout, and say how the rollout ends", () => {
    const found = decide(shop({ v1: 100 }), { has: twenty, record, stable: { shop: "v1" } });
    const problems = "problems" in found ? found.problems : [];
    expect(problems.map(({ code, path }) => [code, path])).to.deep.equal([
      ["GR531", "release.services.shop.weights"],
    ]);
    expect(problems[0]!.given).to.match(/^other weights of shop in west and east/);
    expect(problems[0]!.fix).to.match(/npx gray rollout abort -s dev$/);
  });

  it("refuse a change of the weights of a service that is no part of it", () => {
    const versions = { v1: { image }, v2: { image } };
    const services = { cart: { ...cart, versions, weights: { v2: 100 } } };
    const has = { west: { ...twenty.west, cart: { v1: 100 } }, east: twenty.east! };
    expect(refused(shop(goal, { services }), { has, record })).to.deep.equal([
      "GR531 release.services.cart.weights",
    ]);
  });

  it("refuse other pods, another plan, other clusters and a version that goes, all at once", () => {
    const changed = shop(
      goal,
      { rollout: { steps: [{ setWeight: 30 }] } },
      { versions: { v2: { image: "a:3" } } },
    );
    const clusters = [{ name: "west" }, { name: "east" }, { name: "north" }];
    expect(refused(changed, { has: twenty, record, clusters })).to.deep.equal([
      "GR530 release.services.shop.versions",
      "GR534 release.services.shop.versions.v2",
      "GR532 release.rollout",
      "GR533 gray-release:clusters",
    ]);
  });

  it("take the order of keys in the plan for no change", () => {
    const record = recordOf({ spec: { unreachable: "stop", steps: [{ setWeight: 20 }] } });
    const rollout = { steps: [{ setWeight: 20 }], unreachable: "stop" } as const;
    expect(refused(shop(goal, { rollout }), { has: twenty, record })).to.deep.equal([]);
  });

  it("are the declared ones where no cluster has routes any more, as after a destroy", () => {
    const { orphaned, state, standing } = overlay(shop(goal), { record });
    expect([orphaned, standing.kind]).to.deep.equal([true, "reached"]);
    expect(state.weights.west!.services).to.deep.equal({});
  });
});
