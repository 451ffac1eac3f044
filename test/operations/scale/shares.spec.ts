import { expect } from "chai";
import { serviceHost } from "../../../model/release/names";
import { virtualServiceManifest } from "../../../model/manifests/virtual-service";
import { shareOf, splitsOf } from "../../../operations/scale/shares";
import { cart, cartRoute } from "../../support/releases";

const host = serviceHost("cart", "shop");
const splits = (spec: Parameters<typeof splitsOf>[0]) =>
  splitsOf(spec, host).map((split) => Object.fromEntries(split));

describe("the shares of a service's versions", () => {
  it("are those of the route without a condition", () => {
    const match = { headers: { "x-user": { exact: "tester" } } };
    const { spec } = cartRoute({ v1: 70, v2: 30 }, [{ name: "testers", match, to: "v2" }]);
    expect(splits(spec)).to.deep.equal([{ v1: 70, v2: 30 }]);
  });

  it("are all of it for a single destination, which has no weight", () => {
    expect(splits(cartRoute({ v2: 100 }).spec)).to.deep.equal([{ v2: 100 }]);
  });

  it("are one split for each origin", () => {
    const weights = { gateway: { v1: 90, v2: 10 }, mesh: { v1: 50, v2: 50 } };
    const gateway = { name: "shop/gateway", hosts: ["shop.example"] };
    const { spec } = virtualServiceManifest({ ...cart, weights, gateway });
    expect(splits(spec)).to.have.deep.members([
      { v1: 90, v2: 10 },
      { v1: 50, v2: 50 },
    ]);
  });

  it("leave out other services", () => {
    const route = [
      { destination: { host: "other", subset: "v1" }, weight: 40 },
      { destination: { host, subset: "v2" }, weight: 60 },
    ];
    expect(splits({ http: [{ route }] })).to.deep.equal([{ v2: 60 }]);
  });

  it("grow where any split gives more than every one does now", () => {
    const split = (v2: number) => new Map([["v2", v2]]);
    const now = [split(10), split(50)];
    expect(shareOf("v2", now, [split(10), split(60)])).to.deep.equal({ from: 30, to: 60 });
    const { from, to } = shareOf("v2", now, [split(50), split(50)]);
    expect(to).to.be.at.most(from);
  });
});
