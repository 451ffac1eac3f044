import { expect } from "chai";
import { checkRelease } from "../../../model/checks/release";
import type { ServiceSpec } from "../../../model/release/release";
import { told } from "../../support/problems";
import { east, release, service, west } from "../../support/releases";

const image = "a:1";

/** What is wrong with a service `hello`, which is exposed. */
const check = (changes: Partial<ServiceSpec>) =>
  told(
    checkRelease(release({ services: { hello: service({ expose: true, ...changes }) } }), [
      west,
      east,
    ]),
  );

describe("weights", () => {
  it("by origin are each a sum of 100 over versions that there are", () => {
    expect(check({ weights: { gateway: { v1: 90, v2: 10 }, mesh: { v1: 100 } } })).to.deep.equal(
      [],
    );
    expect(check({ weights: { gateway: { v1: 90 }, mesh: { v3: 100 } } })).to.deep.equal([
      ["GR106", "weights.gateway", "a sum of 90 (v1 90)"],
      ["GR107", "weights.mesh.v3", 'an unknown version "v3"'],
    ]);
  });

  it("by origin are of a service that the gateway leads to", () => {
    const weights = { gateway: { v1: 100 }, mesh: { v1: 100 } };
    expect(check({ weights, expose: false })).to.deep.equal([
      ["GR110", "weights", "weights for gateway and mesh, of a service that is not exposed"],
    ]);
  });

  it("by origin are checked in a cluster too", () => {
    const { hello } = { hello: service() };
    const weights = { hello: { gateway: { v1: 100 }, mesh: { v2: 99 } } };
    const problems = checkRelease(release({ services: { hello } }), [{ ...west, weights }, east]);
    // The weights of clusters are looked at with the clusters, where they stand.
    expect(problems).to.deep.equal([]);
  });

  it("of versions that are called like origins are weights of versions", () => {
    const versions = { gateway: { image }, mesh: { image } };
    expect(check({ versions, weights: { gateway: 50, mesh: 50 } })).to.deep.equal([]);
    expect(check({ versions, weights: { gateway: 50, mesh: 40 } })).to.deep.equal([
      ["GR106", "weights", "a sum of 90 (gateway 50 + mesh 40)"],
    ]);
  });

  it("send nothing to a version without pods", () => {
    const versions = { v1: { image }, v2: { image, replicas: 0 } };
    expect(check({ versions, weights: { v1: 100, v2: 0 } })).to.deep.equal([]);
    expect(check({ versions, weights: { v1: 90, v2: 10 } })).to.deep.equal([
      ["GR109", "weights.v2", "traffic for v2, which has replicas: 0"],
    ]);
  });

  it("can't name what every object has", () => {
    expect(check({ weights: { constructor: 100 } })).to.deep.equal([
      ["GR107", "weights.constructor", 'an unknown version "constructor"'],
    ]);
  });
});

describe("a mirror", () => {
  it("copies to a version that there is, that runs and has pods", () => {
    const versions = {
      v1: { image },
      v2: { image, clusters: [] },
      v3: { image, replicas: 0 },
    };
    const mirrors = (version: string) => check({ versions, mirror: { version } });
    expect(mirrors("v4")).to.deep.equal([["GR107", "mirror.version", 'an unknown version "v4"']]);
    expect(mirrors("v2")).to.deep.equal([
      ["GR108", "mirror.version", "traffic for v2, which runs in no cluster"],
    ]);
    expect(mirrors("v3")).to.deep.equal([
      ["GR109", "mirror.version", "traffic for v3, which has replicas: 0"],
    ]);
  });

  it("copies to another version than the one that gets all the traffic", () => {
    expect(check({ mirror: { version: "v2" } })).to.deep.equal([]);
    expect(check({ mirror: { version: "v1" } })).to.deep.equal([
      ["GR114", "mirror.version", '"v1", which gets all the requests already'],
    ]);
  });

  it("has something to copy where one cluster or one origin sends requests elsewhere", () => {
    const weights = { gateway: { v1: 100 }, mesh: { v2: 100 } };
    expect(check({ weights, mirror: { version: "v1" } })).to.deep.equal([]);
    const hello = service({ mirror: { version: "v1" } });
    const own = { ...west, weights: { hello: { v2: 100 } } };
    expect(checkRelease(release({ services: { hello } }), [own, east])).to.deep.equal([]);
  });

  it("of a route copies to another version than the route's", () => {
    const route = { name: "a", match: { uri: { exact: "/" } }, to: "v2" };
    expect(
      check({
        routes: [
          { ...route, mirror: { version: "v2" } },
          { ...route, name: "b", match: { uri: { exact: "/b" } }, mirror: { version: "v3" } },
        ],
      }),
    ).to.deep.equal([
      ["GR114", "routes[0].mirror.version", '"v2", which gets all the requests already'],
      ["GR107", "routes[1].mirror.version", 'an unknown version "v3"'],
    ]);
  });
});
