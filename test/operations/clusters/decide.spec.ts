import { expect } from "chai";
import { commandWithout, unreachedRefusal } from "../../../operations/clusters/decide";
import { east, outpost, west } from "../../support/releases";

const north = { ...west, name: "north" };
const silent = (...names: string[]) =>
  names.map((name) => ({ cluster: { name }, origin: "https://e:6443", why: "ECONNREFUSED" }));
const command = (unreached: ReturnType<typeof silent>, leftOut: readonly string[] = []) =>
  commandWithout(unreached, { stack: "prod", asked: [west, east, north, outpost], leftOut });

describe("the refusal of an update whose clusters can't all be reached", () => {
  it("names the command that updates the others without them, and without those that are left out already", () => {
    expect(command(silent("east"))).to.equal("npx gray up --without east -s prod");
    expect(command(silent("east", "outpost"), ["south"])).to.equal(
      "npx gray up --without south --without east --without outpost -s prod",
    );
  });

  it("names none where no primary cluster would be left", () => {
    expect(command(silent("west", "east", "north"))).to.equal(undefined);
    expect(unreachedRefusal(silent("west"))).to.equal(
      "Can't reach cluster west (https://e:6443): ECONNREFUSED. " +
        "Nothing was changed: all clusters serve as before. Bring the cluster back.",
    );
  });

  it("speaks of several clusters as several", () => {
    expect(unreachedRefusal(silent("west", "east"), "npx gray up")).to.match(
      /Bring the clusters back, or update the others without them: npx gray up$/,
    );
  });
});
