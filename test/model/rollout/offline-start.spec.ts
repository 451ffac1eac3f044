// Where the sequence of `gray plan` begins, without a look at any cluster.
import { expect } from "chai";
import { goalOf } from "../../../model/rollout/goal";
import { offlineStart, parseStart } from "../../../model/rollout/offline-start";
import type { Cluster } from "../../../model/release/cluster";
import type { ServiceSpec } from "../../../model/release/release";
import { release, service, west, east, outpost } from "../../support/releases";

const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
const three = { ...versions, v3: { image: "web:3" } };

/** The start of one service `web`, with clusters and given weights. */
function begin(
  spec: Partial<ServiceSpec>,
  { given = [], clusters = [west] }: { given?: readonly string[]; clusters?: Cluster[] } = {},
) {
  const shop = release({
    services: { web: service({ versions, weights: { v2: 100 }, ...spec }) },
    lanes: { header: "x-lane", lanes: [{ name: "qa", weight: 10, version: "v2" }] },
  });
  const found = offlineStart(shop, goalOf(shop, clusters), given.map(parseStart));
  return { web: found.start.west?.services.web, ...found };
}

describe("the start of a rollout without a look at clusters", () => {
  it("has all traffic on the stable version that the config names", () => {
    const { web, guessed } = begin({ versions: three, stable: "v3" });
    expect([web, [...guessed]]).to.deep.equal([{ v3: 100 }, []]);
  });

  it("takes the only version beside that of the goal for the stable one, and says so", () => {
    const { web, guessed } = begin({});
    expect([web, [...guessed]]).to.deep.equal([{ v1: 100 }, [["web", "v1"]]]);
  });

  it("takes it also where a cluster ends with a split", () => {
    const split = { ...east, weights: { web: { v1: 50, v2: 50 } } };
    const { start } = begin({}, { clusters: [west, split] });
    expect(start.east?.services.web).to.deep.equal({ v1: 100 });
  });

  it("is not guessed where several versions could be the stable one", () => {
    const fix = "Fix: say where it begins, such as --from web:v1=100, or set `stable`";
    const message = `the config names no stable version of web, so the start is not known. ${fix}`;
    expect(() => begin({ versions: three })).to.throw(message);
    expect(() => begin({ weights: { v1: 50, v2: 50 } })).to.throw(message);
  });

  it("leaves a service with one version as it is", () => {
    const { web, guessed } = begin({ versions: { v1: versions.v1 }, weights: { v1: 100 } });
    expect([web, guessed.size]).to.deep.equal([{ v1: 100 }, 0]);
  });

  it("has the weights that a user gives, for the named service or for all with these versions", () => {
    expect(begin({}, { given: ["v1=90,v2=10"] }).web).to.deep.equal({ v1: 90, v2: 10 });
    expect(begin({}, { given: ["v1=100", "web:v1=99.5,v2=0.5"] }).web).to.deep.equal({
      v1: 99.5,
      v2: 0.5,
    });
  });

  it("has the form of the goal where that is by origin", () => {
    const { web } = begin({ weights: { gateway: { v2: 100 }, mesh: { v1: 100 } }, stable: "v1" });
    expect(web).to.deep.equal({ gateway: { v1: 100 }, mesh: { v1: 100 } });
  });

  it("lets no percentage enter a lane, and knows nothing of remote clusters", () => {
    const { start } = begin({}, { clusters: [west, outpost] });
    expect(Object.keys(start)).to.deep.equal(["west"]);
    expect(start.west?.lanes).to.deep.equal({ qa: 0 });
  });

  const mistakes: readonly [string, string][] = [
    ["v1:90", "--from v1:90: give weights as v1=90,v2=10, or <service>:v1=90,v2=10"],
    ["v1=90,v2=x", "--from v1=90,v2=x: give weights as v1=90,v2=10, or <service>:v1=90,v2=10"],
    ["v1=90,v2=20", "--from v1=90,v2=20: the weights add up to 110, not to 100"],
    ["cart:v1=100", '--from: unknown service "cart"; known: web'],
    ["v9=100", "--from: no service has all of the versions v9"],
    ["web:v9=100", "--from: web has not all of the versions v9"],
  ];
  for (const [given, message] of mistakes)
    it(`refuses --from ${given} and says what is wrong`, () => {
      expect(() => begin({}, { given: [given] })).to.throw(message);
    });
});
