import { expect } from "chai";
import { ownRelease, problemsOf } from "../../../support/config";

/** The fix of the only mistake in a service. */
function fix(service: object): string {
  const problems = problemsOf(ownRelease(service as never));
  expect(problems.map(({ path, fix: one }) => `${path}: ${one}`)).to.have.lengthOf(1);
  return problems[0]?.fix.replace(/ in Pulumi\.\S+yaml/, "") ?? "";
}

const versions = { v1: { image: "acme/web:1" }, v2: { image: "acme/web:2" } };
const route = (match: object) => ({ versions, routes: [{ name: "r", to: "v2", match }] });

describe("the fix of a value of the wrong form", () => {
  it("shows the mapping that a text lacks", () => {
    expect(fix(route({ headers: { "x-canary": "yes" } }))).to.equal(
      'write a mapping: `x-canary: { exact: "yes" }`',
    );
    expect(fix({ outside: { old: "web.legacy.svc.cluster.local" } })).to.equal(
      'write a mapping: `old: { host: "web.legacy.svc.cluster.local" }`',
    );
    expect(fix({ loadBalancer: { simple: "ROUND_ROBIN", warmup: "30s" } })).to.equal(
      'write a mapping: `warmup: { duration: "30s" }`',
    );
  });

  it("mends capitals and percent signs", () => {
    const connectionPool = { http: { h2UpgradePolicy: "upgrade" } };
    expect(fix({ connectionPool })).to.equal("change its capitals: `h2UpgradePolicy: UPGRADE`");
    const [v1, v2] = problemsOf(ownRelease({ versions, weights: { v1: "99.5%", v2: "0.5%" } }));
    expect([v1?.fix, v2?.fix].join()).to.match(/percent sign .*`v1: 99.5`.*`v2: 0.5`/);
  });

  it("names the list of matches for one of several conditions", () => {
    const list = "write a list in match, with a mapping for each case, of which one must hold";
    const regex = "; or a regex such as `one|other`";
    expect(fix(route({ headers: { a: [{ exact: "1" }, { exact: "2" }] } }))).to.equal(list + regex);
    expect(fix(route({ uri: { exact: ["/a", "/b"] } }))).to.equal(list + regex);
    expect(fix(route({ anyOf: [{ headers: { a: { exact: "1" } } }] }))).to.equal(list);
  });

  it("makes a list of ports from their numbers by name", () => {
    const { port, ...given } = { port: undefined, versions, ports: { http: 80, grpc: 9000 } };
    expect(port).to.equal(undefined);
    expect(fix({ ...given, port })).to.equal(
      'write a list: [{ name: "grpc", port: 9000 }, { name: "http", port: 80 }]',
    );
  });
});
