import { expect } from "chai";
import { checkRelease } from "../../../model/checks/release";
import { parseConfig } from "../../../model/config/parse";
import type { GatewaySpec } from "../../../model/release/gateway";
import type { Release, ServiceSpec } from "../../../model/release/release";
import type { Redirect, RouteMatch, RouteSpec } from "../../../model/release/routing";
import { told } from "../../support/problems";
import { east, release, service, west } from "../../support/releases";

type Route = Omit<RouteSpec, "name" | "match"> & { readonly match?: RouteMatch };

const old = { authority: { exact: "old.example.com" } };

/** What is wrong with these routes of the service `hello`, behind a gateway of two hosts. */
function check(
  routes: readonly Route[],
  changes: Partial<ServiceSpec> = {},
  gateway: GatewaySpec = { hosts: ["old.example.com", "shop.example.com"] },
) {
  const named = routes.map((route, i) => ({ match: old, ...route, name: `r${i}` }));
  const hello = service({ expose: true, ...changes, routes: named });
  const more: Partial<Release> = { gateway, services: { hello } };
  return told(checkRelease(release(more), [west, east]));
}

const codes = (...args: Parameters<typeof check>) =>
  check(...args).map(([code, path]) => [code, path]);

const loops = (redirect: Redirect, match: RouteMatch, gateway?: GatewaySpec) =>
  check([{ match, redirect }], {}, gateway).some(([code]) => code === "GR313");

/** The codes and paths for a route as a stack file has it. */
function read(route: object) {
  const { versions, weights } = service({});
  const hello = { port: 80, versions, weights, routes: [route] };
  const parsed = parseConfig(
    { release: release({ services: { hello: hello as ServiceSpec } }), clusters: [west, east] },
    { presets: {} },
  );
  return "problems" in parsed
    ? parsed.problems.map(({ code, path }) => [code, path.replace(/^.*routes\[0\]\.?/, "")])
    : [];
}

describe("a route", () => {
  it("may redirect callers or answer by itself, in place of a version", () => {
    const redirect: Redirect = { authority: "shop.example.com", redirectCode: 308 };
    expect(check([{ redirect }])).to.deep.equal([]);
    expect(check([{ directResponse: { status: 503, body: "back soon" } }])).to.deep.equal([]);
  });

  it("does one of these and no two", () => {
    expect(check([{}])).to.deep.equal([["GR310", "routes[0].to", "a route that does nothing"]]);
    expect(check([{ to: "v1", redirect: { uri: "/new" } }]).slice(0, 1)).to.deep.equal([
      ["GR310", "routes[0].redirect", "to and redirect"],
    ]);
    const both = { redirect: { authority: "a.example" }, directResponse: { status: 200 } };
    expect(check([both])).to.deep.equal([
      ["GR310", "routes[0].directResponse", "redirect and directResponse"],
    ]);
  });

  it("has nothing beside an answer that Istio refuses, or that has no effect", () => {
    const beside = {
      timeout: "1s",
      retries: { attempts: 1 },
      rewrite: { uri: "/" },
      mirror: { version: "v2" },
      fault: { abort: { status: 500 } },
      headers: { request: { set: { a: "b" } }, response: { set: { "content-type": "text/html" } } },
      cors: { allowOrigins: [{ exact: "https://a.example" }] },
    };
    for (const answer of [
      { redirect: { authority: "a.example" } },
      { directResponse: { status: 200 } },
    ])
      expect(codes([{ ...beside, ...answer }])).to.have.deep.members(
        ["timeout", "retries", "rewrite", "mirror", "fault", "headers.request"].map((key) => [
          "GR311",
          `routes[0].${key}`,
        ]),
      );
  });

  it("does not answer connections", () => {
    const tcp = { protocol: "tcp", expose: false } as const;
    const match = { sourceLabels: { app: "web" } };
    expect(codes([{ match, directResponse: { status: 200 } }], tcp)).to.deep.equal([
      ["GR112", "routes[0].directResponse"],
    ]);
    expect(codes([{ match, redirect: { uri: "/new" } }], tcp)).to.deep.equal([
      ["GR112", "routes[0].redirect"],
    ]);
  });
});

describe("a redirect", () => {
  it("says where it leads, in one way", () => {
    expect(check([{ redirect: { redirectCode: 302 } }])).to.deep.equal([
      [
        "GR312",
        "routes[0].redirect",
        "redirectCode alone: callers would be sent to the same address",
      ],
    ]);
    const twice: Redirect = {
      ...{ authority: "a.example", uri: "/a", prefixRewrite: "/b" },
      ...{ port: 80, derivePort: "FROM_REQUEST_PORT" },
    };
    expect(codes([{ redirect: twice }])).to.deep.equal([
      ["GR312", "routes[0].redirect.prefixRewrite"],
      ["GR312", "routes[0].redirect.derivePort"],
    ]);
  });

  it("replaces a prefix only where the route matches one, or any path", () => {
    const redirect = { prefixRewrite: "/v2/", authority: "a.example" };
    expect(codes([{ match: { uri: { exact: "/v1" } }, redirect }])).to.deep.equal([
      ["GR312", "routes[0].redirect.prefixRewrite"],
    ]);
    expect(check([{ match: { uri: { prefix: "/v1/" } }, redirect }, { redirect }])).to.deep.equal(
      [],
    );
  });

  it("has an address, a code and a body of the forms that Istio and Envoy take", () => {
    const match = { uri: { exact: "/a" } };
    const bad = (redirect: object) => read({ name: "r", match, redirect });
    expect(bad({ uri: "new" })).to.deep.equal([["GR001", "redirect.uri"]]);
    expect(bad({ uri: "/new\r\nx: y" })).to.deep.equal([["GR001", "redirect.uri"]]);
    expect(bad({ authority: "a.example/path" })).to.deep.equal([["GR001", "redirect.authority"]]);
    expect(bad({ scheme: "ftp" })).to.deep.equal([["GR001", "redirect.scheme"]]);
    expect(bad({ uri: "/n", redirectCode: 305 })).to.deep.equal([
      ["GR001", "redirect.redirectCode"],
    ]);
    expect(bad({ uri: "/n", redirectCode: 307 })).to.deep.equal([]);
    const answer = (directResponse: object) => read({ name: "r", match, directResponse });
    expect(answer({ status: 600 })).to.deep.equal([["GR001", "directResponse.status"]]);
    expect(answer({})).to.deep.equal([["GR002", "directResponse.status"]]);
    expect(answer({ status: 200, body: "ä".repeat(524_289) })).to.deep.equal([
      ["GR001", "directResponse.body"],
    ]);
    expect(answer({ status: 200, body: { bytes: "no base64" } })).to.deep.equal([
      ["GR001", "directResponse.body.bytes"],
    ]);
    expect(answer({ status: 200, body: { string: "a", bytes: "YQ==" } })).to.deep.equal([
      ["GR001", "directResponse.body"],
    ]);
    expect(answer({ status: 200, body: { string: "a" } })).to.deep.equal([]);
  });
});

describe("a redirect to an address that its own route takes", () => {
  const any = { uri: { prefix: "/" } };

  it("is refused, by path, by prefix, by host and by scheme", () => {
    expect(loops({ uri: "/old/new" }, { uri: { prefix: "/old" } })).to.equal(true);
    expect(loops({ prefixRewrite: "/old/v2" }, { uri: { prefix: "/old" } })).to.equal(true);
    expect(loops({ authority: "shop.example.com" }, any)).to.equal(true);
    expect(loops({ scheme: "http" }, any)).to.equal(true);
    const tls = { credentialName: "cert" };
    expect(loops({ scheme: "https" }, any, { hosts: ["shop.example.com"], tls })).to.equal(true);
  });

  it("is none where the address leads away from the route, or may do so", () => {
    expect(loops({ uri: "/new" }, { uri: { prefix: "/old" } })).to.equal(false);
    expect(loops({ authority: "shop.example.com" }, old)).to.equal(false);
    expect(loops({ authority: "elsewhere.example" }, any)).to.equal(false);
    expect(loops({ scheme: "https" }, any)).to.equal(false);
    expect(loops({ port: 8443 }, any)).to.equal(false);
    expect(loops({ uri: "/a" }, { ...any, method: { exact: "POST" } })).to.equal(false);
    const foreign = { create: false, hosts: ["shop.example.com"] };
    expect(loops({ scheme: "https" }, any, foreign)).to.equal(false);
  });

  it("is refused at one of several gateways, which it names, and in the mesh", () => {
    const gateways = {
      internal: { hosts: ["shop.corp.example"] },
      public: { hosts: ["shop.example.com"], tls: { credentialName: "cert", redirect: true } },
    };
    const at = (redirect: Redirect, match: RouteMatch = any) => {
      const routes = [{ name: "r", match, redirect }];
      const hello = service({ expose: true, routes });
      return told(
        checkRelease(release({ gateway: undefined, gateways, services: { hello } }), [west, east]),
      )
        .filter(([code]) => code === "GR313")
        .map(([, , given]) => given.replace(/^.*itself,? ?/, ""));
    };
    const gateway = { ...any, from: "gateway" } as const;
    expect(at({ scheme: "https" })).to.deep.equal(["at the gateway public"]);
    expect(at({ scheme: "http" }, gateway)).to.deep.equal(["at the gateway internal"]);
    expect(at({ authority: "shop.example.com" })).to.deep.equal(["at the gateway public"]);
    // Port 80 of the public gateway sends callers back to https.
    const there = { ...gateway, authority: { exact: "shop.example.com" } };
    expect(at({ scheme: "http" }, there)).to.deep.equal(["at the gateway public"]);
    const atCorp = { ...any, authority: { exact: "shop.corp.example" } };
    expect(at({ scheme: "https" }, atCorp)).to.deep.equal([]);
    expect(at({ uri: "/a" }, { ...any, from: "mesh" })).to.deep.equal([""]);
    expect(loops({ uri: "/a" }, { ...any, from: "mesh" })).to.equal(true);
  });

  it("is refused for calls inside the mesh alone, where the gateway leads elsewhere", () => {
    const paths = [{ prefix: "/shop" }];
    const routes = [{ match: { uri: paths[0]! }, redirect: { uri: "/shop/new" } }];
    const given = check(routes, { expose: { paths } }).map(([, , text]) => text);
    expect(given).to.deep.equal([
      "an address that meets the conditions of the route itself, for calls inside the mesh",
    ]);
  });

  it("is none where an earlier route takes the new address", () => {
    const routes = [
      { match: { uri: { exact: "/new" } }, to: "v1" },
      { match: any, redirect: { uri: "/new" } },
    ];
    expect(check(routes)).to.deep.equal([]);
    expect(codes([...routes].reverse())).to.deep.include(["GR313", "routes[0].redirect"]);
  });
});
