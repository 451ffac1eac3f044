import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { objectPath } from "../../../kubernetes/object-path";
import type { LiveObject } from "../../../model/live-object";
import { written } from "../../../model/manifests/ownership";
import { manifests, planRelease } from "../../../model/plan/plan";
import { takeOwnershipOfAll } from "../../../operations/adopt/take-ownership";
import { sharers } from "../../../operations/drift/fields-released";
import { refuseDrift } from "../../../operations/drift/refuse";
import { driftOf } from "../../../operations/drift/run";
import { resultOf } from "../../../operations/result";
import { Lines } from "../../support/ports";
import { clusterAt, planned, reachFakes, stopAll, type FakeCluster } from "../../support/reached";
import { release, service, west } from "../../support/releases";

const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
const shop = (v1: number) =>
  release({
    namespace: "shop",
    gateway: { hosts: ["shop.example"] },
    services: { web: service({ versions, weights: { v1, v2: 100 - v1 }, expose: true }) },
  });
const manager = "kubectl-client-side-apply";

/** An object as `kubectl apply` without `--server-side` leaves it: with all of it in an annotation. */
function applied(object: KubeObject): KubeObject {
  const { metadata } = object;
  const last = { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(object) };
  return {
    ...structuredClone(object),
    metadata: { ...metadata, annotations: { ...metadata.annotations, ...last } },
  };
}

describe("objects that a client-side kubectl apply made", () => {
  let clusters: FakeCluster[];
  let lines: Lines;

  beforeEach(async () => {
    clusters = await reachFakes(shop(90), west);
    lines = new Lines();
    const { api, objects } = clusterAt(clusters, 0);
    for (const one of objects) {
      // It served the gateway only, and is to serve the mesh, too.
      const spec = { hosts: ["shop.example"], gateways: ["shop-gateway"] };
      const theirs =
        one.kind === "VirtualService"
          ? { ...one, spec: { ...(one as unknown as { spec: object }).spec, ...spec } }
          : one;
      api.put(applied(theirs), { manager });
    }
  });

  afterEach(() => stopAll(clusters));

  const takeOver = () =>
    takeOwnershipOfAll(
      {
        stack: "shop",
        settings: { release: shop(90), clusters: [west] },
        clients: [clusterAt(clusters, 0).client!],
      },
      { force: true, reporter: lines },
    );
  const look = (cluster: FakeCluster) => refuseDrift([cluster], { stack: "shop", reporter: lines });

  /** What an update writes; a conflict fails it. */
  const update = async (cluster: FakeCluster) => {
    for (const one of cluster.objects)
      await cluster.client!.apply(objectPath(one), written(one), { force: false });
  };

  it("are adopted to the end, also where fields must change: the update passes, and so does a weight", async () => {
    const [cluster] = clusters as [FakeCluster];
    expect(await takeOver()).to.equal(true);
    await look(cluster);
    await update(cluster);
    const route = planned(cluster, "VirtualService");
    expect(cluster.api.get(route)).to.have.deep.property(
      "spec",
      (route as unknown as { spec: object }).spec,
    );
    const plan = planRelease(shop(50), [west]).clusters[0]!;
    const next = { ...cluster, plan, objects: manifests(plan) };
    await look(next);
    await update(next);
  });

  it("have no field of the stack that another manager owns, too", async () => {
    const [{ api, objects }] = clusters as [FakeCluster];
    await takeOver();
    for (const one of objects)
      expect(sharers(api.get(one) as unknown as LiveObject, "gray-release")).to.deep.equal([]);
    const { managedFields = [] } = api.get(
      planned(clusterAt(clusters, 0), "VirtualService"),
    )!.metadata;
    const left = managedFields.find((one) => one.manager === manager);
    expect(JSON.stringify(left?.fieldsV1)).to.contain("last-applied").and.not.contain("f:spec");
  });

  it("pass also where an earlier release of this program left the shell of a spec to kubectl", async () => {
    const [cluster] = clusters as [FakeCluster];
    await takeOver();
    const route = planned(cluster, "VirtualService");
    const live = cluster.api.get(route)!;
    const managedFields = (live.metadata.managedFields ?? []).map((one) =>
      one.manager === manager ? { ...one, fieldsV1: { ...one.fieldsV1, "f:spec": {} } } : one,
    );
    cluster.api.put({ ...live, metadata: { ...live.metadata, managedFields } });
    await look(cluster);
    await update(cluster);
    const found = await driftOf(
      {
        stack: "shop",
        settings: { release: shop(90), clusters: [west], settle: { seconds: 0 } } as never,
        clients: [resultOf(Promise.resolve(cluster.client!))],
        readApplied: () => Promise.resolve(new Map([["west", cluster.objects.map(written)]])),
      },
      false,
    );
    expect(found.clusters[0]).to.deep.include({ drift: [], held: [] });
  });
});
