import { expect } from "chai";
import { findVersion, formatVersion, isAtLeast } from "../../tools/versions";

describe("Versions of tools", () => {
  it("are found in what the programs print", () => {
    expect(findVersion("v3.248.0\n")).to.deep.equal([3, 248, 0]);
    expect(findVersion("Kubernetes v1.36.3")).to.deep.equal([1, 36, 3]);
    expect(findVersion("etcd Version: 3.7.3\nGit SHA: 1.2")).to.deep.equal([3, 7, 3]);
    expect(findVersion("go1.26")).to.deep.equal([1, 26, 0]);
    expect(findVersion("(devel)")).to.equal(undefined);
  });

  it("are compared number by number", () => {
    expect(isAtLeast([3, 248, 0], [3, 248, 0])).to.equal(true);
    expect(isAtLeast([3, 1000, 0], [3, 248, 0])).to.equal(true);
    expect(isAtLeast([4, 0, 0], [3, 248, 9])).to.equal(true);
    expect(isAtLeast([3, 99, 9], [3, 248, 0])).to.equal(false);
    expect(isAtLeast([2, 999, 0], [3, 248, 0])).to.equal(false);
  });

  it("are printed with three numbers", () => {
    expect(formatVersion([1, 40, 0])).to.equal("1.40.0");
  });
});
