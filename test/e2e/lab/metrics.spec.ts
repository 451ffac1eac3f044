import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { KubeClient } from "../../../kubernetes/client";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { sendCalls } from "../../../lab/load/grpc-load";
import { sendRequests, type LoadTotals } from "../../../lab/load/load";
import { fromPod } from "../../../lab/load/pod-load";
import { startMetrics, stopMetrics } from "../../../lab/metrics/metrics";
import { cluster, lab } from "../support/lab";
import {
  applyAll,
  deployment,
  eventually,
  holds,
  namespace,
  pods,
  readyPod,
} from "../support/lab-parts";
import { increase, MeasuredMesh, type Values } from "../support/metrics/measured";
import { deaf, host, routes, services, space } from "../support/metrics/measured-routes";

/** What is told apart of each request. */
const labels = [
  "reporter",
  "source_workload",
  "source_cluster",
  "destination_version",
  "destination_canonical_revision",
  "destination_cluster",
  "response_code",
  "grpc_response_status",
  "response_flags",
];

describe("the lab's metrics", () => {
  let west: KubeClient;
  let east: KubeClient;
  let mesh: MeasuredMesh;
  /** Requests that went out, and what they have added to the metrics. */
  const sent = { http: 100, none: 5, deaf: 6, grpc: 60, mesh: 40 };
  const good = { http: 0, grpc: 0, mesh: 0 };
  let counted: Values;
  let durations: Values;

  const viaGateway = (path: string, count: number): Promise<LoadTotals> =>
    sendRequests({ url: `${cluster("west").gateway}${path}`, count, headers: { host } });
  const callGateway = (count: number): Promise<LoadTotals> =>
    sendCalls({ address: new URL(cluster("west").gateway).host, authority: host, count });
  const sums = (metric: string, by: readonly string[], filter = ""): Promise<Values> =>
    mesh.sums(`${metric}{destination_service=~".*[.]${space}[.].*"${filter}}`, by);
  const requests = (): Promise<Values> => sums("istio_requests_total", labels);
  const inWest = `,destination_version="v1"`;
  const allDurations = (): Promise<Values> =>
    sums("istio_request_duration_milliseconds_count", ["reporter", "request_protocol"], inWest);
  /** Those of some requests. */
  const having = (...words: string[]): Values =>
    Object.fromEntries(
      Object.entries(counted).filter(([key]) =>
        words.every((word) => ` ${key} `.includes(` ${word} `)),
      ),
    );

  /** The counts, once no more come in: proxies send their logs four times a second, and a scrape takes up to another. */
  const settled = async (): Promise<Values> => {
    let before = await requests();
    for (let same = 0; same < 3;) {
      await sleep(1_000);
      const now = await requests();
      same = JSON.stringify(now) === JSON.stringify(before) ? same + 1 : 0;
      before = now;
    }
    return before;
  };

  before(async function () {
    this.timeout(120_000);
    west = clientOf(cluster("west").kubeconfig);
    east = clientOf(cluster("east").kubeconfig);
    mesh = new MeasuredMesh();
    const injected = namespace(space, { "istio-injection": "enabled" });
    await Promise.all([west, east].map((client) => applyAll(client, [injected])));
    await startMetrics({ folder: lab().folder, namespaces: [space], scrapeMs: 1_000 });
    const bad = { env: { LAB_FAIL_SHARE: "100", LAB_FAIL_CLUSTERS: "east" } };
    await Promise.all([
      applyAll(west, [...services(), deployment(space, "v1", bad), deaf(), ...routes()]),
      applyAll(east, [...services(), deployment(space, "v2", bad)]),
    ]);
    const [, , caller] = await Promise.all([
      readyPod(west, space, "v1"),
      eventually("deaf is Ready", async () => {
        const [pod] = await pods(west, space, "app=deaf");
        return pod && holds(pod, "Ready");
      }),
      readyPod(east, space, "v2"),
    ]);
    await eventually("the gateway knows all routes", async () => {
      const [http, grpc, none, lost] = await Promise.all([
        viaGateway("/", 20),
        callGateway(20),
        viaGateway("/none", 1),
        viaGateway("/deaf", 1),
      ]);
      const both = [http, grpc].every(({ byVersion, failures }) => {
        const [failure = "", ...others] = Object.keys(failures);
        return byVersion.v1 && others.length === 0 && /^HTTP 500|^gRPC 13/.test(failure);
      });
      return both && none.failed + lost.failed === 2;
    });
    const before = await settled();
    const durationsBefore = await allDurations();
    const [http, grpc, inside] = await Promise.all([
      viaGateway("/", sent.http),
      callGateway(sent.grpc),
      fromPod({
        folder: lab().folder,
        cluster: "east",
        pod: `${space}/${caller.metadata.name}`,
        kind: "http",
        url: "http://hello:5000/",
        count: sent.mesh,
      }),
      viaGateway("/none", sent.none),
      viaGateway("/deaf", sent.deaf),
    ]);
    for (const [kind, { byVersion }] of Object.entries({ http, grpc, mesh: inside }))
      good[kind as keyof typeof good] = byVersion.v1 ?? 0;
    counted = increase(before, await settled());
    durations = increase(durationsBefore, await allDurations());
  });

  after(async () => {
    await stopMetrics({ folder: lab().folder, namespaces: [space] });
    await Promise.all([west, east].map((client) => client.delete(`/api/v1/namespaces/${space}`)));
    mesh.close();
  });

  const gateway = "istio-ingressgateway west";

  it("count each request once at the caller and once at the pod, with versions and clusters", () => {
    expect({ ...having(gateway, "200", "-"), ...having(gateway, "500") }).to.include({
      [`source ${gateway} v1 v1 west 200 - -`]: good.http,
      [`destination ${gateway} v1 v1 west 200 - -`]: good.http,
      [`source ${gateway} v2 v2 east 500 - -`]: sent.http - good.http,
      [`destination ${gateway} v2 v2 east 500 - -`]: sent.http - good.http,
    });
    const caller = "hello-v2 east";
    expect(having("hello-v2")).to.deep.equal({
      [`source ${caller} v1 v1 west 200 - -`]: good.mesh,
      [`destination ${caller} v1 v1 west 200 - -`]: good.mesh,
      [`source ${caller} v2 v2 east 500 - -`]: sent.mesh - good.mesh,
      [`destination ${caller} v2 v2 east 500 - -`]: sent.mesh - good.mesh,
    });
  });

  it("count nothing else", () => {
    const { http, grpc, mesh: inside, none, deaf: lost } = sent;
    const total = Object.values(counted).reduce((sum, value) => sum + value, 0);
    expect(total).to.equal(2 * (http + grpc + inside) + none + lost);
  });

  it("tell the gRPC status", () => {
    expect({ ...having(gateway, "200", "0"), ...having(gateway, "200", "13") }).to.deep.equal({
      [`source ${gateway} v1 v1 west 200 0 -`]: good.grpc,
      [`destination ${gateway} v1 v1 west 200 0 -`]: good.grpc,
      [`source ${gateway} v2 v2 east 200 13 -`]: sent.grpc - good.grpc,
      [`destination ${gateway} v2 v2 east 200 13 -`]: sent.grpc - good.grpc,
    });
  });

  it("know no version of a request that had nowhere to go, and say why", () => {
    expect(having("503", "UH")).to.deep.equal({
      [`source ${gateway} unknown latest unknown 503 - UH`]: sent.none,
    });
  });

  it("know of a pod that was not reached the canonical revision, but not the version", () => {
    expect(having("503", "UF,URX")).to.deep.equal({
      [`source ${gateway} unknown v1 west 503 - UF,URX`]: sent.deaf,
    });
  });

  it("tell how long each took", () => {
    const http = good.http + good.mesh;
    expect(durations).to.deep.equal({
      "source http": http,
      "destination http": http,
      "source grpc": good.grpc,
      "destination grpc": good.grpc,
    });
  });

  it("begin anew with a pod", async () => {
    const [old] = await pods(west, space, "app=hello,version=v1");
    await west.delete(`/api/v1/namespaces/${space}/pods/${old?.metadata.name}`);
    const fresh = await eventually("another pod of v1 is Ready", async () => {
      const found = await pods(west, space, "app=hello,version=v1");
      return found.find((pod) => pod.metadata.uid !== old?.metadata.uid && holds(pod, "Ready"));
    });
    const { byVersion } = await eventually("it answers", async () => {
      const totals = await viaGateway("/", 20);
      return totals.byVersion.v1 ? totals : undefined;
    });
    expect(byVersion.v1).to.be.greaterThan(0);
    const own = () => sums("istio_requests_total", ["pod"], `,reporter="destination"${inWest}`);
    await eventually("only the new pod is counted", async () => {
      const { [fresh.metadata.name]: of = 0, ...others } = await own();
      return Object.keys(others).length === 0 && of >= (byVersion.v1 ?? 0) && of <= 40;
    });
  });
});
