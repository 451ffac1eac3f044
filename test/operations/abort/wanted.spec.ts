import { expect } from "chai";
import { inWords } from "../../../model/problem";
import { readWanted } from "../../../operations/abort/wanted";
import { release, service } from "../../support/releases";

const clusters = [{ name: "west" }, { name: "east" }];
const given = release({ services: { web: service(), cart: service() } });

describe("the versions that a user asks an abort for", () => {
  it("are one for every service, or one for each, which wins", () => {
    expect([...readWanted(given, clusters, [])]).to.deep.equal([]);
    expect([...readWanted(given, clusters, ["v1", "cart=v2"])]).to.deep.equal([
      ["web", "v1"],
      ["cart", "v2"],
    ]);
    expect([...readWanted(given, clusters, ["cart=v2"])]).to.deep.equal([["cart", "v2"]]);
  });

  it("run somewhere, of services that the release has: every mistake is named", () => {
    expect(() => readWanted(given, clusters, ["web=v9", "shop=v1"])).to.throw(
      'no service "shop"; there are web and cart; no version "v9" of web runs anywhere; v1 and v2 do',
    );
    const offline = { v1: { image: "a:1" }, v2: { image: "a:2", clusters: [] } };
    const one = release({ services: { web: service({ versions: offline }) } });
    expect(() => readWanted(one, clusters, ["v2"])).to.throw(
      'no version "v2" of web runs anywhere; v1 does',
    );
    expect(() => readWanted(given, clusters, ["constructor=v1"])).to.throw(
      'no service "constructor"',
    );
  });
});

describe("a list in a sentence", () => {
  it("has an `and` before its last name", () => {
    expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(inWords)).to.deep.equal([
      "none",
      "a",
      "a and b",
      "a, b and c",
    ]);
  });
});
