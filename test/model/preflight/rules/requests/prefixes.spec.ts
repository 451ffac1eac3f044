import { expect } from "chai";
import type { ExposedPath } from "../../../../../model/release/gateway";
import { service } from "../../../../support/releases";
import { trapsOf } from "./traps";

const web = (expose: Parameters<typeof service>[0]) => ({
  services: { web: service({ versions: { v1: { image: "web:1" } }, ...expose }) },
});

function told(path: ExposedPath, other: object = {}) {
  return trapsOf({ expose: { paths: [path] } }, web(other))
    .filter(([, place]) => place?.startsWith("expose"))
    .map(([code, place, given]) => [code, place, given]);
}

describe("an exposed prefix", () => {
  it("takes no paths away from another service by a part of a segment", () => {
    const given = '"/test", which takes /test-abc, too: these requests would go to web otherwise';
    const taken = [["GR324", "expose.paths[0].prefix", given]];
    expect(told({ prefix: "/test" }, { expose: true })).to.deep.equal(taken);
    expect(told({ prefix: "/test" }, { expose: { paths: [{ prefix: "/te" }] } })).to.deep.equal(
      taken,
    );
  });

  it("is told as what it is where no other service would get them", () => {
    const given = '"/test", which takes /test-abc, too';
    const alone = [["GR325", "expose.paths[0].prefix", given]];
    expect(told({ prefix: "/test" })).to.deep.equal(alone);
    expect(told({ prefix: "/test" }, { expose: { paths: [{ prefix: "/other/" }] } })).to.deep.equal(
      alone,
    );
  });

  it("may end at a segment", () => {
    expect(told({ prefix: "/test/" }, { expose: true })).to.deep.equal([]);
    expect(told({ pathPrefix: "/test" }, { expose: true })).to.deep.equal([]);
    expect(told({ exact: "/test" }, { expose: true })).to.deep.equal([]);
  });
});
