import { expect } from "chai";
import { branches, type TrafficArgs } from "../../../model/routes/branches";
import type { Weights } from "../../../model/release/routing";

/** The branches of a service `cart` with versions v1 and v2, all traffic on v1. */
function of(changes: Partial<TrafficArgs> = {}) {
  return branches({
    service: "cart",
    defaultRoute: "http-80",
    versions: ["v1", "v2"],
    weights: { v1: 100 },
    ...changes,
  });
}

const gateway = { name: "front", hosts: ["shop.example.com"] };
const all = (version: string) => [{ version, weight: 100 }];
const lanes = {
  header: "x-lane",
  lanes: [
    { name: "gray", version: "v2", weight: 0 },
    { name: "blue", weight: 0 },
  ],
};
const lane = (name: string) => ({ header: "x-lane", name });

describe("the branches of a service", () => {
  it("are its weights alone where nothing else is declared", () => {
    expect(of()).to.deep.equal([
      {
        name: "http-80",
        origin: ["services", "cart", "weights"],
        shares: all("v1"),
        policy: {},
      },
    ]);
  });

  it("are tried in the order lanes, entries to lanes, routes, followed callers, weights", () => {
    const entering = { ...lanes.lanes[0]!, match: { method: { exact: "GET" } }, weight: 10 };
    const names = of({
      gateway,
      lanes: { header: "x-lane", lanes: [entering] },
      routes: [{ name: "testers", match: { from: "mesh" }, to: "v2" }],
      follows: [{ service: "web", versions: ["v1", "v2"] }],
      weights: { gateway: { v2: 100 }, mesh: { v1: 100 } },
    }).map(({ name }) => name);
    expect(names).to.deep.equal([
      "lane-gray",
      "enter-gray",
      "testers",
      "follow-web-v1",
      "follow-web-v2",
      "http-80-lanes",
      "http-80-gateway",
      "http-80",
    ]);
  });

  it("have the requests of the gateway first where they have weights of their own", () => {
    const [gateway, mesh] = of({ weights: { gateway: { v1: 10, v2: 90 }, mesh: { v1: 100 } } });
    expect(gateway).to.deep.include({ match: [{ from: "gateway" }] });
    expect(gateway?.shares.map(({ weight }) => weight)).to.deep.equal([10, 90]);
    expect(mesh).to.not.have.property("match");
    expect(mesh?.shares).to.deep.equal(all("v1"));
  });

  it("keep a version's callers on it", () => {
    const [first] = of({ follows: [{ service: "web", versions: ["v2"] }] });
    expect(first).to.deep.include({
      match: [{ sourceLabels: { app: "web", version: "v2" } }],
      shares: all("v2"),
      origin: ["services", "cart", "follows", 0],
    });
  });
});

describe("a lane", () => {
  it("takes the requests that carry its header to its version; one without a version takes none", () => {
    const [first, second, ...others] = of({ lanes });
    expect(first).to.deep.include({
      name: "lane-gray",
      match: [{ headers: { "x-lane": { exact: "gray" } } }],
      shares: all("v2"),
    });
    expect(second?.name).to.equal("http-80");
    expect(others).to.deep.equal([]);
  });

  it("takes a part of the gateway's other requests, and marks them", () => {
    const entering = [{ ...lanes.lanes[0]!, weight: 20 }];
    const [, entry, rest] = of({ gateway, lanes: { header: "x-lane", lanes: entering } });
    expect(entry).to.deep.include({
      match: [{ from: "gateway", withoutHeaders: { "x-lane": {} } }],
    });
    expect(entry?.shares).to.deep.equal([
      { version: "v1", weight: 80 },
      { version: "v2", weight: 20, lane: lane("gray") },
    ]);
    expect(rest?.shares).to.deep.equal(all("v1"));
  });

  it("is entered exactly, also where its part of the weights is no whole percentage", () => {
    const entering = [{ ...lanes.lanes[0]!, weight: 10 }];
    const [, entry] = of({
      gateway,
      lanes: { header: "x-lane", lanes: entering },
      weights: { v1: 95, v2: 5 },
    });
    expect(entry?.shares.map(({ weight }) => weight)).to.deep.equal([8550, 450, 1000]);
  });

  it("marks requests that enter it in a service without its version, which the weights split", () => {
    const entering = [{ name: "blue", weight: 0, match: { cookies: { beta: { exact: "1" } } } }];
    const [entry] = of({
      gateway,
      lanes: { header: "x-lane", lanes: entering },
      weights: { v1: 60, v2: 40 },
    });
    expect(entry?.match).to.deep.equal([
      {
        cookies: { beta: { exact: "1" } },
        from: "gateway",
        withoutHeaders: { "x-lane": {} },
      },
    ]);
    expect(entry?.shares).to.deep.equal([
      { version: "v1", weight: 60, lane: { ...lane("blue"), byWeights: true } },
      { version: "v2", weight: 40, lane: { ...lane("blue"), byWeights: true } },
    ]);
  });

  it("is not entered inside the mesh", () => {
    const entering = [{ ...lanes.lanes[0]!, weight: 20, match: { from: "gateway" as const } }];
    const names = of({ lanes: { header: "x-lane", lanes: entering } }).map(({ name }) => name);
    expect(names).to.deep.equal(["lane-gray", "http-80"]);
  });
});

describe("what holds on a service's requests", () => {
  const policy = { timeout: "2s", retries: { attempts: 3 } };

  it("holds on every branch, and a route's own takes its place part by part", () => {
    const every = of({
      policy,
      gateway,
      lanes: { header: "x-lane", lanes: [{ ...lanes.lanes[0]!, weight: 20 }] },
      follows: [{ service: "web", versions: ["v1"] }],
      routes: [{ name: "slow", match: { uri: { exact: "/slow" } }, to: "v2", timeout: "9s" }],
    });
    expect(every).to.have.lengthOf(5);
    for (const branch of every)
      expect(branch.policy, branch.name).to.deep.equal(
        branch.name === "slow" ? { ...policy, timeout: "9s" } : policy,
      );
  });

  it("copies what the weights split, not what goes to the copy's version anyway", () => {
    const mirror = { version: "v2", percent: 50 };
    const routes = [{ name: "testers", match: { from: "mesh" as const }, to: "v1" }];
    const [testers, rest] = of({ mirror, routes });
    expect(testers).to.not.have.property("mirror");
    expect(rest?.mirror).to.deep.equal(mirror);
    expect(of({ mirror, weights: { v2: 100 } })[0]).to.not.have.property("mirror");
  });

  it("makes failures and copies on their own route only", () => {
    const fault = { abort: { status: 503 } };
    const mirror = { version: "v2" };
    const [broken, rest] = of({
      routes: [{ name: "broken", match: { method: { exact: "PUT" } }, to: "v1", fault, mirror }],
    });
    expect(broken).to.deep.include({ fault, mirror });
    expect(rest).to.not.have.any.keys("fault", "mirror");
  });
});

describe("a sticky user", () => {
  const sticky = { cookie: "cart-version", maxAge: 3600 };
  const cookie = (value: string, name = "cart-version") => ({ name, value, maxAge: 3600 });

  it("is told the version by a cookie, and kept on it while it has weight", () => {
    const [first, second, split, ...others] = of({ sticky, weights: { v1: 70, v2: 30 } });
    expect(others).to.deep.equal([]);
    expect(first).to.deep.include({
      name: "http-80-sticky-v1",
      match: [{ cookies: { "cart-version": { exact: "v1" } } }],
      shares: all("v1"),
    });
    expect(second?.shares).to.deep.equal(all("v2"));
    expect(split?.shares).to.deep.equal([
      { version: "v1", weight: 70, cookie: cookie("v1") },
      { version: "v2", weight: 30, cookie: cookie("v2") },
    ]);
  });

  it("is nobody where one version takes all: whoever saw the other one must leave it", () => {
    expect(of({ sticky }).map(({ name }) => name)).to.deep.equal(["http-80"]);
  });

  it("has a cookie of its own for a route that splits", () => {
    const match = { uri: { prefix: "/a" } };
    const [kept, , split] = of({
      sticky,
      routes: [{ name: "half", match, to: { v1: 50, v2: 50 } }],
    });
    const name = "cart-version-half";
    expect(kept?.match).to.deep.equal([{ ...match, cookies: { [name]: { exact: "v1" } } }]);
    expect(split?.shares[1]?.cookie).to.deep.equal(cookie("v2", name));
  });

  it("stays in the lane that the weights put it into", () => {
    const entering = [{ ...lanes.lanes[0]!, weight: 20 }];
    const kept = of({
      sticky,
      gateway,
      lanes: { header: "x-lane", lanes: entering },
    }).find(({ name }) => name === "http-80-lanes-sticky-lane-gray");
    expect(kept?.match?.[0]?.cookies).to.deep.equal({ "cart-version": { exact: "lane.gray" } });
    expect(kept?.shares).to.deep.equal([{ version: "v2", weight: 100, lane: lane("gray") }]);
  });

  it("has one cookie for a version in a lane, however many the weights choose from", () => {
    const entering = { header: "x-lane", lanes: [{ name: "blue", weight: 20 }] };
    const cookies = (weights: Weights) =>
      of({ sticky, gateway, lanes: entering, weights })
        .find(({ name }) => name === "http-80-lanes")
        ?.shares.map(({ cookie }) => cookie?.value);
    expect(cookies({ v1: 100 })).to.deep.equal(["v1", "lane.blue.v1"]);
    expect(cookies({ v1: 50, v2: 50 })).to.include.members(["lane.blue.v1", "lane.blue.v2"]);
  });

  it("is copied like the others, except on the version that gets the copies", () => {
    const weights = { v1: 70, v2: 30 };
    const [v1, v2, split] = of({ sticky, weights, mirror: { version: "v2" } });
    expect([v1?.mirror, v2?.mirror, split?.mirror]).to.deep.equal([
      { version: "v2" },
      undefined,
      { version: "v2" },
    ]);
  });
});
