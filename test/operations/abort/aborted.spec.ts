import { expect } from "chai";
import type { Cluster } from "../../../model/release/cluster";
import { entryLanes, planAborted } from "../../../operations/abort/aborted";
import { release, service } from "../../support/releases";

const split = { v1: 80, v2: 20 };
const clusters: Cluster[] = [
  { name: "west", weights: { web: split, cart: split } },
  { name: "east" },
];
const lanes = {
  header: "x-lane",
  baseline: "v1",
  lanes: [{ name: "gray", version: "v2", weight: 5 }, { name: "v2" }],
};
const given = release({
  lanes,
  services: { web: service({ expose: true, weights: split }), cart: service() },
});

describe("the plan of an abort", () => {
  const planned = planAborted({ release: given, clusters });
  const routes = (versions: ReadonlyMap<string, string>) =>
    planned(versions).map(({ mesh }) =>
      Object.fromEntries(mesh!.routes.map((route) => [route.service, route])),
    );

  it("has all traffic of the services on their versions, in place of weights of single clusters", () => {
    for (const { web } of routes(new Map([["web", "v1"]])))
      expect(web?.weights).to.deep.equal({ v1: 100 });
  });

  it("leaves the weights of other services, and those of single clusters for them", () => {
    const [west, east] = routes(new Map([["web", "v1"]]));
    expect(west?.cart?.weights).to.deep.equal(split);
    expect(east?.cart?.weights).to.deep.equal({ v1: 100 });
  });

  it("closes the lanes that requests enter by a percentage, and keeps the lanes", () => {
    expect(entryLanes({ release: given, clusters })).to.deep.equal(["gray"]);
    const [west] = routes(new Map());
    expect(west?.web?.lanes?.lanes.map(({ name, weight }) => [name, weight])).to.deep.equal([
      ["gray", 0],
      ["v2", 0],
    ]);
  });

  it("closes the lanes that requests enter by a percentage of one cluster, there too", () => {
    const own = [{ name: "west" }, { name: "east", lanes: { v2: 30 } }];
    expect(entryLanes({ release: given, clusters: own })).to.deep.equal(["gray", "v2"]);
    const [, east] = planAborted({ release: given, clusters: own })(new Map());
    const web = east?.mesh?.routes.find((route) => route.service === "web");
    expect(web?.lanes?.lanes.map(({ weight }) => weight)).to.deep.equal([0, 0]);
  });

  it("is made once for clusters that go back to the same versions", () => {
    const versions = [
      ["web", "v1"],
      ["cart", "v2"],
    ] as const;
    expect(planned(new Map(versions))).to.equal(planned(new Map([...versions].reverse())));
  });
});
