import { expect } from "chai";
import { readSurroundings } from "../../../operations/foreign/read";
import type { Cluster } from "../../../model/release/cluster";
import { clusterAt, reachFakes, stopAll, type FakeCluster } from "../../support/reached";
import { outpost, release, west } from "../../support/releases";
import { everything, httpRoute, virtualService } from "./support";

const edge = { ...release(), gateway: { namespace: "edge" } };

describe("the look at what stands beside a release in a cluster", () => {
  let clusters: FakeCluster[] = [];

  afterEach(() => stopAll(clusters));

  async function reach(...given: Cluster[]) {
    clusters = await reachFakes(edge, ...given);
    return clusterAt(clusters, 0);
  }

  const look = (one: FakeCluster) => readSurroundings(one, one.client!);

  it("asks five questions of a primary cluster, in pages, and one of a remote one", async () => {
    const one = await reach(west, outpost);
    one.api.put(virtualService({ hosts: ["x.example"], http: everything }));
    one.api.put(httpRoute({ hostnames: ["x.example"] }));
    const { virtualServices, gatewayRoutes, unseen } = await look(one);
    expect(virtualServices.map(({ kind, metadata }) => [kind, metadata.namespace])).to.deep.equal([
      ["VirtualService", "others"],
    ]);
    expect(gatewayRoutes.map(({ kind }) => kind)).to.deep.equal(["HTTPRoute"]);
    expect(unseen).to.deep.equal([]);
    expect(
      one.api.requests.map(({ path, query }) => [path, query.limit ?? ""]),
    ).to.have.deep.members([
      ["/api/v1/namespaces/gray-demo", ""],
      ["/apis/networking.istio.io/v1/virtualservices", "500"],
      ["/apis/networking.istio.io/v1/gateways", "500"],
      ["/apis/gateway.networking.k8s.io/v1/httproutes", "500"],
      ["/apis/gateway.networking.k8s.io/v1/grpcroutes", "500"],
    ]);
    const remote = clusterAt(clusters, 1);
    expect((await look(remote)).unseen).to.deep.equal([]);
    expect(remote.api.requests.map(({ path }) => path)).to.deep.equal([
      "/api/v1/namespaces/gray-demo",
    ]);
  });

  it("takes kinds that a cluster does not know for none", async () => {
    const one = await reach(west);
    one.api.fault({ kind: 404, match: { path: /(httproutes|grpcroutes)$/ } });
    expect((await look(one)).unseen).to.deep.equal([]);
  });

  it("asks namespace by namespace where the account may not list the cluster, and names the rest", async () => {
    const one = await reach({ ...west, meshNamespace: "mesh" });
    const path = /(v1\/[a-z]+|gray-demo|mesh\/[a-z]+|[a-z]+\/(http|grpc)routes)$/;
    one.api.fault({ kind: 403, match: { path } });
    const within = { namespace: "edge" };
    one.api.put(virtualService({ hosts: ["x.example"], http: everything }, within));
    const { virtualServices, unseen } = await look(one);
    expect(virtualServices).to.have.length(1);
    expect(unseen).to.deep.equal([
      "the labels of namespace gray-demo (403)",
      "VirtualServices outside of gray-demo and edge (403)",
      "Gateways outside of gray-demo and edge (403)",
      "HTTPRoutes (403)",
      "GRPCRoutes (403)",
    ]);
    expect(one.api.asked({ kind: "VirtualService" }).map((request) => request.path)).to.have.length(
      4,
    );
  });

  it("names what an API server fails to tell, and never fails itself", async () => {
    const one = await reach(west);
    one.api.fault({ kind: 400, match: { path: /gateways$/ } });
    expect((await look(one)).unseen).to.deep.equal(["Gateways (400)"]);
  });
});
