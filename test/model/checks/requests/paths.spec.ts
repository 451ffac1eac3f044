import { expect } from "chai";
import { checkRelease } from "../../../../model/checks/release";
import { checkSchema } from "../../../../model/checks/schema";
import type { ExposedPath } from "../../../../model/release/gateway";
import type { ServiceSpec } from "../../../../model/release/release";
import type { RouteMatch } from "../../../../model/release/routing";
import { told } from "../../../support/problems";
import { east, release, service, west } from "../../../support/releases";

/** Code and path of what is wrong with a service that is exposed under paths. */
function check(
  paths: readonly ExposedPath[] | undefined,
  match: RouteMatch | readonly RouteMatch[],
  changes: Partial<ServiceSpec> = {},
) {
  const expose = paths ? { paths } : true;
  const routes = [{ name: "r", match, to: "v1" }];
  const given = release({ services: { hello: service({ expose, routes, ...changes }) } });
  return told([...checkSchema(given), ...checkRelease(given, [west, east])]).map(([code, path]) => [
    code,
    path,
  ]);
}

const outside = [["GR143", "routes[0].match.uri"]];

describe("a path with all paths below it", () => {
  it("does not end with a slash, as the other service's path begins with none", () => {
    expect(check(undefined, { uri: { pathPrefix: "/a" } })).to.deep.equal([]);
    for (const pathPrefix of ["/", "/a/", "a"])
      expect(check(undefined, { uri: { pathPrefix } }), pathPrefix).to.deep.equal([
        ["GR001", "routes[0].match.uri.pathPrefix"],
      ]);
  });

  it("lies inside an exposed path, and what lies below it lies inside it", () => {
    const shop = [{ pathPrefix: "/shop" }];
    for (const uri of [
      { pathPrefix: "/shop" },
      { pathPrefix: "/shop/cart" },
      { exact: "/shop" },
      { exact: "/shop/" },
      { prefix: "/shop/c" },
    ])
      expect(check(shop, { uri }), JSON.stringify(uri)).to.deep.equal([]);
    for (const uri of [
      { prefix: "/shop" },
      { exact: "/shopping" },
      { pathPrefix: "/shopping" },
      { pathPrefix: "/sho" },
      { regex: "/shop/.*" },
    ])
      expect(check(shop, { uri }), JSON.stringify(uri)).to.deep.equal(outside);
    expect(check([{ prefix: "/sh" }], { uri: { pathPrefix: "/shop" } })).to.deep.equal([]);
    expect(check([{ prefix: "/shop/" }], { uri: { pathPrefix: "/shop" } })).to.deep.equal(outside);
    // Each of the two delegates by a route of its own, which all of the condition has to fit.
    const both = [{ prefix: "/shop/" }, { exact: "/shop" }];
    expect(check(both, { uri: { pathPrefix: "/shop" } })).to.deep.equal(outside);
  });

  it("inside another one makes no mistake of a match in the mesh, unless the route acts at the gateway", () => {
    const shop = [{ pathPrefix: "/shop" }];
    const elsewhere = { uri: { prefix: "/x" }, from: "mesh" } as const;
    expect(check(shop, elsewhere)).to.deep.equal([]);
    expect(check(shop, [elsewhere, { uri: { prefix: "/y" }, sourceNamespace: "a" }])).to.deep.equal(
      [],
    );
    expect(check(shop, [elsewhere, { method: { exact: "GET" } }])).to.deep.equal([
      ["GR143", "routes[0].match[0].uri"],
    ]);
  });

  it("goes with the other matches of its route only inside the same exposed path", () => {
    const two = [{ prefix: "/a" }, { pathPrefix: "/b" }];
    const below = (path: string) => ({ uri: { prefix: path } });
    expect(check(two, [below("/a/x"), below("/a/y")])).to.deep.equal([]);
    expect(check(two, [below("/a/x"), below("/b/y")])).to.deep.equal([
      ["GR143", "routes[0].match[1].uri"],
    ]);
    // A match without paths is for both.
    expect(check(two, [{ method: { exact: "GET" } }, below("/b/y")])).to.deep.equal([
      ["GR143", "routes[0].match[1].uri"],
    ]);
  });

  it("is rewritten to a path that ends with a slash", () => {
    const wrong = { rewrite: { uri: "/v2" } };
    const right = { rewrite: { uri: "/v2/" } };
    const uri = { uri: { pathPrefix: "/shop" } };
    const get = { method: { exact: "GET" } };
    const service = [["GR323", "rewrite.uri"]];
    const route = [["GR323", "routes[0].rewrite.uri"]];
    const own = (match: RouteMatch, policy: object) => ({
      routes: [{ name: "r", match, to: "v1", ...policy }],
    });
    expect(check([uri.uri], get, wrong)).to.deep.equal(service);
    expect(check([uri.uri], get, right)).to.deep.equal([]);
    expect(check(undefined, uri, wrong)).to.deep.equal(service);
    expect(check(undefined, get, wrong)).to.deep.equal([]);
    expect(check(undefined, uri, own(uri, wrong))).to.deep.equal(route);
    expect(check(undefined, uri, own(uri, right))).to.deep.equal([]);
    expect(check([uri.uri], get, own(get, wrong))).to.deep.equal(route);
    expect(check([uri.uri], get, own({ uri: { exact: "/shop" } }, wrong))).to.deep.equal([]);
  });
});

describe("a path in any case of letters", () => {
  it("is there, and is no regex", () => {
    const ignoreUriCase = true;
    expect(check(undefined, { uri: { prefix: "/A" }, ignoreUriCase })).to.deep.equal([]);
    const wrong = [["GR330", "routes[0].match.ignoreUriCase"]];
    expect(check(undefined, { uri: { regex: "/a" }, ignoreUriCase })).to.deep.equal(wrong);
    expect(check(undefined, { method: { exact: "GET" }, ignoreUriCase })).to.deep.equal(wrong);
    expect(check(undefined, { ignoreUriCase })).to.deep.equal([
      ["GR120", "routes[0].match"],
      ...wrong,
    ]);
    expect(check(undefined, { uri: { regex: "/a" }, ignoreUriCase: false })).to.deep.equal([]);
  });

  it("is nothing that a delegating gateway lets through under its own paths", () => {
    const match = { uri: { prefix: "/a/b" }, ignoreUriCase: true };
    expect(check([{ prefix: "/a" }], match)).to.deep.equal([
      ["GR143", "routes[0].match.ignoreUriCase"],
    ]);
    expect(check([{ prefix: "/" }], match)).to.deep.equal([]);
    expect(check([{ prefix: "/a" }], { ...match, from: "mesh" })).to.deep.equal([]);
  });

  it("takes the requests of a path in one case, and not the other way round", () => {
    const any = { uri: { prefix: "/A" }, ignoreUriCase: true };
    const one = { uri: { exact: "/a/B" } };
    const routes = (...all: RouteMatch[]) => ({
      routes: all.map((match, i) => ({ name: `r${i}`, match, to: "v1" })),
    });
    expect(check(undefined, one, routes(any, one))).to.deep.equal([["GR121", "routes[1].match"]]);
    expect(check(undefined, one, routes(one, { ...one, ignoreUriCase: true }))).to.deep.equal([]);
  });
});
