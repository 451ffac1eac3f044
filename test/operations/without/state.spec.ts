import { expect } from "chai";
import { leaving } from "../../../operations/without/state";
import type { StateResource } from "../../../operations/without/resources";
import { east, outpost, release, service, west } from "../../support/releases";
import { providerOf, stateOf, urnOf, type StateOptions } from "../../support/stack-state";

const image = (tag: string) => ({ image: `web:${tag}` });
const shop = release({
  name: "shop",
  namespace: "shop",
  services: {
    web: service({
      expose: true,
      versions: { v1: image("1"), v2: image("2"), v3: image("3") },
      weights: { v1: 80, v2: 20 },
    }),
  },
});
const clusters = [west, east, outpost];

function leave(resources: readonly StateResource[], ...names: readonly string[]) {
  return leaving(resources, {
    ...{ stack: "dev", names: new Set(names) },
    clusters: clusters.map(({ name }) => name),
  });
}

const state = (options: StateOptions = {}) => stateOf(shop, clusters, options);

describe("what an update keeps of a cluster that is left out", () => {
  it("excludes every object of the cluster, and nothing else", () => {
    const { exclude } = leave(state(), "east");
    const all = state().flatMap(({ urn, provider }) =>
      provider?.includes("::east::") ? [urn] : [],
    );
    expect(exclude).to.deep.equal(all);
    expect(exclude.length).to.be.greaterThan(8);
  });

  it("knows the cluster of a provider that has another name, by the component of its namespace", () => {
    const named = (name: string) => ({ west: "east", east: "k8s-1", outpost: "k8s-2" })[name] ?? "";
    const { exclude } = leave(state({ provider: named }), "east");
    expect(exclude).to.deep.equal(leave(state(), "east").exclude);
  });

  it("excludes what the program has there beside the release, and needs nothing of it elsewhere", () => {
    const beside = (cluster: string): StateResource => ({
      ...{ urn: urnOf(cluster, "beside"), type: "kubernetes:apps/v1:Deployment", custom: true },
      provider: providerOf(cluster),
      inputs: {
        ...{ apiVersion: "apps/v1", kind: "Deployment" },
        metadata: { name: "beside", namespace: "shop" },
        spec: { template: { metadata: { labels: { app: "web", version: "v1" } } } },
      },
    });
    const { exclude, told } = leave([...state(), beside("east"), beside("west")], "east");
    expect(exclude).to.include(urnOf("east", "beside")).and.not.include(urnOf("west", "beside"));
    expect(told.needed).to.deep.equal(leave(state(), "east").told.needed);
  });

  it("names the Services, subsets and pods of other clusters that its routes lead to", () => {
    const { needed } = leave(state(), "east").told;
    expect(needed.map(({ cluster, object }) => `${cluster} ${object}`).sort()).to.deep.equal([
      ...["outpost Deployment shop/web-v1", "outpost Deployment shop/web-v2"],
      "outpost Service shop/web",
      ...["west Deployment shop/web-v1", "west Deployment shop/web-v2"],
      ...["west DestinationRule shop/web-v1", "west DestinationRule shop/web-v2"],
      "west Service shop/web",
    ]);
    expect(new Set(needed.map(({ route, from }) => `${route} in ${from}`))).to.deep.equal(
      new Set(["VirtualService shop/web in east"]),
    );
  });

  it("needs nothing for a remote cluster, whose routes are those of a primary one", () => {
    const { told, exclude } = leave(state(), "outpost");
    expect(told.needed).to.deep.equal([]);
    expect(exclude).to.include(urnOf("outpost", "Deployment shop/web-v3"));
  });

  it("tells which subsets the routes of the other clusters name", () => {
    const { named } = leave(state(), "east").told;
    const host = "web.shop.svc.cluster.local";
    expect(named).to.deep.equal(
      ["v1", "v2"].map((version) => ({
        ...{ release: "shop", cluster: "west", subset: `${host}/${version}` },
      })),
    );
  });

  it("tells when the stack wrote there last, and since when updates leave it out", () => {
    const modified = { east: "2026-11-03T10:00:00Z" };
    const outputs = { leftOut: { east: "2026-11-04T10:00:00Z" } };
    expect(leave(state({ modified, outputs }), "east").told.clusters).to.deep.equal([
      {
        ...{ name: "east", mutualTls: { "web.shop.svc.cluster.local": true } },
        ...{ since: "2026-11-04T10:00:00Z", written: "2026-11-03T10:00:00Z" },
      },
    ]);
    expect(leave(state({ modified }), "east").told.clusters[0]).to.not.have.property("since");
    expect(leave([], "east")).to.deep.equal({
      exclude: [],
      told: {
        ...{ stack: "dev", needed: [], kept: [], named: [] },
        clusters: [{ name: "east" }],
      },
    });
  });

  it("tells whether its pods have sidecars", () => {
    const plain = stateOf({ ...shop, injection: "disabled" }, clusters);
    expect(leave(plain, "east").told.clusters[0]?.mutualTls).to.deep.equal({
      "web.shop.svc.cluster.local": false,
    });
  });

  it("names what the engine keeps elsewhere, because objects of the cluster depend on it", () => {
    const route = urnOf("east", "VirtualService shop/web");
    const rule = urnOf("west", "DestinationRule shop/web-v3");
    const pods = urnOf("west", "Deployment shop/web-v3");
    const depends = state().map((one) =>
      one.urn === route
        ? { ...one, dependencies: [rule] }
        : one.urn === rule
          ? { ...one, dependencies: [pods] }
          : one,
    );
    const { kept } = leave(depends, "east").told;
    expect(kept.map(({ cluster, object }) => `${cluster} ${object}`).sort()).to.deep.equal([
      "west Deployment shop/web-v3",
      "west DestinationRule shop/web-v3",
    ]);
  });

  it("is refused where the engine would delete an object there that it has replaced", () => {
    const replaced = state().map((one) =>
      one.urn === urnOf("east", "Service shop/web") ? { ...one, delete: true } : one,
    );
    expect(() => leave(replaced, "east")).to.throw(
      "an earlier update has not finished the deletion of east Service shop/web, and",
    );
    expect(() => leave(replaced, "outpost")).to.not.throw();
  });

  it("is refused where a command line can't name all objects", () => {
    const long = state().map((one) =>
      one.provider?.includes("::east::") ? { ...one, urn: one.urn + "x".repeat(200_000) } : one,
    );
    expect(() => leave(long, "east")).to.throw(
      /^the stack has \d+ objects in east, which are more than one command line of pulumi can name$/,
    );
    expect(() => leave(long, "outpost")).to.not.throw();
  });
});
