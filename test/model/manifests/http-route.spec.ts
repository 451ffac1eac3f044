import { expect } from "chai";
import type { RouteArgs } from "../../../model/manifests/route-args";
import { virtualServiceManifest } from "../../../model/manifests/virtual-service";
import type { Matches } from "../../../model/routes/alternatives";
import { cart } from "../../support/releases";

const host = "cart.shop.svc.cluster.local";

function routesOf(changes: Partial<RouteArgs> = {}) {
  return virtualServiceManifest({ ...cart, ...changes }).spec;
}

function matchOf(match: Matches, changes: Partial<RouteArgs> = {}) {
  return routesOf({ routes: [{ name: "special", match, to: "v2" }], ...changes }).http?.[0]?.match;
}

const gateway = { name: "istio-system/front", hosts: ["shop.example.com"] };

describe("the conditions of a route", () => {
  it("are all those of Istio, header names in lower case", () => {
    const labels = { app: "web" };
    expect(
      matchOf({
        headers: { "X-User": { prefix: "a" } },
        withoutHeaders: { "X-Group": { exact: "beta" }, "x-internal": {} },
        query: { page: { regex: "\\d+" } },
        uri: { prefix: "/a" },
        method: { exact: "GET" },
        authority: { exact: "shop.example.com" },
        sourceLabels: labels,
      }),
    ).to.deep.equal([
      {
        headers: { "x-user": { prefix: "a" } },
        withoutHeaders: { "x-group": { exact: "beta" }, "x-internal": {} },
        queryParams: { page: { regex: "\\d+" } },
        uri: { prefix: "/a" },
        method: { exact: "GET" },
        authority: { exact: "shop.example.com" },
        sourceLabels: labels,
      },
    ]);
  });

  it("name the gateway or the mesh where a request's origin counts", () => {
    expect(matchOf({ from: "gateway" }, { gateway })).to.deep.equal([
      { gateways: ["istio-system/front"] },
    ]);
    expect(matchOf({ from: "mesh" }, { gateway })).to.deep.equal([{ gateways: ["mesh"] }]);
  });

  it("name no gateway beside labels of the caller, which Istio would then not look at", () => {
    const sourceLabels = { app: "web" };
    expect(matchOf({ from: "mesh", sourceLabels }, { gateway })).to.deep.equal([{ sourceLabels }]);
  });

  it("name no gateway beside the namespace of the caller, for the same reason", () => {
    const sourceNamespace = "team-a";
    expect(matchOf({ from: "mesh", sourceNamespace }, { gateway })).to.deep.equal([
      { sourceNamespace },
    ]);
    const ports = [
      { name: "a", port: 80, protocol: "http" as const },
      { name: "b", port: 81, protocol: "http" as const },
    ];
    expect(matchOf({ sourceNamespace }, { gateway, ports })).to.deep.equal([
      { sourceNamespace, port: 80 },
    ]);
    const tcp = { protocol: "tcp" as const, gateway };
    const routes = [{ name: "special", match: { sourceNamespace }, to: "v2" }];
    expect(routesOf({ ...tcp, routes }).tcp?.[0]?.match).to.deep.equal([
      { sourceNamespace, port: 80, gateways: ["mesh"] },
    ]);
  });

  it("are one or several for each match, of which one must hold", () => {
    expect(
      matchOf([
        { uri: { pathPrefix: "/Shop" }, ignoreUriCase: true, method: { exact: "GET" } },
        { headers: { "X-Canary": {} } },
      ]),
    ).to.deep.equal([
      { uri: { exact: "/Shop" }, method: { exact: "GET" }, ignoreUriCase: true },
      { uri: { prefix: "/Shop/" }, method: { exact: "GET" }, ignoreUriCase: true },
      { headers: { "x-canary": {} } },
    ]);
    expect(matchOf([{ from: "mesh" }, { headers: { a: {} } }])).to.equal(undefined);
  });

  it("want a cookie or a parameter with any value", () => {
    expect(matchOf([{ cookies: { user: {} } }, { query: { q: {} } }])).to.deep.equal([
      { headers: { cookie: { regex: "(.*;\\s*)?user=[^;]*(;.*)?" } } },
      { queryParams: { q: {} } },
    ]);
  });

  it("need no word for the mesh where no gateway leads to the service", () => {
    expect(matchOf({ from: "mesh" })).to.equal(undefined);
  });
});

describe("the routes of an HTTP service", () => {
  it("carry timeout, retries, rewrite, CORS and headers, each of them", () => {
    const policy = {
      timeout: "2s",
      retries: { attempts: 2, perTryTimeout: "500ms", retryOn: "5xx" },
      rewrite: { uri: "/v1" },
      cors: { allowOrigins: [{ exact: "https://shop.example.com" }], maxAge: "24h" },
      headers: { request: { set: { "x-a": "1" } }, response: { remove: ["server"] } },
    };
    const { cors, ...alike } = policy;
    const routes = [{ name: "special", match: { method: { exact: "GET" } }, to: "v2" }];
    const { http = [] } = routesOf({ policy, routes });
    expect(http).to.have.lengthOf(2);
    for (const route of http) expect(route).to.deep.include({ ...alike, corsPolicy: cors });
  });

  it("mirror a percentage, all of it where none is given", () => {
    const [route] = routesOf({ mirror: { version: "v2", percent: 12.5 } }).http ?? [];
    expect(route?.mirror).to.deep.equal({ host, port: { number: 80 }, subset: "v2" });
    expect(route?.mirrorPercentage).to.deep.equal({ value: 12.5 });
    const [whole] = routesOf({ mirror: { version: "v2" } }).http ?? [];
    expect(whole?.mirrorPercentage).to.deep.equal({ value: 100 });
  });

  it("delay and abort a percentage, all of it where none is given", () => {
    const fault = { delay: { time: "2s", percent: 10 }, abort: { status: 503 } };
    const match = { method: { exact: "PUT" } };
    const [route] = routesOf({ routes: [{ name: "broken", match, to: "v1", fault }] }).http ?? [];
    expect(route?.fault).to.deep.equal({
      delay: { fixedDelay: "2s", percentage: { value: 10 } },
      abort: { httpStatus: 503, percentage: { value: 100 } },
    });
  });

  it("write lanes on requests and cookies on responses, at the destination", () => {
    const { http } = routesOf({
      gateway,
      sticky: { cookie: "cart-version", maxAge: 60 },
      lanes: { header: "x-lane", lanes: [{ name: "gray", version: "v2", weight: 10 }] },
    });
    const entry = http?.find(({ name }) => name === "http-80-lanes");
    expect(entry?.match).to.deep.equal([
      { withoutHeaders: { "x-lane": {} }, gateways: ["istio-system/front"] },
    ]);
    const written = entry?.route?.map(({ headers }) => headers);
    const attributes = "Max-Age=60; Path=/; HttpOnly; SameSite=Lax";
    expect(written).to.deep.equal([
      { response: { add: { "set-cookie": `cart-version=v1; ${attributes}` } } },
      {
        request: { set: { "x-lane": "gray" } },
        response: { add: { "set-cookie": `cart-version=lane.gray; ${attributes}` } },
      },
    ]);
  });

  it("set a session cookie where no age is asked for", () => {
    const { http } = routesOf({ weights: { v1: 50, v2: 50 }, sticky: { cookie: "who" } });
    const set = http?.at(-1)?.route?.map(({ headers }) => headers?.response?.add);
    expect(set?.[0]).to.deep.equal({ "set-cookie": "who=v1; Path=/; HttpOnly; SameSite=Lax" });
  });

  it("write a percent sign in a cookie's name twice, which Envoy reads as one", () => {
    const sticky = { cookie: "a%b", maxAge: 60 };
    const { http = [] } = routesOf({ sticky, weights: { v1: 50, v2: 50 } });
    const [first] = http.at(-1)?.route ?? [];
    expect(first?.headers?.response?.add?.["set-cookie"]).to.match(/^a%%b=v1; /);
  });

  it("have no hosts where others delegate to them", () => {
    const spec = routesOf({ gateway, delegated: true });
    expect(spec).to.have.all.keys("http");
  });
});

describe("the routes of a TCP service", () => {
  const weights = { v1: 60, v2: 40 };

  it("know a connection by the Service's port inside the mesh", () => {
    expect(routesOf({ protocol: "tcp", weights })).to.deep.equal({
      hosts: [host],
      tcp: [
        {
          match: [{ port: 80 }],
          route: [
            { destination: { host, port: { number: 80 }, subset: "v1" }, weight: 60 },
            { destination: { host, port: { number: 80 }, subset: "v2" }, weight: 40 },
          ],
        },
      ],
    });
  });

  it("know it by the gateway's port at the gateway, in the same object", () => {
    const tcp = { name: "front", hosts: [host], port: 31400 };
    const spec = routesOf({ protocol: "tcp", weights, gateway: tcp });
    expect(spec.hosts).to.deep.equal([host]);
    expect(spec.gateways).to.deep.equal(["front", "mesh"]);
    expect(spec.tcp?.[0]?.match).to.deep.equal([
      { port: 31400, gateways: ["front"] },
      { port: 80, gateways: ["mesh"] },
    ]);
  });

  it("tell the gateway's connections and the callers' labels apart", () => {
    const tcp = { name: "front", hosts: [host], port: 31400 };
    const spec = routesOf({
      protocol: "tcp",
      gateway: tcp,
      weights: { gateway: { v2: 100 }, mesh: { v1: 100 } },
      follows: [{ service: "web", versions: ["v2"] }],
    });
    expect(spec.tcp?.map(({ match }) => match)).to.deep.equal([
      [{ port: 80, sourceLabels: { app: "web", version: "v2" }, gateways: ["mesh"] }],
      [{ port: 31400, gateways: ["front"] }],
      [
        { port: 31400, gateways: ["front"] },
        { port: 80, gateways: ["mesh"] },
      ],
    ]);
  });
});
