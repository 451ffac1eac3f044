import { expect } from "chai";
import { shardsOf } from "../../../operations/sync/shards";

const shard = (address: string, labels: object = {}) => ({
  shop: { Shards: { west: [{ Addresses: [address], HealthStatus: 1, Labels: labels }] } },
});

describe("the endpoints of a few hosts out of all", () => {
  const all = {
    "a.shop": shard("10.0.0.1"),
    "aa.shop": shard("10.0.0.2", { 'curly } "brace"': "{ \\" }),
    "b.shop": { shop: { Shards: {} } },
    "c.shop": shard("10.0.0.3"),
  };

  it("are the same as after reading everything", () => {
    for (const text of [JSON.stringify(all), JSON.stringify({ ...all, last: 1 })])
      for (const host of Object.keys(all) as (keyof typeof all)[])
        expect(shardsOf(text, [host])).to.deep.equal({ [host]: all[host] });
    expect(shardsOf(JSON.stringify(all), Object.keys(all))).to.deep.equal(all);
  });

  it("are found in the indented form of older istiods, too", () => {
    const text = JSON.stringify(all, undefined, 2);
    expect(shardsOf(text, ["aa.shop"])).to.deep.equal({ "aa.shop": all["aa.shop"] });
  });

  it("leave out a host that istiod does not know", () => {
    expect(shardsOf(JSON.stringify(all), ["d.shop", "op"])).to.deep.equal({});
    expect(shardsOf("{}", ["a.shop"])).to.deep.equal({});
  });

  it("are not taken from a place where the host is named otherwise", () => {
    const first = { other: shard("10.0.0.9", { "a.shop": "yes" }), ...all };
    expect(shardsOf(JSON.stringify(first), ["a.shop"])).to.deep.equal({ "a.shop": all["a.shop"] });
  });
});
