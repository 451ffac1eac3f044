import { expect } from "chai";
import { readLogMessage } from "../../../lab/metrics/access-log";
import { type IstioLabels, labelsOf, readNodeId } from "../../../lab/metrics/istio-labels";
import { type Service, type Workload, workloadOf, Workloads } from "../../../lab/metrics/workloads";
import { type Logged, logMessage } from "./log-entries";

/** A pod of a Deployment in the namespace `demo`. */
function pod(
  cluster: string,
  app: string,
  version: string,
  address: string,
  { proxy = true }: { proxy?: boolean } = {},
): Workload {
  const made = {
    metadata: {
      name: `${app}-${version}-7f9c-x`,
      namespace: "demo",
      uid: address,
      labels: { app, version, "pod-template-hash": "7f9c" },
      ownerReferences: [{ kind: "ReplicaSet", name: `${app}-${version}-7f9c` }],
    },
    spec: {
      containers: [
        { name: app, image: app, ports: [{ containerPort: 5000, name: "http" }] },
        ...(proxy ? [{ name: "istio-proxy", image: "proxy" }] : []),
      ],
    },
    status: { podIP: address },
  };
  return workloadOf(cluster, made) as Workload;
}

function service(name: string, made: string, targetPort: number | string): Service {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "demo", uid: name, creationTimestamp: made },
    spec: { selector: { app: "shop" }, ports: [{ port: 80, targetPort }] },
  } as Service;
}

const west = pod("west", "shop", "v1", "10.244.1.2");
const east = pod("east", "shop", "v2", "10.244.2.3");
const client = pod("west", "client", "v1", "10.244.1.9");
const bare = pod("east", "shop", "v3", "10.244.2.4", { proxy: false });
const host = "shop.demo.svc.cluster.local";
const toShop: Logged = { upstreamCluster: `outbound|80||${host}`, code: 200, answered: true };

/** The labels of a request that a pod's proxy has logged. */
function labels(workload: Workload, request: Logged, isGateway = false): IstioLabels {
  const workloads = new Workloads();
  for (const one of [west, east, client, bare]) workloads.changed(one);
  workloads.serviceChanged("west", service("late", "2026-01-02T00:00:00Z", "http"));
  workloads.serviceChanged("west", service("shop", "2026-01-01T00:00:00Z", 5000));
  workloads.serviceChanged("west", service("elsewhere", "2025-01-01T00:00:00Z", 6000));
  const [read] = readLogMessage(logMessage(undefined, request)).requests;
  if (!read) throw new Error("no request in the message");
  return labelsOf(read, { workload, isGateway }, workloads);
}

describe("the labels of a request in Istio's metrics", () => {
  it("name both sides at the caller, by the pod that has answered", () => {
    expect(labels(client, { ...toShop, upstream: east.address })).to.deep.equal({
      reporter: "source",
      source_workload: "client-v1",
      source_canonical_service: "client",
      source_canonical_revision: "v1",
      source_workload_namespace: "demo",
      source_principal: "unknown",
      source_app: "client",
      source_version: "v1",
      source_cluster: "west",
      destination_workload: "shop-v2",
      destination_canonical_service: "shop",
      destination_canonical_revision: "v2",
      destination_workload_namespace: "demo",
      destination_principal: "unknown",
      destination_app: "shop",
      destination_version: "v2",
      destination_cluster: "east",
      destination_service: host,
      destination_service_name: "shop",
      destination_service_namespace: "demo",
      request_protocol: "http",
      response_code: "200",
      grpc_response_status: "",
      response_flags: "-",
      connection_security_policy: "unknown",
    });
  });

  it("name both sides at the pod that is called, with the oldest Service of its port", () => {
    const found = labels(west, {
      upstreamCluster: "inbound|5000||",
      caller: client.address,
      code: 500,
      principals: ["spiffe://client", "spiffe://shop"],
    });
    expect(found).to.include({
      reporter: "destination",
      source_workload: "client-v1",
      source_cluster: "west",
      source_principal: "spiffe://client",
      destination_workload: "shop-v1",
      destination_version: "v1",
      destination_cluster: "west",
      destination_principal: "spiffe://shop",
      destination_service: host,
      destination_service_namespace: "demo",
      response_code: "500",
      connection_security_policy: "mutual_tls",
    });
  });

  it("know nothing of a caller without a proxy", () => {
    const request = { upstreamCluster: "inbound|5000||", caller: bare.address, code: 200 };
    expect(labels(west, request)).to.include({
      source_workload: "unknown",
      source_cluster: "unknown",
      connection_security_policy: "none",
    });
  });

  it("know neither version nor cluster of a request that found no endpoint", () => {
    expect(labels(client, { ...toShop, answered: false, flags: [2], code: 503 })).to.include({
      destination_service: host,
      destination_service_name: "shop",
      destination_service_namespace: "unknown",
      destination_version: "unknown",
      destination_canonical_revision: "latest",
      destination_cluster: "unknown",
      response_flags: "UH",
    });
  });

  for (const [what, of, answered] of [
    ["of a pod that did not answer", east, false],
    ["of one without a proxy", bare, true],
  ] as const) {
    it(`know ${what} the canonical revision, but not the version`, () => {
      const request = { ...toShop, upstream: of.address, answered, code: 503 };
      expect(labels(client, request)).to.include({
        destination_version: "unknown",
        destination_app: "unknown",
        destination_canonical_revision: of.version,
        destination_workload: of.name,
        destination_cluster: "east",
      });
    });
  }

  it("name the called host where no route matched, but not at a gateway", () => {
    const lost = { flags: [9], code: 404, authority: "shop.example", local: "10.96.0.9" };
    expect(labels(client, lost)).to.include({
      reporter: "source",
      destination_service: "shop.example",
      response_flags: "NR",
    });
    expect(labels(client, lost, true)).to.include({ destination_service: "unknown" });
    expect(labels(west, { ...lost, local: west.address })).to.include({ reporter: "destination" });
  });

  it("name the cluster through which unknown hosts are passed, or are not", () => {
    const request = { upstreamCluster: "PassthroughCluster", authority: "else.example", code: 200 };
    expect(labels(client, request)).to.include({
      destination_service: "else.example",
      destination_service_name: "PassthroughCluster",
    });
    expect(labels(client, { routeName: "block_all", code: 502 })).to.include({
      destination_service_name: "BlackHoleCluster",
    });
  });

  it("have the gRPC status that Envoy gives an answer without one", () => {
    const call = { ...toShop, contentType: "application/grpc" };
    expect(labels(client, { ...call, grpcTrailer: "13" })).to.include({
      request_protocol: "grpc",
      grpc_response_status: "13",
    });
    expect(labels(client, { ...call, code: 503 })).to.include({ grpc_response_status: "14" });
    expect(labels(client, { ...call, code: 418 })).to.include({ grpc_response_status: "2" });
  });

  it("are told of gateways and sidecars by the node's ID", () => {
    expect(readNodeId("router~10.244.1.1~gateway.istio-system~x")).to.deep.equal({
      isGateway: true,
      address: "10.244.1.1",
    });
  });
});
