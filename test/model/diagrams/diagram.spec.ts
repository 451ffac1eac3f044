import { expect } from "chai";
import { diagram } from "../../../model/diagrams/diagram";
import { planRelease } from "../../../model/plan/plan";
import type { RouteSpec } from "../../../model/release/routing";
import { east, outpost, release, service, west } from "../../support/releases";

describe("the picture of a release", () => {
  it("shows for each primary cluster what enters, how it splits and where the versions run", () => {
    const services = { hello: service({ expose: true, weights: { v1: 80, v2: 20 } }) };
    expect(diagram(planRelease(release({ services }), [west, outpost, east]))).to.equal(
      [
        "demo in namespace gray-demo: gray",
        "",
        "west (primary) runs hello v1 x1",
        "  gateway gray-demo-gateway (* port 80) -> hello:5000",
        "     80 % ################     v1  in west",
        "     20 % ####                 v2  in east",
        "",
        "outpost (remote) runs no version",
        "",
        "east (primary) runs hello v2 x1",
        "  gateway gray-demo-gateway (* port 80) -> hello:5000",
        "     80 % ################     v1  in west",
        "     20 % ####                 v2  in east",
        "",
      ].join("\n"),
    );
  });

  it("shows the stable version that the release names", () => {
    const services = { cart: service({ stable: "v1" }), web: service() };
    const ways = diagram(planRelease(release({ services }), [west]))
      .split("\n")
      .filter((line) => line.includes("->"));
    expect(ways).to.deep.equal(["  mesh -> cart:5000, stable version v1", "  mesh -> web:5000"]);
  });

  it("shows several matches of a route in one line, and paths with all below them", () => {
    const routes = [
      { name: "either", match: [{ query: { q: {} } }, { method: { exact: "PUT" } }], to: "v2" },
    ];
    const expose = { paths: [{ pathPrefix: "/a" }, { prefix: "/b/" }] };
    const lines = diagram(
      planRelease(release({ services: { cart: service({ routes, expose }) } }), [west]),
    ).split("\n");
    expect(lines.slice(3, 5)).to.deep.equal([
      "  gateway gray-demo-gateway (* port 80: /a /a/* /b/*) and mesh -> cart:5000",
      "    either: query q is present, or method is PUT",
    ]);
  });

  it("shows routes with their conditions before the rest, and a bar for the smallest share", () => {
    const match = {
      headers: { lane: { exact: "gray" }, user: { regex: ".*@acme" } },
      uri: { prefix: "/a" },
      method: { exact: "GET" },
    };
    const routes = [{ name: "lane", match, to: "v2" }];
    const services = { cart: service({ routes, weights: { v1: 99, v2: 1 } }) };
    expect(
      diagram(planRelease(release({ services }), [west]))
        .split("\n")
        .slice(3),
    ).to.deep.equal([
      "  mesh -> cart:5000",
      "    lane: header lane is gray and header user matches .*@acme and path begins with /a and method is GET",
      "    100 % #################### v2  offline",
      "    all other requests",
      "     99 % #################### v1  in west",
      "      1 % #                    v2  offline",
      "",
    ]);
  });

  it("says what proxies answer by themselves", () => {
    const routes: RouteSpec[] = [
      {
        name: "old",
        match: { uri: { exact: "/old" } },
        redirect: { scheme: "https", authority: "a.example", port: 8443, uri: "/new" },
      },
      {
        name: "down",
        match: { uri: { prefix: "/reports" } },
        directResponse: { status: 503, body: "soon" },
      },
    ];
    const services = { cart: service({ routes }) };
    expect(
      diagram(planRelease(release({ services }), [west]))
        .split("\n")
        .slice(4, 8),
    ).to.deep.equal([
      "    old: path is /old",
      "          redirected 301 to https, a.example, port 8443, /new",
      "    down: path begins with /reports",
      "          answered 503",
    ]);
  });
});
