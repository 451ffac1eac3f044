import { expect } from "chai";
import type { VirtualServiceSpec } from "../../../../model/istio/virtual-service-spec";
import { parseConfig } from "../../../../model/config/parse";
import type { ParsedConfig } from "../../../../model/config/settings";
import { adopt } from "../../../../operations/adopt/decide/adoption";
import { byHand } from "./hand-written";

type Routes = NonNullable<VirtualServiceSpec["http"]>;

const to = (subset: string, weight?: number) => ({
  destination: { host: "cart", subset },
  ...(weight !== undefined && { weight }),
});
const split: Routes[number] = { route: [to("v1", 90), to("v2", 10)] };

/** What an adoption makes of these routes of the first cluster's shop. */
function found(...http: Routes) {
  const live = byHand(({ routes }) => {
    routes.spec.http = structuredClone(http);
  }).slice(0, 1);
  const [west] = live as [(typeof live)[number]];
  const second = structuredClone(west.deployments[0]!);
  Object.assign(second.metadata, { name: "cart-v2" });
  const labels = { app: "cart", version: "v2" };
  Object.assign(second.spec, { selector: { matchLabels: labels } });
  second.spec.template.metadata!.labels = labels;
  const { release, clusters, obstacles } = adopt("shop", [
    { ...west, deployments: [...west.deployments, second] },
  ]);
  return {
    cart: release.services.cart!,
    told: obstacles.map(({ field = "" }) => field.replace("spec.", "")),
    problems: problemsOf(parseConfig({ release, clusters }, { presets: {} })),
  };
}

function problemsOf(parsed: ParsedConfig): string[] {
  return "problems" in parsed ? parsed.problems.map(({ path }) => path) : [];
}

describe("the routes of an adopted VirtualService", () => {
  it("are told and left out where an earlier route takes every request of theirs", () => {
    const post = { method: { exact: "POST" } };
    const { cart, told, problems } = found(
      { name: "first", match: [post], route: [to("v2")] },
      { name: "again", match: [post], route: [to("v1")] },
      { name: "part", match: [post, { uri: { exact: "/a" } }], route: [to("v1")] },
      split,
    );
    expect(told.filter((one) => one.startsWith("http["))).to.include("http[1].match (route again)");
    expect(cart.routes?.map(({ name }) => name)).to.deep.equal(["first", "part"]);
    expect(problems).to.deep.equal([]);
  });

  it("are told one by one with the route and the field, where a release can't say them", () => {
    const { told } = found(
      { name: "port", match: [{ uri: { prefix: "/a" }, port: 80 }], route: [to("v2")] },
      {
        name: "secure",
        match: [{ uri: { prefix: "/b" }, scheme: { exact: "https" }, statPrefix: "b" }],
        route: [to("v2")],
      },
      { name: "moved", match: [{ uri: { exact: "/old" } }], redirect: { redirectCode: 304 } },
      { match: [{ scheme: { exact: "http" } }], directResponse: { status: 200 } },
      {
        name: "other",
        match: [{ uri: { prefix: "/c" } }],
        route: [{ destination: { host: "orders" } }],
      },
      {
        name: "slow",
        match: [{ headers: { "x-m": { exact: "1" } } }],
        route: [to("v1")],
        retries: { attempts: 2, backoff: "10ms", retryRemoteLocalities: true },
      },
      {
        name: "rest",
        route: [{ ...to("v1", 90), headers: { response: { set: { a: "b" } } } }, to("v2", 10)],
        corsPolicy: { allowOrigins: [{ exact: "*" }], unmatchedPreflights: "IGNORE" },
      },
    );
    expect(told.filter((one) => one.startsWith("http"))).to.have.members([
      "http[0].match.port (route port)",
      "http[1].match.scheme (route secure)",
      "http[1].match.statPrefix (route secure)",
      "http[2].redirect (route moved)",
      "http[3].directResponse",
      "http[4].route (route other)",
      "http[5].retries.backoff (route slow)",
      "http[5].retries.retryRemoteLocalities (route slow)",
      ...[0, 1, 5].map(
        (at) => `http[${at}].corsPolicy (route ${["port", "secure", "", "", "", "slow"][at]})`,
      ),
      "http[6].route.v1.headers (route rest)",
      "http[6].corsPolicy.unmatchedPreflights (route rest)",
    ]);
  });

  it("keep redirects and direct answers, without what has no effect beside them", () => {
    const redirect = { uri: "/new", redirectCode: 302 };
    const { cart, told, problems } = found(
      { name: "moved", match: [{ uri: { exact: "/old" } }], redirect, timeout: "2s" },
      {
        name: "robots",
        match: [{ uri: { exact: "/robots.txt" } }],
        directResponse: { status: 200, body: { string: "User-agent: *" } },
        headers: { response: { set: { "cache-control": "no-store" } } },
      },
      split,
    );
    expect(told).to.deep.equal([]);
    expect(problems).to.deep.equal([]);
    expect(cart.routes).to.deep.equal([
      { name: "moved", match: { uri: { exact: "/old" } }, redirect },
      {
        name: "robots",
        match: { uri: { exact: "/robots.txt" } },
        directResponse: { status: 200, body: "User-agent: *" },
        headers: { response: { set: { "cache-control": "no-store" } } },
      },
    ]);
  });

  it("make a declaration that can be read, whatever could not be said", () => {
    const { problems, cart } = found(
      { match: [{ port: 80 }], route: [to("v2")] },
      { ...split, retries: { attempts: 2, backoff: "10ms" } },
    );
    expect(problems).to.deep.equal([]);
    expect(cart.routes ?? []).to.deep.equal([]);
    expect(cart.retries).to.deep.equal({ attempts: 2 });
  });

  it("keep several sets of conditions, of which one must hold, in one route", () => {
    const match = [
      { uri: { exact: "/A" }, ignoreUriCase: true },
      { headers: { "x-a": {} }, sourceNamespace: "qa" },
      { queryParams: { q: {} } },
    ];
    const { cart, told } = found({ name: "either", match, route: [to("v2")] }, split);
    expect(told).to.deep.equal([]);
    expect(cart.routes).to.deep.equal([
      { name: "either", match: [match[0], match[1], { query: { q: {} } }], to: "v2" },
    ]);
  });

  it("are told where one of several sets of conditions can't be said", () => {
    const match = [{ uri: { exact: "/a" } }, { scheme: { exact: "https" } }];
    const { cart, told } = found({ name: "either", match, route: [to("v2")] }, split);
    expect(told).to.deep.equal(["http[0].match (route either)"]);
    expect(cart.routes).to.deep.equal([{ name: "either", match: match[0], to: "v2" }]);
  });

  it("keep mirrors in both of Istio's forms, faults, and the origin of calls", () => {
    const { cart, told } = found(
      {
        name: "copied",
        match: [{ uri: { prefix: "/a" }, gateways: ["mesh"] }],
        route: [to("v1")],
        mirrors: [{ destination: { host: "cart", subset: "v2" }, percentage: { value: 10 } }],
        fault: { delay: { fixedDelay: "2s", percentage: { value: 5 } } },
      },
      { ...split, mirror: { host: "cart", subset: "v2" }, mirrorPercentage: { value: 50 } },
    );
    expect(told).to.deep.equal([]);
    expect(cart.routes?.[0]).to.deep.equal({
      name: "copied",
      match: { uri: { prefix: "/a" }, from: "mesh" },
      to: "v1",
      mirror: { version: "v2", percent: 10 },
      fault: { delay: { time: "2s", percent: 5 } },
    });
    expect(cart.mirror).to.deep.equal({ version: "v2", percent: 50 });
  });

  it("are told where a fault is on all requests, or in a form that a release does not have", () => {
    const grpc = { abort: { grpcStatus: "UNAVAILABLE", percentage: { value: 1 } } };
    const { told } = found(
      { name: "a", match: [{ uri: { exact: "/a" } }], route: [to("v1")], fault: grpc },
      { ...split, fault: { abort: { httpStatus: 503 } } },
    );
    expect(told).to.have.members(["http[0].fault (route a)", "http[1].fault"]);
  });

  it("keep shares of a thousand or more in percentages with two decimals", () => {
    const of = (...weights: [number, number]) =>
      found({ route: [to("v1", weights[0]), to("v2", weights[1])] });
    expect(of(995, 5).cart.weights).to.deep.equal({ v1: 99.5, v2: 0.5 });
    expect(of(9999, 1).cart.weights).to.deep.equal({ v1: 99.99, v2: 0.01 });
    expect(of(995, 5).told).to.deep.equal([]);
    expect(of(2, 1)).to.deep.include({ told: ["http[0].route"], problems: [] });
  });

  it("keep destinations in other namespaces, and hosts of others' ServiceEntries, as `outside`", () => {
    const legacy = "cart.legacy.svc.cluster.local";
    const outside = (host: string, number?: number) => ({
      destination: { host, ...(number !== undefined && { port: { number } }) },
    });
    const { cart, told, problems } = found(
      {
        name: "old",
        match: [{ uri: { prefix: "/old" } }],
        route: [outside("old.example.com", 8080)],
      },
      {
        route: [
          { ...to("v1"), weight: 10 },
          { ...outside(legacy, 9090), weight: 90 },
        ],
      },
    );
    expect(cart.outside).to.deep.equal({
      old: { host: "old.example.com", external: false },
      cart: { host: legacy, port: 9090 },
    });
    expect(cart.weights).to.deep.equal({ v1: 10, cart: 90 });
    expect(cart.routes?.map(({ to: where }) => where)).to.deep.equal(["old"]);
    expect([told, problems]).to.deep.equal([[], []]);
    expect(found({ route: [outside(legacy)] }).told).to.include("");
  });
});
