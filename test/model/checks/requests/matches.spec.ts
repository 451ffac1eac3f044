import { expect } from "chai";
import { checkRelease } from "../../../../model/checks/release";
import { checkSchema } from "../../../../model/checks/schema";
import type { Release, ServiceSpec } from "../../../../model/release/release";
import type { RouteMatch } from "../../../../model/release/routing";
import { told } from "../../../support/problems";
import { east, release, service, west } from "../../../support/releases";

type Match = RouteMatch | readonly RouteMatch[];

function declared(
  matches: readonly Match[],
  changes: Partial<ServiceSpec>,
  more: Partial<Release>,
) {
  const routes = matches.map((match, i) => ({ name: `r${i}`, match, to: "v1" }));
  return release({ ...more, services: { hello: service({ routes, ...changes }) } });
}

/** Code and path of what is wrong with routes of the service `hello`, each with a match. */
function check(
  matches: readonly Match[],
  changes: Partial<ServiceSpec> = { expose: true },
  more: Partial<Release> = {},
) {
  const given = declared(matches, changes, more);
  return told(checkRelease(given, [west, east])).map(([code, path]) => [code, path]);
}

/** What the schema allows in place of a match, and how the checks would mend it. */
function texts(match: unknown): { allowed: string[]; fixes: string[] } {
  const given = declared([match as Match], {}, {});
  const schema = checkSchema(given);
  const found = schema.length > 0 ? schema : checkRelease(given, [west, east]);
  return { allowed: found.map((one) => one.allowed), fixes: found.map((one) => one.fix) };
}

describe("several matches of a route", () => {
  const ann = { headers: { "x-user": { exact: "ann" } } };
  const bob = { headers: { "x-user": { exact: "bob" } } };

  it("are each checked, at their own place", () => {
    expect(
      check([
        [ann, {}],
        [{ from: "mesh" }, { uri: { regex: "a{2000}" } }],
      ]),
    ).to.deep.equal([
      ["GR120", "routes[0].match[1]"],
      ["GR125", "routes[1].match[1].uri.regex"],
    ]);
    expect(
      check([[{ port: "grpc" }]], { ports: [{ name: "http", port: 80 }], port: undefined }),
    ).to.deep.equal([["GR172", "routes[0].match[0].port"]]);
    const tcp = { protocol: "tcp" as const };
    expect(check([[{ sourceNamespace: "a" }, ann]], tcp)).to.deep.equal([
      ["GR112", "routes[0].match[1].headers"],
    ]);
    const sticky = {
      sticky: {},
      routes: [{ name: "r", match: [ann, { cookies: { a: {} } }], to: { v1: 50, v2: 50 } }],
    };
    expect(check([], sticky)).to.deep.equal([["GR124", "routes[0].match[1].cookies"]]);
  });

  it("never match only where earlier routes take the requests of all of them", () => {
    expect(check([ann, [ann, bob]])).to.deep.equal([]);
    expect(check([[ann, bob], bob])).to.deep.equal([["GR121", "routes[1].match"]]);
    expect(check([ann, bob, [bob, ann]])).to.deep.equal([["GR121", "routes[2].match"]]);
  });

  it("are at least one, in a list or alone", () => {
    expect(texts([]).allowed).to.deep.equal(["a list of mappings with conditions, at least one"]);
    const [allowed] = texts("x-user").allowed;
    expect(allowed).to.match(
      /^a mapping with headers.* or a list of such mappings, of which one must hold$/,
    );
  });

  it("put requests into a lane, if no earlier lane takes them all", () => {
    const lanes = (...matches: Match[]): Partial<Release> => ({
      lanes: {
        header: "x-lane",
        mode: "permissive",
        lanes: matches.map((match, i) => ({ name: `l${i}`, version: "v1", match })),
      },
    });
    expect(check([], { expose: true }, lanes(ann, [ann, bob]))).to.deep.equal([]);
    expect(check([], { expose: true }, lanes([ann, bob], bob))).to.deep.equal([
      ["GR121", "lanes.lanes[1].match"],
    ]);
    expect(check([], { expose: true }, lanes([ann, { sourceNamespace: "a" }]))).to.deep.equal([
      ["GR135", "lanes.lanes[0].match[1].sourceNamespace"],
    ]);
  });
});

describe("a value that only has to be there", () => {
  it("is {} for a header, a cookie and a parameter, which messages say", () => {
    expect(
      check([{ headers: { a: {} } }, { cookies: { a: {} } }, { query: { a: {} } }]),
    ).to.deep.equal([]);
    for (const given of [
      true,
      null,
      "*",
      { exists: true },
      { prefix: "" },
      { exact: "a", prefix: "b" },
    ])
      for (const key of ["headers", "cookies", "query"])
        expect(texts({ [key]: { a: given } }).allowed.join("; "), key).to.match(
          /or \{\}|not empty/,
        );
    expect(texts({ headers: { a: true } }).allowed).to.deep.equal([
      "exactly one of exact, prefix and regex, with a string; or {}, for any value",
    ]);
  });

  it("is named where a regex is `*`, and `.*` where it begins with one", () => {
    for (const key of ["headers", "withoutHeaders", "cookies", "query"])
      expect(texts({ [key]: { a: { regex: "*" } } }).fixes, key).to.deep.equal([
        "for any value write {} in place of the mapping with regex",
      ]);
    const text = ["write .* in place of *, for any text"];
    expect(texts({ uri: { regex: "*" } }).fixes).to.deep.equal(text);
    expect(texts({ headers: { a: { regex: "*.example.com" } } }).fixes).to.deep.equal(text);
  });

  it("contradicts a header that must be missing", () => {
    expect(check([{ headers: { a: {} }, withoutHeaders: { A: {} } }])).to.deep.equal([
      ["GR127", "routes[0].match.withoutHeaders.A"],
    ]);
  });
});

describe("a match on the namespace of the caller", () => {
  it("is for calls from inside the mesh", () => {
    expect(check([{ sourceNamespace: "team-a" }])).to.deep.equal([]);
    expect(check([{ sourceNamespace: "team-a", from: "gateway" }])).to.deep.equal([
      ["GR123", "routes[0].match.sourceNamespace"],
    ]);
  });

  it("is not for the namespace of the gateway's pods, whose requests it would take, too", () => {
    const refused = [["GR331", "routes[0].match.sourceNamespace"]];
    expect(check([{ sourceNamespace: "istio-system" }])).to.deep.equal(refused);
    expect(check([{ sourceNamespace: "istio-system" }], {})).to.deep.equal([]);
    const gateway = { namespace: "edge" };
    expect(check([{ sourceNamespace: "edge" }], { expose: true }, { gateway })).to.deep.equal(
      refused,
    );
    const access = { gateway: "edge/front" };
    expect(check([{ sourceNamespace: "edge" }], { expose: true }, { access })).to.deep.equal(
      refused,
    );
    expect(check([{ sourceNamespace: "gray-demo" }])).to.deep.equal([]);
  });
});
