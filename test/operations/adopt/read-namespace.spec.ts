import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { gatewayNames } from "../../../operations/adopt/decide/gateway";
import { readNamespaces } from "../../../operations/adopt/read-namespace";
import { FakeClusters } from "../../support/fake-clusters";
import { release, service } from "../../support/releases";

const versions = { v1: { image: "web:1" } };
const web = service({ versions, expose: true });
const shop = release({ namespace: "shop", services: { web } });
const istio = [
  ["DestinationRule", "networking.istio.io"],
  ["VirtualService", "networking.istio.io"],
  ["PeerAuthentication", "security.istio.io"],
] as const;

describe("what is read of a namespace", () => {
  let clusters: FakeClusters;

  beforeEach(async () => {
    clusters = await FakeClusters.start(shop, [{ name: "west" }, { name: "east" }]);
  });

  afterEach(() => clusters.stop());

  const run = (namespace = "shop") =>
    readNamespaces(
      clusters.all.map(({ plan, client }) => ({ cluster: plan.cluster, client })),
      namespace,
    );
  const west = () => clusters.api("west");
  const failure = async (namespace?: string) => {
    const error = await run(namespace).catch((one: unknown) => one);
    expect(error).to.be.instanceOf(Error);
    return (error as Error).message;
  };

  it("is each object of it in every cluster, with its kind", async () => {
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "web-1", namespace: "shop" } };
    west().put(pod);
    const [first, second] = await run();
    expect(first?.cluster.name).to.equal("west");
    expect(first?.namespace).to.include({ kind: "Namespace" });
    const kinds = [
      ...first!.services,
      ...first!.deployments,
      ...first!.destinationRules,
      ...first!.virtualServices,
      ...first!.peerAuthentications,
      ...first!.pods,
    ].map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
    expect([...new Set(kinds)]).to.deep.equal([
      "v1 Service",
      "apps/v1 Deployment",
      "networking.istio.io/v1 DestinationRule",
      "networking.istio.io/v1 VirtualService",
      "security.istio.io/v1 PeerAuthentication",
      "v1 Pod",
    ]);
    expect(second?.pods).to.deep.equal([]);
    expect(second?.virtualServices).to.have.lengthOf(1);
  });

  it("is the Gateways that the VirtualServices name, also in other namespaces", async () => {
    const api = west();
    const [routes] = api.list("VirtualService");
    const { spec } = routes as unknown as { spec: object };
    api.put({ ...routes, spec: { ...spec, gateways: ["ingress/public", "mesh"] } } as KubeObject);
    api.put({
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: { name: "public", namespace: "ingress" },
    });
    const [first] = await run();
    expect(first!.virtualServices.flatMap(gatewayNames)).to.include("ingress/public");
    expect(first!.gateways.map(({ metadata }) => metadata)[0]).to.include({
      name: "public",
      namespace: "ingress",
    });
  });

  it("leaves out a Gateway that a VirtualService names and the cluster does not have", async () => {
    for (const gateway of west().list("Gateway")) west().delete(gateway);
    const [first] = await run();
    expect(first?.gateways).to.deep.equal([]);
  });

  it("is what the mesh as a whole demands of its pods", async () => {
    const policy = (name: string, spec: object): KubeObject =>
      ({
        apiVersion: "security.istio.io/v1",
        kind: "PeerAuthentication",
        metadata: { name, namespace: "istio-system" },
        spec,
      }) as KubeObject;
    west().put(
      policy("some", { selector: { matchLabels: { app: "x" } }, mtls: { mode: "DISABLE" } }),
    );
    west().put(policy("whole", { mtls: { mode: "STRICT" } }));
    const [first, second] = await run();
    expect(first).to.include({ meshMtls: "STRICT" });
    expect(second).to.not.have.property("meshMtls");
  });

  it("goes on where the mesh's root namespace may not be read", async () => {
    west().fault({ kind: 403, match: { namespace: "istio-system" } });
    const [first] = await run();
    expect(first).to.not.have.property("meshMtls");
    expect(first?.services).to.have.lengthOf(1);
  });

  it("fails where the mesh's root namespace gives no answer for another reason", async () => {
    west().fault({ kind: 500, match: { namespace: "istio-system" }, message: "etcd is full" });
    expect(await failure()).to.equal("cluster west: etcd is full");
  });

  it("takes a cluster without Istio's kinds for a remote one, which has none of them", async () => {
    for (const [, group] of istio) west().fault({ kind: 404, match: { path: new RegExp(group) } });
    const [first, second] = await run();
    expect(first?.deployments).to.have.lengthOf(1);
    expect(first).to.deep.include({
      destinationRules: [],
      virtualServices: [],
      peerAuthentications: [],
      gateways: [],
    });
    expect(second?.virtualServices).to.have.lengthOf(1);
  });

  it("names the cluster that has no such namespace", async () => {
    west().delete("/api/v1/namespaces/shop");
    expect(await failure()).to.equal("cluster west: it has no namespace shop");
  });

  for (const kind of ["Namespace", "Service", "Deployment", "Pod", "VirtualService", "Gateway"])
    it(`names cluster and right where the user may not read objects of kind ${kind}`, async () => {
      west().fault({ kind: 403, match: { kind } });
      const where = kind === "Namespace" ? "" : " in namespace shop";
      expect(await failure()).to.equal(
        `cluster west: the kubeconfig's user may not read objects of kind ${kind}${where} (403): ` +
          "grant the verbs get and list",
      );
    });

  it("names cluster, kind and answer where an API server fails", async () => {
    west().fault({ kind: 500, match: { kind: "Service" }, message: "etcd is full" });
    expect(await failure()).to.equal(
      "cluster west: can't read objects of kind Service in namespace shop: the API server answers 500: etcd is full",
    );
  });

  it("names the cluster that refuses connections", async () => {
    await west().refuse();
    expect(await failure()).to.match(/^cluster west: .*ECONNREFUSED/);
  });
});
