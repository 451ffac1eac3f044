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
    services: {
      hello: service({
        expose: true,
        versions: { v1: scaled },
        outside: { old: { host: "old.example.com", external: true } },
      }),
    },
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
      expect(findKind(kind)?.apiVersion, kind).to.equal(apiVersion);
  });

  it("agrees with the objects on what has a namespace", () => {
    for (const object of planned)
      expect(factsOf(object).clusterScoped, object.kind).to.equal(
        object.metadata.namespace === undefined,
      );
  });

  it("has a place in the order of an update for each kind", () => {
    for (const [kind, { stage }] of Object.entries(kinds))
      expect(stageOrder({}), kind).to.include(stage);
  });

  it("counts Istio's kinds, and no others, as kept by istiod and equal in all primary clusters", () => {
    const types = Object.entries(kinds).map(([kind, { apiVersion }]) => ({ kind, apiVersion }));
    const kept = types.filter(isInIstiod);
    expect(kept).to.deep.equal(
      types.filter(({ apiVersion }) => groupOf(apiVersion).endsWith("istio.io")),
    );
    const apiVersion = "networking.istio.io/v1";
    expect(isInIstiod({ apiVersion, kind: "EnvoyFilter" })).to.equal(false);
  });

  it("says which kind moves requests", () => {
    expect(Object.keys(kinds).filter(isRouteKind)).to.deep.equal(["VirtualService"]);
    expect(isRouteKind("constructor")).to.equal(false);
  });

  it("knows no kind that releases do not make", () => {
    expect(findKind("Secret")).to.equal(undefined);
    expect(findKind("toString")).to.equal(undefined);
  });

  it("puts what a release brings beside its own objects before the pods that may need it", () => {
    const of = (apiVersion: string, kind: string) => factsOf({ apiVersion, kind });
    expect(of("v1", "ConfigMap")).to.include({ stage: "foundation", plural: "configmaps" });
    expect(of("networking.k8s.io/v1", "NetworkPolicy").plural).to.equal("networkpolicies");
    expect(of("v1", "Endpoints").plural).to.equal("endpoints");
    expect(of("networking.k8s.io/v1", "Ingress").plural).to.equal("ingresses");
    // Another group has kinds of the same name.
    const gateway = of("gateway.networking.k8s.io/v1", "Gateway");
    expect(gateway).to.include({ stage: "foundation", inIstiod: false });
    expect(of("networking.istio.io/v1", "Gateway").stage).to.equal("subsets");
  });

  it("reads the group of an apiVersion", () => {
    expect([groupOf("v1"), groupOf("apps/v1")]).to.deep.equal(["", "apps"]);
  });
});
