import { expect } from "chai";
import type { Release, ServiceSpec } from "../../../model/release/release";
import { compared, shop } from "../../support/diff/compared";
import { east, west } from "../../support/releases";

/** The only group of changes between two releases. */
function only(before: Release, after: Release) {
  const [{ traffic } = { traffic: [] }] = compared(before, after).stacks;
  expect(traffic).to.have.length(1);
  return traffic[0]!;
}

/** The cases that change from one form of the service to another. */
function cases(before: Partial<ServiceSpec>, after: Partial<ServiceSpec>) {
  return only(shop(before), shop(after)).traffic.cases.filter(({ change }) => change !== "same");
}

const testers = { name: "testers", match: { headers: { "x-tester": { exact: "yes" } } }, to: "v2" };

describe("the comparison of traffic", () => {
  it("tells a shift once for both sides and all clusters", () => {
    const { clusters, services, traffic } = only(shop(), shop({ weights: { v1: 50, v2: 50 } }));
    expect([clusters, services]).to.deep.equal([["west", "east"], ["web"]]);
    expect(traffic.cases).to.deep.equal([
      {
        from: ["outside", "inside"],
        change: "changed",
        when: [],
        shares: [
          { target: "v1", before: 80, after: 50 },
          { target: "v2", before: 20, after: 50 },
        ],
        lanes: [],
      },
    ]);
  });

  it("keeps the sides apart where weights come to differ by origin", () => {
    const split = { gateway: { v1: 50, v2: 50 }, mesh: { v1: 80, v2: 20 } };
    const [one, ...more] = cases({}, { weights: split });
    expect(more).to.deep.equal([]);
    expect([one?.from, one?.shares.map(({ after }) => after)]).to.deep.equal([
      ["outside"],
      [50, 50],
    ]);
  });

  it("says of a new route what its requests did before", () => {
    const [one] = cases({}, { routes: [testers] });
    expect(one).to.deep.include({
      change: "added",
      name: "testers",
      when: ["header x-tester is yes"],
    });
    expect(one?.shares).to.deep.equal([
      { target: "v1", before: 80, after: 0 },
      { target: "v2", before: 20, after: 100 },
    ]);
  });

  it("says of a route that goes what its requests do then", () => {
    const [one] = cases({ routes: [testers] }, {});
    expect(one?.change).to.equal("removed");
    expect(one?.shares).to.deep.include({ target: "v2", before: 100, after: 20 });
  });

  it("tells another condition of a route, and that it leads to the same version", () => {
    const [one, ...more] = cases(
      { routes: [testers] },
      { routes: [{ ...testers, match: { uri: { prefix: "/beta" } } }] },
    );
    expect(more).to.deep.equal([]);
    expect(one).to.deep.include({
      change: "changed",
      when: ["path begins with /beta"],
      whenBefore: ["header x-tester is yes"],
    });
  });

  it("notices another order of routes, though each one stays as it is", () => {
    const beta = { name: "beta", match: { uri: { prefix: "/beta" } }, to: "v1" };
    const { traffic } = only(shop({ routes: [testers, beta] }), shop({ routes: [beta, testers] }));
    expect(traffic.reordered).to.equal(true);
    expect(traffic.cases.every(({ change }) => change === "same")).to.equal(true);
  });

  it("takes a lane's percentage for a part of the requests from outside", () => {
    const lanes = (weight: number) => ({
      header: "x-lane",
      baseline: "v1",
      lanes: [{ name: "gray", versions: { web: "v2" }, weight }],
    });
    const { traffic } = only(
      shop({ weights: { v1: 100 } }, { lanes: lanes(0) }),
      shop({ weights: { v1: 100 } }, { lanes: lanes(20) }),
    );
    const changed = traffic.cases.filter(({ change }) => change !== "same");
    expect(changed).to.have.length(1);
    expect(changed[0]).to.deep.include({
      from: ["outside"],
      when: [],
      lanes: [{ target: "gray", before: 0, after: 20 }],
    });
  });

  it("leaves out the cases of users whom a cookie keeps, and names the cookie", () => {
    const sticky = { sticky: {} };
    const { traffic } = only(shop(sticky), shop({ ...sticky, weights: { v1: 50, v2: 50 } }));
    expect(traffic.cases.map(({ when }) => when)).to.deep.equal([[]]);
    expect(traffic.sticky).to.deep.equal({ before: "web-version", after: "web-version" });
  });

  it("tells a host from outside that opens, and one that closes", () => {
    const hosts = (host: string) => shop({}, { gateway: { hosts: [host] } });
    const { traffic } = only(hosts("old.example"), hosts("new.example"));
    expect(traffic.opened).to.deep.equal(["new.example (gateway shop-gateway)"]);
    expect(traffic.closed).to.deep.equal(["old.example (gateway shop-gateway)"]);
  });

  it("tells a wildcard as more hosts that come in, and not that a host closes which it serves", () => {
    const hosts = (...list: string[]) => shop({}, { gateway: { hosts: list } });
    const ways = (before: Release, after: Release) => {
      const { opened, closed } = only(before, after).traffic;
      return { opened, closed };
    };
    const at = (host: string) => `${host} (gateway shop-gateway)`;
    const [one, below, all] = [hosts("a.example"), hosts("*.example"), hosts("*")];
    expect(ways(one, all)).to.deep.equal({ opened: [at("every host")], closed: [] });
    expect(ways(one, below)).to.deep.equal({ opened: [at("*.example")], closed: [] });
    expect(ways(all, below)).to.deep.equal({ opened: [], closed: [at("every host")] });
    expect(ways(hosts("a.other"), below).closed).to.deep.equal([at("a.other")]);
  });

  it("tells that a host closes which a wildcard leaves to another service", () => {
    const { web } = shop().services;
    const on = (host: string) => ({ ...web!, expose: { hosts: [host] } });
    const of = (first: string, second: string) =>
      shop({}, { gateway: {}, services: { web: on(first), cart: on(second) } });
    const { traffic } = compared(of("a.example", "b.example"), of("*", "a.example")).stacks[0]!;
    const web1 = traffic.find(({ services }) => services.includes("web"));
    expect(web1?.traffic.closed).to.deep.equal(["a.example (gateway shop-gateway)"]);
  });

  it("tells clusters apart that change otherwise, and services together that change alike", () => {
    const two = (weights: Record<string, number>): Release => {
      const { web } = shop({ weights }).services;
      return {
        ...shop(),
        services: { web: { ...web!, expose: false }, cart: { ...web!, expose: false } },
      };
    };
    const own = { ...east, weights: { web: { v1: 80, v2: 20 }, cart: { v1: 70, v2: 30 } } };
    const [{ traffic } = { traffic: [] }] = compared(
      two({ v1: 80, v2: 20 }),
      two({ v1: 50, v2: 50 }),
      [west, own],
    ).stacks;
    expect(traffic.map(({ services, clusters }) => [services, clusters])).to.deep.equal([
      [["cart", "web"], ["west"]],
    ]);
  });

  it("never repeats the value of a header that often carries a secret", () => {
    const match = {
      headers: { authorization: { exact: "Bearer hunter2" }, "x-user": { exact: "ann" } },
    };
    const found = JSON.stringify(cases({}, { routes: [{ ...testers, match }] }));
    expect(found).to.not.include("hunter2");
    expect(found)
      .to.include("header authorization is (value not shown)")
      .and.include("header x-user is ann");
  });

  it("finds nothing between a release and itself", () => {
    const [one] = compared(
      shop({ routes: [testers], sticky: {} }),
      shop({ routes: [testers], sticky: {} }),
    ).stacks;
    expect(one).to.deep.include({
      change: "same",
      traffic: [],
      versions: [],
      others: [],
      risks: [],
    });
  });
});
