import { expect } from "chai";
import { checkRelease } from "../../../model/checks/release";
import type { Release } from "../../../model/release/release";
import { east, release, service, west } from "../../support/releases";

const check = (given: Release) => checkRelease(given, [west, east]);
const image = "a:1";

describe("a release", () => {
  it("has no mistake when it has none", () => {
    expect(check(release())).to.deep.equal([]);
  });

  it("has a service", () => {
    expect(check(release({ services: {} }))).to.deep.equal([
      {
        code: "GR101",
        path: "release.services",
        given: "no service",
        allowed: "at least one service",
        fix: "add a service with its port, versions and weights",
      },
    ]);
  });

  it("has versions in each service", () => {
    const problems = check(release({ services: { hello: service({ versions: {} }) } }));
    expect(problems).to.deep.equal([
      {
        code: "GR102",
        path: "release.services.hello.versions",
        given: "no version",
        allowed: "at least one version",
        fix: "add a version with its image",
      },
    ]);
  });

  it("places versions in clusters of the stack", () => {
    const versions = { v1: { image }, v2: { image, clusters: ["west", "mars"] } };
    expect(check(release({ services: { hello: service({ versions }) } }))).to.deep.equal([
      {
        code: "GR103",
        path: "release.services.hello.versions.v2.clusters[1]",
        given: 'an unknown cluster "mars"',
        allowed: "west, east",
        fix: "add the cluster to gray-release:clusters",
      },
    ]);
  });

  it("has no service and cluster whose joined names are those of others", () => {
    const anywhere = service({ versions: { v1: { image } }, weights: { v1: 100 } });
    const services = { "shop-cart": anywhere, cart: anywhere };
    const clusters = [{ name: "eu" }, { name: "eu-shop" }];
    const problems = checkRelease(release({ services }), clusters);
    expect(problems.map(({ path, given }) => [path, given])).to.deep.equal([
      [
        "release.services.cart",
        "the resource name eu-shop-cart in eu-shop, which shop-cart in eu has too",
      ],
    ]);
  });

  it("has no two versions whose objects share a name", () => {
    const services = {
      "cart-a": service({ versions: { b: { image } }, weights: { b: 100 } }),
      cart: service({ versions: { "a.b": { image }, a_b: { image } }, weights: { a_b: 100 } }),
    };
    expect(check(release({ services })).map(({ path, given }) => [path, given])).to.deep.equal([
      [
        'release.services.cart.versions["a.b"]',
        "the object name cart-a-b, which version b of cart-a has too (subset a-b)",
      ],
      [
        "release.services.cart.versions.a_b",
        "the object name cart-a-b, which version b of cart-a has too (subset a-b)",
      ],
    ]);
  });
});

describe("the exposure of a release", () => {
  it("needs a gateway", () => {
    const { gateway: _gateway, ...closed } = release();
    expect(check(closed)).to.deep.equal([
      {
        code: "GR140",
        path: "release.services.hello.expose",
        given: "true, in a release without a gateway",
        allowed: "expose only where the release has a gateway",
        fix: "add `gateway: {}` to the release, or remove expose",
      },
    ]);
  });

  it("is of one service for each path, of which there is only one without paths", () => {
    const services = { a: service({ expose: true }), b: service(), c: service({ expose: true }) };
    expect(check(release({ services })).map(({ path, given }) => [path, given])).to.deep.equal([
      ["release.services.c.expose", 'every path of *, where the release exposes "a", too'],
    ]);
  });

  it("has a VirtualService for each service", () => {
    const services = { a: service(), b: service({ virtualService: "a" }) };
    expect(check(release({ services }))).to.deep.equal([
      {
        code: "GR146",
        path: "release.services.b.virtualService",
        given: '"a", the name of the VirtualService of "a" too',
        allowed: "a VirtualService of its own for each service",
        fix: "set another name in virtualService",
      },
    ]);
  });
});

describe("the routes of a service", () => {
  const get = { method: { exact: "GET" } };
  const checkRoutes = (...routes: NonNullable<ReturnType<typeof service>["routes"]>) =>
    check(release({ services: { hello: service({ routes }) } })).map(({ path, given }) => [
      path.replace("release.services.hello.", ""),
      given,
    ]);

  it("have names of their own", () => {
    const other = { uri: { exact: "/" } };
    expect(
      checkRoutes({ name: "a", match: get, to: "v1" }, { name: "a", match: other, to: "v1" }),
    ).to.deep.equal([["routes[1].name", '"a", the name of an earlier route too']]);
  });

  it("have a condition", () => {
    expect(checkRoutes({ name: "a", match: {}, to: "v1" })).to.deep.equal([
      ["routes[0].match", "no condition"],
    ]);
  });

  it("lead to a version that exists, or to weights that add up", () => {
    expect(
      checkRoutes(
        { name: "a", match: get, to: "v9" },
        { name: "b", match: { uri: { exact: "/b" } }, to: { v1: 50, v2: 49 } },
      ),
    ).to.deep.equal([
      ["routes[0].to", 'an unknown version "v9"'],
      ["routes[1].to", "a sum of 99 (v1 50 + v2 49)"],
    ]);
  });

  it("lead to a version that runs", () => {
    const versions = { v1: { image }, v2: { image, clusters: [] } };
    const routes = [{ name: "a", match: get, to: "v2" }];
    const problems = check(release({ services: { hello: service({ versions, routes }) } }));
    expect(problems.map(({ given }) => given)).to.deep.equal([
      "traffic for v2, which runs in no cluster",
    ]);
  });
});
