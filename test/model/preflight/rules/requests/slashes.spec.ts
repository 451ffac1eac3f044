import { expect } from "chai";
import { trapsOf } from "./traps";

const exposed = (prefix: string) => ({ expose: { paths: [{ prefix }] } });
const alone = (found: string[][]) => found.filter(([code]) => code === "GR322");
const told = (given: string) => [["GR322", "rewrite.uri", given]];

describe("a rewrite", () => {
  it("makes no two slashes of an exposed prefix", () => {
    const given = '"/", with which /common/api becomes //api';
    expect(alone(trapsOf({ ...exposed("/common"), rewrite: { uri: "/" } }))).to.deep.equal(
      told(given),
    );
    const more = '"/v2/", with which /common/api becomes /v2//api';
    expect(alone(trapsOf({ ...exposed("/common"), rewrite: { uri: "/v2/" } }))).to.deep.equal(
      told(more),
    );
    expect(alone(trapsOf({ ...exposed("/common"), rewrite: { uri: "/v2" } }))).to.deep.equal([]);
    expect(alone(trapsOf({ ...exposed("/common/"), rewrite: { uri: "/" } }))).to.deep.equal([]);
    const expose = { paths: [{ pathPrefix: "/common" }] };
    expect(alone(trapsOf({ expose, rewrite: { uri: "/" } }))).to.deep.equal([]);
    expect(
      alone(trapsOf({ expose: { paths: [{ exact: "/a" }] }, rewrite: { uri: "/" } })),
    ).to.deep.equal([]);
  });

  it("leaves a slash between two parts of a path", () => {
    const glued = '"/v2", with which /common/api becomes /v2api';
    expect(alone(trapsOf({ ...exposed("/common/"), rewrite: { uri: "/v2" } }))).to.deep.equal(
      told(glued),
    );
    const all = '"/v2", with which /api becomes /v2api';
    expect(alone(trapsOf({ expose: true, rewrite: { uri: "/v2" } }))).to.deep.equal(told(all));
    expect(alone(trapsOf({ rewrite: { uri: "/v2" } }))).to.deep.equal(told(all));
    expect(alone(trapsOf({ rewrite: { uri: "/v2/" } }))).to.deep.equal([]);
  });

  it("is looked at with the paths of its own route", () => {
    const route = (match: object) => ({
      routes: [{ name: "r", match, to: "v2", rewrite: { uri: "/" } }],
    });
    expect(alone(trapsOf(route({ uri: { prefix: "/a" } })))).to.deep.equal([
      ["GR322", "routes[0].rewrite.uri", '"/", with which /a/api becomes //api'],
    ]);
    expect(alone(trapsOf(route({ uri: { regex: "/a.*" } })))).to.deep.equal([]);
    expect(
      alone(trapsOf(route([{ uri: { exact: "/a" } }, { uri: { prefix: "/a/" } }]))),
    ).to.deep.equal([]);
  });
});
