import { expect } from "chai";
import {
  closeIstiods,
  connectIstiods,
  hasNewIstiods,
  scopeOf,
} from "../../../operations/sync/istiods";
import type { KubeObject } from "../../../kubernetes/client";
import { RefusalError } from "../../../operations/refusal";
import { failureOf } from "../../support/ports";
import { east, outpost, release, west } from "../../support/releases";
import { reachFakes, stopAll, type FakeCluster } from "../../support/reached";

describe("the istiods of a release", () => {
  let clusters: FakeCluster[];

  beforeEach(async () => {
    clusters = await reachFakes(release(), west, east, outpost);
  });

  afterEach(() => stopAll(clusters));

  it("are those of the primary clusters, with clients of all clusters", async () => {
    for (const { api } of clusters) api.istiod.addPod();
    const found = await connectIstiods(clusters);
    expect(found.asked.map(({ name }) => name)).to.deep.equal(["west", "east"]);
    expect(found.unasked).to.deep.equal([]);
    expect([...found.clients.keys()]).to.deep.equal(["west", "east", "outpost"]);
    closeIstiods(found);
  });

  it("are named where they can't be asked, which keeps no other cluster from it", async () => {
    clusters[0]?.api.istiod.addPod();
    const found = await connectIstiods(clusters);
    expect(found.asked.map(({ name }) => name)).to.deep.equal(["west"]);
    expect(found.unasked).to.deep.equal([
      "istiod of east can't be asked: no pod in istio-system has the label app=istiod",
    ]);
    closeIstiods(found);
  });

  it("are refused where one has pods and none is ready", async () => {
    clusters[0]?.api.istiod.addPod();
    clusters[1]?.api.istiod.addPod();
    clusters[1]?.api.put({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "istiod-0", namespace: "istio-system", labels: { app: "istiod" } },
      status: {},
    } as KubeObject);
    const error = await failureOf(connectIstiods(clusters));
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.contain(
      "istiod of cluster east: pod istiod-0: its containers have not been started yet. ",
    );
    expect(error.message).to.not.contain("west");
  });

  it("can't be asked without credentials", async () => {
    const noClient = "the id-token of its user has expired";
    const bare = clusters.map(({ client: _, ...rest }) => ({ ...rest, noClient }));
    const found = await connectIstiods(bare);
    expect(found.asked).to.deep.equal([]);
    expect(found.unasked).to.deep.equal([
      "istiod of west can't be asked: the id-token of its user has expired",
      "istiod of east can't be asked: the id-token of its user has expired",
    ]);
  });

  it("are new where a replica became ready that is not asked, of any revision", async () => {
    for (const { api } of clusters.slice(0, 2)) api.istiod.addPod();
    const found = await connectIstiods(clusters);
    expect(await hasNewIstiods(clusters, found)).to.equal(false);
    clusters[1]?.api.istiod.addPod("istiod-canary-0");
    expect(await hasNewIstiods(clusters, found)).to.equal(true);
    closeIstiods(found);
  });

  it("are asked about the objects of a primary cluster, and the release's Services", () => {
    const scope = scopeOf([...clusters].reverse(), undefined, false);
    expect(scope.namespace).to.equal("gray-demo");
    expect(scope.services).to.deep.equal(["hello"]);
    expect(scope.objects.map(({ kind }) => kind)).to.include("VirtualService");
  });

  it("are asked about what a stage wrote, and about endpoints only where pods may have changed", () => {
    const routes = scopeOf(clusters, "routes", true);
    expect(routes.objects.map(({ kind }) => kind)).to.deep.equal(["VirtualService"]);
    expect(routes.services).to.deep.equal([]);
    expect(routes.needed).to.deep.equal([{ type: "RouteConfiguration" }]);
    expect(scopeOf(clusters, "workloads", false).services).to.deep.equal(["hello"]);
  });

  it("are asked whether proxies have the pods of a version that moves, and else not", () => {
    const pods = { type: "ClusterLoadAssignment" };
    expect(scopeOf(clusters, "workloads", false).needed).to.deep.equal([]);
    expect(scopeOf(clusters, "workloads", true).needed).to.deep.equal([pods]);
    expect(scopeOf(clusters, undefined, true).needed).to.deep.include(pods);
  });
});
