import { expect } from "chai";
import { RefusalError } from "../../../operations/refusal";
import { ofRelease, type LeftOut } from "../../../operations/without/left-out";
import { readLeftOut } from "../../../operations/without/read";
import { Folder } from "../../support/folder";

const told: LeftOut = {
  stack: "dev",
  clusters: [{ name: "east" }],
  needed: [],
  kept: [],
  named: [],
};

describe("what the program is told of clusters that are left out", () => {
  let folder: Folder;
  before(() => (folder = new Folder()));
  after(() => folder.remove());

  const read = (file: string | undefined, stack = "dev") =>
    readLeftOut(stack, { GRAY_WITHOUT: file });

  it("is nothing in an ordinary run", () => {
    expect(read(undefined)).to.equal(undefined);
    expect(read("")).to.equal(undefined);
  });

  it("is what the command wrote for this run", () => {
    expect(read(folder.write("told.json", JSON.stringify(told)))).to.deep.equal(told);
  });

  it("is refused where it is left from another run or is another stack's", () => {
    const file = folder.write("other.json", JSON.stringify(told));
    for (const of of [() => read("/no/such/file"), () => read(file, "prod")])
      expect(of).to.throw(RefusalError, /^The variable GRAY_WITHOUT is not of this run\./);
  });

  it("is for each release of the program its own part", () => {
    const of = (release: string) => ({ release, cluster: "west", object: "Service shop/web" });
    const all = { ...told, kept: [of("shop"), of("store")] };
    expect(ofRelease(all, "store").kept).to.deep.equal([of("store")]);
    expect(ofRelease(all, "store").clusters).to.deep.equal(told.clusters);
  });
});
