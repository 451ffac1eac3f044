import { expect } from "chai";
import { drawDifferences } from "../../../model/diagrams/differences";
import { differences } from "../../../model/plan/differences";
import { planRelease } from "../../../model/plan/plan";
import type { Cluster } from "../../../model/release/cluster";
import type { Release, VersionSpec } from "../../../model/release/release";
import { release, service } from "../../support/releases";

const v1: VersionSpec = { image: "a.example/cart:1", env: { REGION: "none" } };

function shop(spec: VersionSpec = v1, rest: Partial<Release> = {}): Release {
  const versions = { v1: spec, v2: { ...v1, clusters: ["eu"] } };
  return release({
    services: { cart: service({ versions, weights: { v1: 100 }, expose: true }) },
    ...rest,
  });
}

const found = (given: Release, clusters: readonly Cluster[]) =>
  differences(planRelease(given, clusters));

const drawn = (given: Release, clusters: readonly Cluster[]) =>
  drawDifferences(
    found(given, clusters),
    clusters.map(({ name }) => name),
  );

const [eu, us]: Cluster[] = [{ name: "eu" }, { name: "us" }];

describe("what differs between clusters", () => {
  it("is nothing where clusters only run other versions, or write the same in other words", () => {
    const same: Cluster[] = [
      { name: "eu", versions: { cart: { v1: { replicas: 1 } } }, weights: { cart: { v1: 100 } } },
      { name: "us", weights: { cart: { v2: 0, v1: 100 } } },
    ];
    expect(found(shop(), same)).to.deep.equal([]);
    expect(drawn(shop(), same)).to.deep.equal([]);
  });

  it("has the values of all clusters that run the version, and null for what one lacks", () => {
    const given = shop({ ...v1, replicas: { eu: 10, us: 2 } });
    const own = { cart: { v1: { env: { REGION: "us-east-1", DEBUG: "1" } } } };
    expect(found(given, [eu!, { ...us!, versions: own }, { name: "ap" }])).to.deep.equal([
      { service: "cart", version: "v1", key: "replicas", values: { eu: 10, us: 2, ap: 1 } },
      { service: "cart", version: "v1", key: "env.DEBUG", values: { eu: null, us: "1", ap: null } },
      {
        ...{ service: "cart", version: "v1", key: "env.REGION" },
        values: { eu: "none", us: "us-east-1", ap: "none" },
      },
    ]);
  });

  it("has weights and the percentages of lanes in primary clusters", () => {
    const lanes = { header: "x-lane", lanes: [{ name: "gray", version: "v2", weight: 5 }] };
    const clusters: Cluster[] = [
      { name: "eu", weights: { cart: { v1: 90, v2: 10 } }, lanes: { gray: 20 } },
      { name: "us" },
      { name: "edge", role: "remote" },
    ];
    expect(found(shop(v1, { lanes }), clusters)).to.deep.equal([
      {
        ...{ service: "cart", key: "weights" },
        values: { eu: { v1: 90, v2: 10 }, us: { v1: 100 } },
      },
      { lane: "gray", key: "percent", values: { eu: 20, us: 5 } },
    ]);
  });

  it("names the container and the field inside `pod`", () => {
    const pod = { spec: { containers: [{ resources: { limits: { cpu: "1" } } }] } };
    const own = { cart: { v1: { pod } } };
    expect(found(shop(), [eu!, { ...us!, versions: own }]).map(({ key }) => key)).to.deep.equal([
      "pod.spec.containers.cart.resources.limits.cpu",
    ]);
  });
});

describe("the picture of what differs", () => {
  it("is a table with a column for each cluster", () => {
    const clusters: Cluster[] = [
      { ...eu!, versions: { cart: { v1: { replicas: 10, env: { REGION: "eu-west-1" } } } } },
      { ...us!, weights: { cart: { v1: 90, v2: 10 } }, registry: "b.example" },
    ];
    expect(drawn(shop(), clusters)).to.deep.equal([
      "clusters differ",
      "                      eu                us",
      "  cart v1 replicas    10                1",
      "  cart v1 image       a.example/cart:1  b.example/cart:1",
      "  cart v1 env.REGION  eu-west-1         none",
      "  cart weights        v1 100            v1 90, v2 10",
    ]);
  });

  it("lists what is too wide for the table, below it, with the clusters of each value", () => {
    const long = `b.example/${"very-".repeat(8)}long/cart:1`;
    const clusters: Cluster[] = [
      { ...eu!, versions: { cart: { v1: { replicas: 2, image: long } } } },
      { ...us!, versions: { cart: { v1: { image: long } } } },
      { name: "ap" },
    ];
    expect(drawn(shop(), clusters)).to.deep.equal([
      "clusters differ",
      "                    eu  us  ap",
      "  cart v1 replicas  2   1   1",
      "  cart v1 image",
      `    eu, us: ${long}`,
      "    ap: a.example/cart:1",
    ]);
  });

  it("fits into 78 characters for any number of clusters and any length of values", () => {
    const clusters = Array.from({ length: 40 }, (_, i): Cluster => ({
      name: `cluster-${i}`,
      versions: {
        cart: {
          v1: { replicas: 1 + (i % 3), env: { A: "x".repeat(i * 7), B: `b ${"y ".repeat(i)}` } },
        },
      },
    }));
    const lines = drawn(shop(), clusters);
    expect(lines.length).to.be.greaterThan(40);
    expect(lines.filter((line) => line.length > 78)).to.deep.equal([]);
  });
});
