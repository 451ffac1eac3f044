import { expect } from "chai";
import { checkRelease } from "../../../../model/checks/release";
import type { ServiceSpec } from "../../../../model/release/release";
import type { HeaderPolicy } from "../../../../model/release/routing";
import { told } from "../../../support/problems";
import { east, release, service, west } from "../../../support/releases";

function problems(changes: Partial<ServiceSpec>) {
  return checkRelease(release({ services: { hello: service(changes) } }), [west, east]);
}

const codes = (headers: HeaderPolicy, changes: Partial<ServiceSpec> = {}) =>
  told(problems({ headers, ...changes })).map(([code, path]) => [code, path]);

const value = (text: string) => codes({ response: { set: { "x-a": text } } });
const at = (code: string) => [[code, "headers.response.set.x-a"]];

describe("the value of a header", () => {
  it("has no percent sign but in a variable, or twice", () => {
    for (const text of [
      "50%% of users",
      "%DOWNSTREAM_REMOTE_ADDRESS%",
      "%REQ(x-user)%",
      "a %START_TIME(%Y)% b".replace("(%Y)", ""),
      '%UPSTREAM_METADATA(["istio", "a"])%',
      "%REQ(x-user):10%",
      "",
    ])
      expect(value(text), text).to.deep.equal([]);
    for (const text of [
      "50% of users",
      "100%",
      "%",
      "50% of 100% users",
      "%START_TIME%%",
      "%req(a)%",
    ])
      expect(value(text), text).to.deep.equal(at("GR320"));
  });

  it("is told in the form that works", () => {
    const fixes = (text: string) =>
      problems({ headers: { request: { add: { "x-a": text } } } }).map(({ fix }) => fix);
    expect(fixes("50% of users")).to.deep.equal(['write "50%% of users"']);
    expect(fixes("%PROTOCOL% 5%")).to.deep.equal(['write "%PROTOCOL% 5%%"']);
    expect(fixes("5%% or 6%")).to.deep.equal(['write "5%% or 6%%"']);
  });

  it("names variables that Envoy has", () => {
    expect(value("100%CPU%")).to.deep.equal(at("GR321"));
  });

  it("is one line without control characters", () => {
    for (const text of ["a\nb", "a\r\n", "\u0000", "a\u007f", "\u001b[1m"])
      expect(value(text), JSON.stringify(text)).to.deep.equal(at("GR320"));
    expect(value("a\tb ü")).to.deep.equal([]);
  });

  it("is looked at on both sides, in set and add, of services and of routes", () => {
    const headers = {
      request: { set: { a: "%" }, add: { b: "%" } },
      response: { set: { c: "%" }, add: { d: "%" } },
    };
    const routes = [{ name: "r", match: { method: { exact: "GET" } }, to: "v1", headers }];
    const paths = ["request.set.a", "request.add.b", "response.set.c", "response.add.d"];
    expect(codes(headers)).to.deep.equal(paths.map((path) => ["GR320", `headers.${path}`]));
    expect(codes({}, { routes }).map(([, path]) => path)).to.deep.equal(
      paths.map((path) => `routes[0].headers.${path}`),
    );
  });
});

describe("the host of a request", () => {
  it("is changed on the way in alone, and not removed", () => {
    expect(codes({ request: { set: { Host: "a" } } })).to.deep.equal([]);
    expect(codes({ response: { set: { host: "a" }, add: { HOST: "a" } } })).to.deep.equal([
      ["GR320", "headers.response.set.host"],
      ["GR320", "headers.response.add.HOST"],
    ]);
    expect(
      codes({ request: { remove: ["a", "Host"] }, response: { remove: ["host"] } }),
    ).to.deep.equal([
      ["GR320", "headers.request.remove[1]"],
      ["GR320", "headers.response.remove[0]"],
    ]);
  });

  it("is changed once", () => {
    expect(codes({ request: { set: { host: "a" }, add: { Host: "b" } } })).to.deep.equal([
      ["GR332", "headers.request.add.Host"],
    ]);
    const rewrite = { authority: "a" };
    expect(codes({ request: { set: { host: "a" } } }, { rewrite })).to.deep.equal([
      ["GR332", "headers.request.set.host"],
    ]);
    const route = { name: "r", match: { method: { exact: "GET" } }, to: "v1" };
    const headers = { request: { set: { host: "a" } } };
    expect(codes({}, { rewrite, routes: [{ ...route, headers }] })).to.deep.equal([
      ["GR332", "routes[0].headers.request.set.host"],
    ]);
  });
});
