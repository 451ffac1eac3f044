import { expect } from "chai";
import { manifests, planRelease } from "../../../model/plan/plan";
import { grants } from "../../../model/plan/rbac";
import type { Release } from "../../../model/release/release";
import { objectName } from "../../../model/live-object";
import { east, outpost, release, west } from "../../support/releases";

const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "web" } };
const entry = {
  apiVersion: "networking.istio.io/v1",
  kind: "ServiceEntry",
  metadata: { name: "bank" },
};
const elsewhere = {
  apiVersion: "cert-manager.io/v1",
  kind: "Certificate",
  metadata: { name: "web", namespace: "edge" },
};
const all: Release = release({
  manifests: [account, { object: entry, clusters: ["west", "outpost"] }, elsewhere],
});

/** The objects beside the release's own in each cluster. */
const beside = (given: Release) =>
  planRelease(given, [west, east, outpost]).clusters.map(({ beside: objects = [] }) =>
    objects.map(({ object }) => objectName(object)),
  );

describe("the plan of objects beside the release's own", () => {
  it("has them in every cluster, or in those that an entry names, in the release's namespace", () => {
    const common = ["ServiceAccount gray-demo/web", "Certificate edge/web"];
    const [first, second] = common;
    expect(beside(all)).to.deep.equal([
      [first, "ServiceEntry gray-demo/bank", second],
      common,
      // The mesh reads no objects of Istio from a remote cluster.
      common,
    ]);
    expect(beside(release())).to.deep.equal([[], [], []]);
  });

  it("has them as they are written, between the namespace and what needs them", () => {
    const [plan] = planRelease(all, [west]).clusters;
    const kinds = manifests(plan!).map(({ kind }) => kind);
    expect(kinds.slice(0, 4)).to.deep.equal([
      "Namespace",
      "ServiceAccount",
      "ServiceEntry",
      "Certificate",
    ]);
    expect(kinds.indexOf("Deployment")).to.be.greaterThan(3);
  });

  it("asks for the rights on their kinds, in their namespaces", () => {
    const [plan] = planRelease(all, [west]).clusters;
    const managed = grants(all, plan!).filter(({ why }) => why === "the objects of the release");
    const of = (group: string) =>
      managed
        .filter(({ rule }) => rule.apiGroups?.includes(group))
        .map(({ namespace, rule }) => [namespace, rule.resources]);
    expect(of("")).to.deep.equal([["gray-demo", ["serviceaccounts", "services"]]]);
    expect(of("cert-manager.io")).to.deep.equal([["edge", ["certificates"]]]);
    expect(of("networking.istio.io")[0]?.[1]).to.include("serviceentries");
  });

  it("asks for the rights that its Roles grant, without which no API server takes them", () => {
    const rbac = { apiVersion: "rbac.authorization.k8s.io/v1" };
    const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }];
    const given = release({
      manifests: [
        { ...rbac, kind: "Role", metadata: { name: "web" }, rules },
        {
          ...rbac,
          kind: "RoleBinding",
          metadata: { name: "web" },
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
        },
      ],
    });
    const [plan] = planRelease(given, [west]).clusters;
    const of = (why: string) =>
      grants(given, plan!)
        .filter((one) => one.why === why)
        .map(({ namespace, rule }) => [namespace, rule]);
    expect(of("to grant them by Role web")).to.deep.equal([["gray-demo", rules[0]]]);
    expect(of("to bind view by RoleBinding web")).to.deep.equal([
      [
        "gray-demo",
        {
          apiGroups: ["rbac.authorization.k8s.io"],
          resources: ["clusterroles"],
          resourceNames: ["view"],
          verbs: ["bind"],
        },
      ],
    ]);
  });
});
