import { expect } from "chai";
import { RefusalError } from "../../../operations/refusal";
import { checkedNames, withoutOptions } from "../../../operations/without/names";
import { east, outpost, west } from "../../support/releases";

const refusalOf = (...given: string[]) => {
  let text = "";
  try {
    checkedNames(given, [west, east, outpost]);
  } catch (error) {
    expect(error).to.be.instanceOf(RefusalError);
    text = (error as Error).message;
  }
  return text;
};

describe("the clusters that a user leaves out by name", () => {
  it("may be primary or remote ones, each counted once", () => {
    expect([...checkedNames(["east", "outpost", "east"], [west, east, outpost])]).to.deep.equal([
      "east",
      "outpost",
    ]);
  });

  it("are refused where the stack has none of the name", () => {
    expect(refusalOf("east", "eats")).to.equal(
      "--without: the stack has no cluster eats; it has west, east and outpost",
    );
  });

  it("are refused where no primary cluster is left", () => {
    const text =
      "--without: west and east can't be left out together, because no primary cluster would be left to serve";
    expect(refusalOf("west", "east")).to.equal(text);
    expect(refusalOf("west", "east", "outpost")).to.equal(text);
  });

  it("are options of the next command", () => {
    expect(withoutOptions(["east", "north"])).to.equal(" --without east --without north");
    expect(withoutOptions([])).to.equal("");
  });
});
