import { expect } from "chai";
import { checkRelease } from "../../../model/checks/release";
import type { Release, ServiceSpec } from "../../../model/release/release";
import type { RouteMatch } from "../../../model/release/routing";
import { told } from "../../support/problems";
import { east, release, service, west } from "../../support/releases";

/** What is wrong with routes of the service `hello`, each with one of the matches. */
function check(
  matches: readonly RouteMatch[],
  changes: Partial<ServiceSpec> = {},
  more: Partial<Release> = {},
) {
  const routes = matches.map((match, i) => ({ name: `r${i}`, match, to: "v1" }));
  const hello = service({ expose: true, routes, ...changes });
  return told(checkRelease(release({ ...more, services: { hello } }), [west, east]));
}

describe("a match", () => {
  it("has a condition, in whatever part", () => {
    const fine: RouteMatch[] = [
      { cookies: { user: { exact: "a" } } },
      { query: { a: { exact: "b" } } },
      { authority: { exact: "a.example.com" } },
      { sourceLabels: { app: "cart" } },
      { from: "gateway" },
    ];
    for (const match of fine) expect(check([match])).to.deep.equal([]);
    expect(check([{ cookies: {} }])).to.deep.equal([["GR120", "routes[0].match", "no condition"]]);
  });

  it("of requests from the gateway is one of an exposed service", () => {
    expect(check([{ from: "gateway" }], { expose: false })).to.deep.equal([
      ["GR123", "routes[0].match.from", '"gateway", for a service that is not exposed'],
    ]);
  });

  it("of requests from the gateway does not look at calling pods", () => {
    expect(check([{ from: "gateway", sourceLabels: { app: "a" } }])).to.deep.equal([
      [
        "GR123",
        "routes[0].match.sourceLabels",
        "labels of a calling pod, for requests that come through the gateway",
      ],
    ]);
  });

  it("looks at each header once, and cookies are one", () => {
    const one = { exact: "1" };
    expect(check([{ cookies: { a: one, b: one } }])).to.deep.equal([
      ["GR124", "routes[0].match.cookies", "2 cookies (a, b)"],
    ]);
    expect(check([{ cookies: { a: one }, headers: { Cookie: one } }])).to.deep.equal([
      ["GR124", "routes[0].match.cookies", "a cookie, beside a condition on the header cookie"],
    ]);
    expect(check([{ headers: { Lane: one, lane: one } }])).to.deep.equal([
      ["GR124", "routes[0].match.headers.lane", "a second condition on: header lane"],
    ]);
    expect(check([{ withoutHeaders: { Lane: one, lane: {} } }])).to.deep.equal([
      [
        "GR124",
        "routes[0].match.withoutHeaders.lane",
        "a second condition on: without header lane",
      ],
    ]);
    expect(
      check([{ headers: { lane: one }, withoutHeaders: { lane: { exact: "2" } } }]),
    ).to.deep.equal([]);
  });

  it("wants no header that it refuses, too", () => {
    const tester = { user: { exact: "tester" } };
    const given = "beside a condition that wants such a header";
    expect(check([{ headers: tester, withoutHeaders: { User: {} } }])).to.deep.equal([
      ["GR127", "routes[0].match.withoutHeaders.User", `{}, ${given}`],
    ]);
    expect(check([{ headers: tester, withoutHeaders: { user: { prefix: "t" } } }])).to.deep.equal([
      ["GR127", "routes[0].match.withoutHeaders.user", `{"prefix":"t"}, ${given}`],
    ]);
    expect(check([{ cookies: tester, withoutHeaders: { cookie: {} } }])).to.deep.equal([
      ["GR127", "routes[0].match.withoutHeaders.cookie", `{}, ${given}`],
    ]);
    expect(check([{ headers: tester, withoutHeaders: { user: { prefix: "x" } } }])).to.deep.equal(
      [],
    );
    expect(check([{ cookies: tester, withoutHeaders: { user: {} } }])).to.deep.equal([]);
  });

  it("leaves the cookies of a sticky split alone", () => {
    const split = (match: RouteMatch, to: string | Record<string, number>) =>
      check([], { sticky: {}, routes: [{ name: "a", match, to }] });
    const half = { v1: 50, v2: 50 };
    const user = { user: { exact: "a" } };
    const given =
      "a condition on a cookie, in a service whose session affinity uses another cookie";
    expect(split({ cookies: user }, half)).to.deep.equal([
      ["GR124", "routes[0].match.cookies", given],
    ]);
    expect(split({ headers: { Cookie: { prefix: "user=" } } }, half)).to.deep.equal([
      ["GR124", "routes[0].match.headers.Cookie", given],
    ]);
    expect(split({ cookies: user }, "v1")).to.deep.equal([]);
    expect(split({ headers: user }, half)).to.deep.equal([]);
  });

  it("has expressions that RE2 takes, wherever one stands", () => {
    const regex = "(?!a).*";
    const parts: [string, RouteMatch][] = [
      ["headers.lane", { headers: { lane: { regex } } }],
      ["withoutHeaders.lane", { withoutHeaders: { lane: { regex } } }],
      ["cookies.lane", { cookies: { lane: { regex } } }],
      ["query.lane", { query: { lane: { regex } } }],
      ["uri", { uri: { regex } }],
      ["method", { method: { regex } }],
      ["authority", { authority: { regex } }],
    ];
    for (const [part, match] of parts)
      expect(check([match]), part).to.deep.equal([
        ["GR125", `routes[0].match.${part}.regex`, '"(?!a).*": RE2 can\'t look ahead or behind'],
      ]);
    const cors = { allowOrigins: [{ exact: "a" }, { regex }] };
    expect(check([], { cors })).to.deep.equal([
      ["GR125", "cors.allowOrigins[1].regex", '"(?!a).*": RE2 can\'t look ahead or behind'],
    ]);
  });

  it("of a path lies within the paths under which its service is exposed", () => {
    const expose = { paths: [{ prefix: "/api" }, { exact: "/hello" }] };
    const inside: RouteMatch[] = [
      { uri: { exact: "/api/a" } },
      { uri: { prefix: "/api/b" } },
      { uri: { exact: "/hello" } },
      { uri: { prefix: "/b" }, from: "mesh" },
      { uri: { regex: "/b.*" }, sourceLabels: { app: "a" } },
    ];
    expect(check(inside, { expose })).to.deep.equal([]);
    const outside: RouteMatch[] = [
      { uri: { exact: "/b" } },
      { uri: { prefix: "/ap" }, method: { exact: "GET" } },
      { uri: { prefix: "/hello" } },
      { uri: { regex: "/api/.*" } },
    ];
    expect(check(outside, { expose }).map(([code, path]) => [code, path])).to.deep.equal(
      outside.map((_, i) => ["GR143", `routes[${i}].match.uri`]),
    );
    expect(check(outside)).to.deep.equal([]);
  });

  it("is covered by an earlier one that takes all from the mesh, where nothing else comes", () => {
    const matches: RouteMatch[] = [{ from: "mesh" }, { uri: { exact: "/a" } }];
    expect(check(matches)).to.deep.equal([]);
    expect(check(matches, { expose: false }).map(([code, path]) => [code, path])).to.deep.equal([
      ["GR121", "routes[1].match"],
    ]);
  });

  it("is covered by the route of a lane", () => {
    const lanes = { header: "x-lane", lanes: [{ name: "v2" }] };
    const match = { headers: { "X-Lane": { exact: "v2" } } };
    const hello = service({ expose: true, routes: [{ name: "a", match, to: "v1" }] });
    const [problem] = checkRelease(release({ services: { hello }, lanes }), [west, east]);
    expect(problem).to.include({
      code: "GR121",
      path: "release.services.hello.routes[0].match",
      fix: "choose other conditions, or remove the route",
    });
  });
});

describe("the name of a route", () => {
  it("is none that is made for the service", () => {
    const names = [
      "http-5000",
      "http-5000-gateway",
      "http-5000-sticky-v1",
      "lane-v1",
      "enter-v1",
      "follow-cart-v1",
      "web-sticky-v2",
    ];
    const routes = [...names, "web", "free"].map((name) => ({
      name,
      match: { uri: { exact: `/${name}` } },
      to: { v1: 50, v2: 50 },
    }));
    const hello = service({ routes, sticky: {}, follows: ["cart"] });
    const lanes = { header: "x-lane", lanes: [{ name: "v1" }] };
    const services = { hello, cart: service() };
    const problems = checkRelease(release({ services, lanes }), [west, east]);
    expect(problems.map(({ code }) => code)).to.deep.equal(names.map(() => "GR122"));
    expect(problems[0]?.given).to.equal(
      '"http-5000", the name of a route that the release generates for the service too',
    );
  });
});
