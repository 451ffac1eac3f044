import { expect } from "chai";
import type { Release } from "../../../../model/release/release";
import { codesOf, expectOnly, found, http, named, shop } from "../mutated";

const withRoutes = (routes: Release["services"][string]["routes"], release = shop): Release => ({
  ...release,
  services: { ...release.services, web: { ...release.services.web!, routes } },
});

const byHeader = { headers: { "x-user": { exact: "ann" } } };

describe("a route", () => {
  it("is not behind one that takes all its requests", () => {
    const [one] = expectOnly("GR214", ({ virtualServices }) => {
      const { manifest, routes } = named(virtualServices, "web");
      manifest.spec.http!.reverse();
      routes.reverse();
    });
    expect(one?.given).to.include("the route tester, behind the route http-5000");
  });

  it("is not behind a lane that takes all its requests", () => {
    const { ads: _ads, ...services } = shop.services;
    const release: Release = {
      ...shop,
      services,
      lanes: { header: "x-lane", lanes: [{ name: "blue", version: "v2" }] },
    };
    const inLane = { headers: { "x-lane": { exact: "blue" }, "x-user": { exact: "ann" } } };
    expect(
      codesOf(found(undefined, withRoutes([{ name: "ann", match: inLane, to: "v1" }], release))),
    ).to.deep.equal(["GR214"]);
  });

  it("is looked at at the gateway and in the mesh, as it acts in each", () => {
    const first = { name: "ann", match: { ...byHeader, from: "gateway" as const }, to: "v1" };
    const second = { name: "ann-too", match: byHeader, to: "v2" };
    expect(found(undefined, withRoutes([first, second]))).to.deep.equal([]);
    const third = { name: "ann-3", match: { ...byHeader, from: "gateway" as const }, to: "v2" };
    expect(codesOf(found(undefined, withRoutes([first, second, third])))).to.deep.equal(["GR214"]);
  });

  it("is looked at under each of those that delegate to it", () => {
    const exposed: Release = {
      ...shop,
      services: {
        ...shop.services,
        web: { ...shop.services.web!, expose: { paths: [{ prefix: "/a/" }, { prefix: "/b/" }] } },
      },
    };
    const inside = { name: "b", match: { uri: { prefix: "/b/c" } }, to: "v2" };
    expect(found(undefined, withRoutes([inside], exposed))).to.deep.equal([]);
  });

  it("may leave nothing to the weights, which is worth knowing", () => {
    const [one] = expectOnly("GR215", (cluster) => {
      delete http(cluster, "web")[0]!.match;
    });
    expect(one?.origin).to.deep.equal(["services", "web", "weights"]);
  });

  it("has no condition that it or an earlier one has", () => {
    expectOnly("GR216", (cluster) => {
      const [tester] = http(cluster, "web");
      tester!.match!.push({ headers: { "x-tester": { exact: "yes" }, more: { exact: "1" } } });
    });
  });

  it("has a path with all below it, of which an earlier route may take one half", () => {
    const path = { uri: { pathPrefix: "/a" } };
    const route = (name: string, uri: object) => ({
      name,
      match: { uri } as typeof path,
      to: "v1",
    });
    const below = { name: "below", match: path, to: "v2" };
    for (const half of [{ exact: "/a" }, { prefix: "/a/" }])
      expect(found(undefined, withRoutes([route("half", half), below]))).to.deep.equal([]);
    const halves = [route("one", { exact: "/a" }), route("two", { prefix: "/a/" }), below];
    expect(codesOf(found(undefined, withRoutes(halves)))).to.deep.equal(["GR214"]);
  });

  it("of connections is looked at, too", () => {
    const { ads, ...services } = shop.services;
    const tcp: Release = {
      ...shop,
      services: {
        ...services,
        ads: {
          ...ads!,
          protocol: "tcp",
          routes: [{ name: "all", match: { from: "mesh" }, to: "v1" }],
        },
      },
    };
    expect(codesOf(found(undefined, tcp))).to.deep.equal(["GR215"]);
  });
});

describe("a condition on the caller's labels", () => {
  it("does not stand beside gateways", () => {
    expectOnly("GR217", (cluster) => {
      const [tester] = http(cluster, "web");
      tester!.match![0] = {
        ...tester!.match![0],
        gateways: ["mesh"],
        sourceLabels: { app: "ads" },
      };
    });
  });
});
