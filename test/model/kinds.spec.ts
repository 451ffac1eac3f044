import { expect } from "chai";
import { findKind, factsOf, groupOf, isInIstiod, isRouteKind, kinds } from "../../model/kinds";
import { stageOrder } from "../../model/plan/order";
import { manifests, planRelease } from "../../model/plan/plan";
import { outpost, release, service, west } from "../support/releases";

const scaled = {
  image: "hello:1",
  autoscale: { max: 3 },
  disruptionBudget: { maxUnavailable: 1 },
};

/** One object of each kind that a release can make. */
const planned = planRelease(
  release({
    access: {},
    services: { hello: service({ expose: true, versions: { v1: scaled } }) },
  }),
  [west, outpost],
).clusters.flatMap(manifests);

describe("the table of kinds", () => {
  it("holds the kinds that releases make and no others", () => {
    const made = new Set(planned.map(({ kind }) => kind));
    expect([...made]).to.have.members(Object.keys(kinds));
  });

  it("gives the apiVersion in which each object is written", () => {
    for (const { apiVersion, kind } of planned)
      expect(factsOf(kind).apiVersion, kind).to.equal(apiVersion);
  });

  it("agrees with the objects on what has a namespace", () => {
    for (const { kind, metadata } of planned)
      expect(factsOf(kind).clusterScoped, kind).to.equal(metadata.namespace === undefined);
  });

  it("has a place in the order of an update for each kind", () => {
    for (const [kind, { stage }] of Object.entries(kinds))
      expect(stageOrder({}), kind).to.include(stage);
  });

  it("counts Istio's kinds, and no others, as kept by istiod and equal in all primary clusters", () => {
    const kept = Object.keys(kinds).filter(isInIstiod);
    const istios = Object.keys(kinds).filter((kind) =>
      groupOf(factsOf(kind).apiVersion).endsWith("istio.io"),
    );
    expect(kept).to.deep.equal(istios);
    expect(isInIstiod("EnvoyFilter")).to.equal(false);
  });

  it("says which kind moves requests", () => {
    expect(Object.keys(kinds).filter(isRouteKind)).to.deep.equal(["VirtualService"]);
    expect(isRouteKind("constructor")).to.equal(false);
  });

  it("knows no kind that releases do not make", () => {
    expect(findKind("Secret")).to.equal(undefined);
    expect(findKind("toString")).to.equal(undefined);
    expect(() => factsOf("Secret")).to.throw(TypeError, "Secret");
  });

  it("reads the group of an apiVersion", () => {
    expect([groupOf("v1"), groupOf("apps/v1")]).to.deep.equal(["", "apps"]);
  });
});
