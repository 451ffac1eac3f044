import { expect } from "chai";
import { serverFix, serverKeyFix } from "../../../../model/schema/fixes/prometheus";
import { config, problemsOf } from "../../../support/config";

describe("fixes of metrics servers", () => {
  const root = "gray-release:prometheus";

  it("know the keys of other tools, in a metrics server alone", () => {
    const known = ["url", "service", "scrapeInterval"];
    expect(serverKeyFix("address", known)).to.include("`url`");
    expect(serverKeyFix("bearer_token", known)).to.match(/^write `token: true`/);
    expect(serverKeyFix("insecureSkipVerify", known)).to.include("`ca`");
    expect(serverKeyFix("toString", known)).to.equal(undefined);
    expect(serverKeyFix("address", ["url"])).to.equal(undefined);
  });

  it("write the right form of an address without a mapping, but never a password", () => {
    expect(serverFix([root], "http://p:9090")).to.equal(
      'write a mapping: `{ url: "http://p:9090" }`',
    );
    expect(serverFix([root], "mesh/p:9090")).to.equal(
      "write a mapping: `{ service: mesh/p:9090 }`",
    );
    expect(serverFix([root], "http://a:b@p:9090")).to.equal(undefined);
    expect(serverFix([root, "url"], "p:9090")).to.equal("write https:// or http:// before it");
    expect(serverFix([root, "url"], "ftp://p")).to.equal(undefined);
    expect(serverFix(["services", "url"], "p:9090")).to.equal(undefined);
  });

  it("stand in the messages of a stack", () => {
    const fixes = (prometheus: unknown) => problemsOf(config({ prometheus })).map(({ fix }) => fix);
    expect(fixes({ url: "https://p", token: "true" })).to.deep.equal([
      "remove the quotes: `token: true`",
    ]);
    expect(fixes({ service: "p:9090" })).to.deep.equal([
      "write `service: <namespace>/<name>:<port>`",
    ]);
  });
});
