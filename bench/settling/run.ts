// Measures what an update computes itself while it waits for the proxies of a big mesh; no lab.
import { cpus } from "node:os";
import type { Machine } from "../machine";
import { summarize, type Summary } from "../statistics";
import { noBlocking, noteBlocking } from "../../operations/sync/blocking";
import type { ProxyState, SentState } from "../../operations/sync/istiod-state";
import { behindProxies } from "../../operations/sync/proxies";
import { shardsOf } from "../../operations/sync/shards";
import type { XdsType } from "../../operations/sync/xds";

/** Milliseconds of one computation, over all rounds; the first one is cold. */
export interface Computed {
  readonly what: string;
  readonly first: number;
  readonly all: Summary;
}

/** What was measured, in milliseconds. */
export interface SettlingResults {
  readonly machine: Pick<Machine, "date" | "cores" | "node">;
  readonly proxies: number;
  readonly services: number;
  readonly megabytes: number;
  readonly computed: readonly Computed[];
}

const uuid = "9cbefa89-0b4b-4c39-9b67-1f2d0a1c7f11";
const push = 900;

/** @param rounds how often each is done */
export function measureSettling(
  rounds: number,
  proxies = 10_000,
  services = 2000,
): SettlingResults {
  const series = new Map<string, number[]>();
  const time = <T>(what: string, run: () => T): T => {
    const began = performance.now();
    const result = run();
    series.set(what, [...(series.get(what) ?? []), performance.now() - began]);
    return result;
  };
  for (let round = 0; round < rounds; round += 1) {
    const needed = (["Cluster", "Listener", "RouteConfiguration"] as const).map((type) => ({
      type,
    }));
    const awaited = { push, needed, isOver: () => false };
    const early = statesOf(proxies, push - 1);
    const late = statesOf(proxies, push);
    const first = time(`${proxies} proxies, all behind`, () => {
      noteBlocking(noBlocking, early, 0, 20);
      return behindProxies(early, new Map(), awaited);
    });
    const last = time(`${proxies} proxies, all have taken it`, () => {
      noteBlocking(noBlocking, late, 0, 20);
      return behindProxies(late, first.seen, awaited);
    });
    if (first.behind.length !== proxies * 3 || last.behind.length > 0)
      throw new Error("the decision is wrong");
  }
  const endpoints = endpointsText(services, 10);
  const host = "service-1000.elsewhere.svc.cluster.local";
  for (let round = 0; round < rounds; round += 1) {
    time(`endpoints of one of ${services} Services`, () => shardsOf(endpoints, [host]));
    time("the same by reading all of them", () => JSON.parse(endpoints) as unknown);
  }
  const computed = [...series].map(([what, times]) => ({
    ...{ what, first: times[0] ?? NaN, all: summarize(times) },
  }));
  const date = new Date().toISOString().slice(0, 10);
  const machine = { date, cores: cpus().length, node: process.version };
  const megabytes = endpoints.length / 1_000_000;
  return { machine, proxies, services, megabytes, computed };
}

const urls: Readonly<Record<XdsType, string>> = {
  Cluster: "type.googleapis.com/envoy.config.cluster.v3.Cluster",
  ClusterLoadAssignment: "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
  Listener: "type.googleapis.com/envoy.config.listener.v3.Listener",
  RouteConfiguration: "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
};

/** Proxies that acknowledged a push, and not yet the endpoints of the next one, as JSON gives them. */
function statesOf(count: number, acked: number): ProxyState[] {
  const nonce = (number: number) => `2026-11-26T10:00:00Z/${number}${uuid}`;
  const sentTime = "2026-11-26T10:00:00.123456789Z";
  const resources = Object.fromEntries(
    Object.values(urls).map((url): [string, SentState] => {
      const late = url === urls.ClusterLoadAssignment;
      return [url, { sent: nonce(push + (late ? 1 : 0)), acked: nonce(acked), sentTime }];
    }),
  );
  const states = Array.from({ length: count }, (_, i) => ({
    ...{ proxy: `pod-${i}.shop`, cluster_id: "west", proxy_type: "sidecar", resources },
  }));
  return JSON.parse(JSON.stringify(states)) as ProxyState[];
}

/** As istiod writes them, with as much of each endpoint as a pod of an ordinary Deployment has. */
function endpointsText(services: number, each: number): string {
  const endpoint = (service: number, i: number) => ({
    Labels: {
      ...{ app: `service-${service}`, version: "v1", "pod-template-hash": "6d4cf56db6" },
      ...{ "topology.istio.io/cluster": "west", "security.istio.io/tlsMode": "istio" },
      "service.istio.io/canonical-name": `service-${service}`,
    },
    Addresses: [`10.${service % 200}.${Math.floor(service / 200)}.${i}`],
    ServicePortName: "http",
    ServiceAccount: `spiffe://cluster.local/ns/elsewhere/sa/service-${service}`,
    ...{ Network: "", Locality: { Label: "", ClusterID: "west" }, EndpointPort: 8080, LbWeight: 0 },
    ...{ TLSMode: "istio", Namespace: "elsewhere", WorkloadName: `service-${service}` },
    ...{ HostName: "", SubDomain: "", HealthStatus: 1, NodeName: "node-1" },
  });
  const all = Array.from({ length: services }, (_, service) => {
    const list = Array.from({ length: each }, (__, i) => endpoint(service, i));
    const shards = { Shards: { "Kubernetes/west": list }, ServiceAccounts: {} };
    return [`service-${service}.elsewhere.svc.cluster.local`, { elsewhere: shards }];
  });
  return JSON.stringify(Object.fromEntries(all));
}
