import { expect } from "chai";
import type { ServiceSpec } from "../../../../../model/release/release";
import type { RouteMatch } from "../../../../../model/release/routing";
import { planRelease } from "../../../../../model/plan/plan";
import { preflight } from "../../../../../model/preflight/preflight";
import { release, service } from "../../../../support/releases";

/** The places below the service `hello` and the fixes of conditions with a wildcard. */
function told(hello: Partial<ServiceSpec>) {
  const services = { hello: service({ expose: true, ...hello }) };
  const plan = planRelease(release({ services }), [{ name: "west" }, { name: "east" }]);
  return preflight(plan)
    .filter(({ code }) => code === "GR344")
    .map(({ path, fix }) => [path.replace(/^release\.services\.hello\./, ""), fix]);
}

const ofMatch = (match: RouteMatch | readonly RouteMatch[]) =>
  told({ routes: [{ name: "r", match, to: "v2" }] }).map(([path, fix]) => [
    path?.replace("routes[0].match", ""),
    fix,
  ]);

describe("a condition with a *", () => {
  it("is told for values of headers, cookies and the query, with the way to say any value", () => {
    const any = "for any value write {} in place of the mapping";
    expect(ofMatch({ headers: { "x-canary": { exact: "*" } } })).to.deep.equal([
      [".headers.x-canary.exact", any],
    ]);
    expect(
      ofMatch([{ cookies: { beta: { prefix: "*" } } }, { query: { v: { exact: "beta-*" } } }]),
    ).to.deep.equal([
      ["[0].cookies.beta.prefix", any],
      ["[1].query.v.exact", "write `prefix: beta-`"],
    ]);
  });

  it("is told for paths, hosts and methods, too, and where a service is exposed", () => {
    const below = "write `pathPrefix: /api`, which takes /api and /api/…";
    expect(ofMatch({ uri: { prefix: "/api/*" } })).to.deep.equal([[".uri.prefix", below]]);
    expect(ofMatch({ uri: { exact: "/a/*/b" } })).to.deep.equal([
      [".uri.exact", "write a regex in its place"],
    ]);
    expect(ofMatch({ uri: { exact: "/img*" } })).to.deep.equal([
      [".uri.exact", "write `prefix: /img`"],
    ]);
    expect(ofMatch({ authority: { exact: "*.example.com" } })).to.deep.equal([
      [".authority.exact", "write `regex: .*\\.example\\.com`"],
    ]);
    expect(ofMatch({ method: { exact: "*" } })).to.deep.equal([
      [".method.exact", "remove method, for any method"],
    ]);
    expect(told({ expose: { paths: [{ prefix: "/api/*" }] } })).to.deep.equal([
      ["expose.paths[0].prefix", below],
    ]);
  });

  it("is none in a regex, and in headers that have such values", () => {
    expect(ofMatch({ headers: { "x-canary": { regex: ".*" } } })).to.deep.equal([]);
    expect(ofMatch({ headers: { accept: { exact: "*" } } })).to.deep.equal([]);
    expect(ofMatch({ headers: { "content-type": { exact: "*/*" } } })).to.deep.equal([]);
  });
});
