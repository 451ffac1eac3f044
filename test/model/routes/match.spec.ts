import { expect } from "chai";
import { conditions, covers } from "../../../model/routes/match";
import type { PathMatch, RouteMatch } from "../../../model/release/routing";

const one = { a: { exact: "1" } };
const uri = (match: PathMatch): RouteMatch => ({ uri: match });

describe("an earlier route covers a later one", () => {
  const covered: [string, RouteMatch, RouteMatch][] = [
    ["of the same condition", uri({ exact: "/a" }), uri({ exact: "/a" })],
    ["whose exact path has its prefix", uri({ prefix: "/a" }), uri({ exact: "/a/b" })],
    ["whose prefix is longer", uri({ prefix: "/a" }), uri({ prefix: "/a/b" })],
    ["of any value, where it takes every value", uri({ regex: ".*" }), uri({ prefix: "/a" })],
    ["that takes a path and all below it", uri({ prefix: "/a" }), uri({ pathPrefix: "/a" })],
    ["whose path is below its own", uri({ pathPrefix: "/a" }), uri({ pathPrefix: "/a/b" })],
    ["whose exact path is its own", uri({ pathPrefix: "/a" }), uri({ exact: "/a" })],
    ["whose prefix is below its path", uri({ pathPrefix: "/a" }), uri({ prefix: "/a/" })],
    [
      "of its path in other letters",
      { ...uri({ prefix: "/A" }), ignoreUriCase: true },
      uri({ exact: "/aB" }),
    ],
    ["of a header with some value", { headers: { a: {} } }, { headers: { A: { exact: "" } } }],
    [
      "of a caller in its namespace",
      { sourceNamespace: "a" },
      { sourceNamespace: "a", from: "mesh" },
    ],
    ["of the same expression", uri({ regex: "/[0-9]+" }), uri({ regex: "/[0-9]+" })],
    ["whose exact value its expression takes", uri({ regex: "/[0-9]+" }), uri({ exact: "/42" })],
    [
      "with more conditions",
      { headers: { lane: { exact: "gray" } } },
      { headers: { lane: { exact: "gray" } }, method: { exact: "GET" } },
    ],
    [
      "of the same cookie, query, origin and caller",
      { cookies: { a: { prefix: "b" } }, query: { q: { exact: "1" } } },
      {
        cookies: { a: { exact: "bc" } },
        query: { q: { exact: "1" } },
        from: "mesh",
        sourceLabels: { app: "cart" },
      },
    ],
    [
      "of a caller with more labels",
      { sourceLabels: { app: "cart" } },
      { sourceLabels: { app: "cart", version: "v2" } },
    ],
    [
      "of a header that must have none of more values",
      { withoutHeaders: { Group: { exact: "beta" } } },
      { withoutHeaders: { group: { prefix: "be" } } },
    ],
    [
      "of a header that must be missing",
      { withoutHeaders: { group: { exact: "beta" } } },
      { withoutHeaders: { group: {} } },
    ],
    ["of the same origin", { from: "gateway" }, { from: "gateway", authority: { exact: "a" } }],
    [
      "of a header in other letters",
      { headers: { Lane: { exact: "gray" } } },
      { headers: { lane: { exact: "gray" } } },
    ],
  ];
  for (const [what, earlier, later] of covered)
    it(what, () => {
      expect(covers(earlier, later)).to.equal(true);
    });
});

describe("an earlier route leaves something to a later one", () => {
  const open: [string, RouteMatch, RouteMatch][] = [
    ["of another exact value", uri({ exact: "/a" }), uri({ exact: "/b" })],
    ["whose prefix is shorter", uri({ prefix: "/a/b" }), uri({ prefix: "/a" })],
    ["whose path only begins alike", uri({ pathPrefix: "/a" }), uri({ exact: "/ab" })],
    ["whose prefix ends in a segment", uri({ pathPrefix: "/a" }), uri({ prefix: "/a" })],
    ["of a path above its own", uri({ pathPrefix: "/a/b" }), uri({ pathPrefix: "/a" })],
    ["of a path, where it takes what is below", uri({ prefix: "/a/" }), uri({ pathPrefix: "/a" })],
    ["in any case", uri({ exact: "/a" }), { ...uri({ exact: "/a" }), ignoreUriCase: true }],
    ["of any value", { headers: { a: { exact: "1" } } }, { headers: { a: {} } }],
    ["of a prefix, where it takes one value", uri({ exact: "/a" }), uri({ prefix: "/a" })],
    ["of an expression, where it has a prefix", uri({ prefix: "/a" }), uri({ regex: "/a/.*" })],
    ["of another expression", uri({ regex: "a+" }), uri({ regex: "a*" })],
    [
      "where its expression takes only part of the value",
      uri({ regex: "/a" }),
      uri({ exact: "/ab" }),
    ],
    ["where its expression is RE2's own", uri({ regex: "(?i)/a" }), uri({ exact: "/a" })],
    [
      "with fewer conditions",
      { uri: { prefix: "/" }, method: { exact: "GET" } },
      uri({ exact: "/a" }),
    ],
    ["of another origin", { from: "gateway" }, { from: "mesh" }],
    ["of another caller", { sourceLabels: { app: "a" } }, { sourceLabels: { app: "b" } }],
    ["of a header, where it is a cookie", { cookies: one }, { headers: one }],
    ["of another parameter", { query: one }, { query: { b: { exact: "1" } } }],
    ["of another host", { authority: { exact: "a" } }, { authority: { exact: "b" } }],
    [
      "of another header",
      { headers: { lane: { exact: "gray" } } },
      { headers: { user: { exact: "gray" } } },
    ],
  ];
  for (const [what, earlier, later] of open)
    it(what, () => {
      expect(covers(earlier, later)).to.equal(false);
    });
});

describe("the conditions of a match", () => {
  it("are each header's, cookie's, parameter's and label's, and those of the whole request", () => {
    const match: RouteMatch = {
      headers: { Lane: { exact: "a" }, user: { prefix: "b" } },
      uri: { prefix: "/c" },
      method: { exact: "GET" },
      cookies: one,
      query: one,
      authority: { exact: "d" },
      from: "mesh",
      sourceLabels: { app: "e" },
    };
    expect([...conditions(match)]).to.deep.equal([
      ["from", { exact: "mesh" }],
      ["label app", { exact: "e" }],
      ["header lane", { exact: "a" }],
      ["header user", { prefix: "b" }],
      ["cookie a", { exact: "1" }],
      ["query a", { exact: "1" }],
      ["host", { exact: "d" }],
      ["path", { prefix: "/c" }],
      ["method", { exact: "GET" }],
    ]);
  });

  it("are none where headers are an empty mapping", () => {
    expect(conditions({ headers: {} }).size).to.equal(0);
  });
});
