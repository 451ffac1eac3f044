import { expect } from "chai";
import { sendCalls } from "../../../lab/load/grpc-load";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { sendRequests, steadyLoad, type Answer } from "../../../lab/load/load";
import { openConnections } from "../../../lab/load/tcp-load";
import { MeshClient } from "../support/client";
import { cluster } from "../support/lab";
import { eventually } from "../support/lab-parts";
import { Project } from "../support/project";
import { enough, expectShares, expectSplit } from "../support/shares";
import { StickyUser } from "../support/sticky-user";
import { clientHello } from "../support/traffic/client-hello";
import { startOldApplication } from "../support/traffic/old-application";
import { receivedInEast } from "../support/traffic/received";
import { host, namespace, oldNamespace, secretHost, traffic } from "../support/traffic-release";

/** Once by the default route, once by a header's. */
const trials: readonly Record<string, string>[] = [{}, { "x-trial": "yes" }];
describe("traffic of every kind over two clusters", () => {
  let project: Project;
  let client: MeshClient;

  before(async () => {
    project = new Project();
    project.write("traffic", traffic);
    await project.init("traffic");
    const address = await startOldApplication(oldNamespace);
    const at = ["gray-release:release", "services", "leaving", "outside", "old", "addresses"];
    project.edit("traffic", at, [address]);
    const [started] = await Promise.all([
      MeshClient.start("west", "traffic"),
      project.up("traffic"),
    ]);
    client = started;
  });

  after(async () => {
    project.retire("traffic");
    project.drop(oldNamespace);
    await client.stop();
    project.remove();
  });

  const url = (path: string, name: "west" | "east" = "west") => `${cluster(name).gateway}${path}`;
  const load = (path: string, options: Partial<Parameters<typeof sendRequests>[0]> = {}) =>
    sendRequests({
      url: url(path),
      count: 300,
      ...options,
      headers: { ...host, ...options.headers },
    });

  it("splits over four of five versions, at both gateways and inside the mesh", async () => {
    const weights = { v1: 5, v2: 5, v3: 10, "4.0": 80 };
    const count = enough(weights);
    for (const name of ["west", "east"] as const)
      expectSplit(name, await load("/many", { url: url("/many", name), count }), weights);
    const inside = await client.send({ kind: "http", url: `http://many.${namespace}/x`, count });
    expectSplit("inside the mesh", inside, weights);
  });

  it("redirects requests and answers them without any version, at the gateway and inside the mesh", async () => {
    const seen = new Set<string>();
    const onAnswer = ({ status, headers }: Answer) =>
      seen.add(`${status} ${String(headers.location ?? headers["retry-after"])}`);
    const moved = await load("/many/old/a?page=2", { count: 20, onAnswer });
    expect(moved.byVersion).to.deep.equal({});
    const down = await load("/many/down", { count: 20, onAnswer });
    expect(down.failures).to.deep.equal({ "HTTP 503: back soon": 20 });
    expect([...seen]).to.deep.equal(["302 http://new.example/many/new/a?page=2", "503 60"]);
    const inside = `http://many.${namespace}/many/down`;
    const { failures } = await client.send({ kind: "http", url: inside, count: 20 });
    expect(failures).to.deep.equal({ "HTTP 503: back soon": 20 });
  });

  it("splits gRPC calls, at the gateway and inside the mesh", async () => {
    const weights = { v1: 90, v2: 10 };
    const count = enough(weights);
    const address = new URL(cluster("east").gateway).host;
    const calls = await sendCalls({ address, authority: host.host, count });
    expectSplit("gateway", calls, weights);
    const inside = await client.send({ kind: "grpc", address: `rpc.${namespace}:7000`, count });
    expectSplit("inside the mesh", inside, weights);
  });

  it("splits TCP connections, with weights of their own at the gateway and inside the mesh", async () => {
    const atGateway = { v1: 90, v2: 10 };
    const address = cluster("west").tcpGateway;
    const count = enough(atGateway);
    expectSplit("gateway", await openConnections({ address, count }), atGateway);
    const inMesh = { v1: 10, v2: 90 };
    const inside = await client.send({
      kind: "tcp",
      address: `queue.${namespace}:9000`,
      count: enough(inMesh),
    });
    expectSplit("inside the mesh", inside, inMesh);
  });

  it("passes TLS on by the host that callers name, split by the weights of the gateway", async () => {
    const address = new URL(cluster("east").secureGateway).host;
    const count = enough({ v1: 90, v2: 10 });
    const greeting = await clientHello(secretHost);
    expectSplit("TLS", await openConnections({ address, count, greeting }), { v1: 90, v2: 10 });
    const other = await clientHello("other.example");
    const refused = await openConnections({ address, count: 20, greeting: other });
    expect(refused).to.deep.include({ total: 20, failed: 20 });
  });

  it("copies its share of requests to a version whose answers no caller sees", async () => {
    const copies = () => receivedInEast(namespace, "mirrored");
    const before_ = await copies();
    const count = enough({ v2: 10 });
    expectSplit("answers", await load("/mirrored", { count }), { v1: 100 });
    expectShares("copies", count, { copied: (await copies()) - before_ }, { copied: 10 });
  });

  it("times out on a header's route as on the default one, and later where a route says so", async () => {
    for (const headers of trials) {
      const answers = await load("/slow", { count: 16, headers });
      expect(Object.keys(answers.failures)).to.deep.equal(["HTTP 504: upstream request timeout"]);
      expect(answers).to.deep.include({ total: 16, failed: 16 });
    }
    const patient = await load("/slow?wait=yes", { count: 16 });
    expect(patient.byVersion).to.deep.equal({ v1: 16 });
  });

  it("retries on a header's route as on the default one, and less where a route says so", async () => {
    for (const headers of trials)
      expectSplit("retried", await load("/flaky", { headers }), { v1: 100 });
    const once = await load("/flaky/once", { count: 50 });
    expect(once.failed).to.equal(50);
  });

  it("fails on purpose as often as a route says, and there only", async () => {
    const count = enough({ aborted: 10 });
    const broken = await load("/slow", { count, headers: { cookie: "a=1; broken=yes" } });
    expectShares(
      "faults",
      count,
      { aborted: broken.failures["HTTP 418: fault filter abort"] ?? 0 },
      {
        aborted: 10,
      },
    );
    expect(broken.byVersion).to.have.all.keys("v2");
  });

  it("keeps sticky users on their version while the weights move 10, 30, 60", async () => {
    const users = await StickyUser.ofBoth(url("/sticky"), host);
    for (const v2 of [10, 30, 60]) {
      project.edit("traffic", ["gray-release:weights", "sticky"], { v1: 100 - v2, v2 });
      if (v2 > 10) await project.up("traffic");
      await Promise.all(users.map((user) => user.visit(170)));
      const weights = { v1: 100 - v2, v2 };
      const fresh = await load("/sticky", { count: enough(weights) });
      expectSplit(`users without a cookie at ${v2} %`, fresh, weights);
    }
    for (const { versions, requests } of users) {
      expect(requests).to.be.at.least(500);
      expect(versions).to.have.lengthOf(1);
    }
  });

  it("gives half a percent of 20,000 requests to a host outside the mesh, while another share of it goes from 0 to 100 and back without a loss", async () => {
    const stop = new AbortController();
    const moving = steadyLoad({
      url: url("/leaving", "east"),
      headers: host,
      concurrency: 4,
      pause: 50,
      signal: stop.signal,
    });
    const few = load("/leaving", { headers: { "x-few": "yes" }, count: 20_000 });
    try {
      for (const [version, other] of [
        ["old", "v1"],
        ["v1", "old"],
      ] as const) {
        project.edit("traffic", ["gray-release:weights", "leaving"], {
          [version]: 100,
          [other]: 0,
        });
        await project.up("traffic");
        const inside = { kind: "http", url: `http://leaving.${namespace}/leaving` } as const;
        for (const answers of [
          await load("/leaving", { count: 200 }),
          await client.send({ ...inside, count: 200 }),
        ])
          expectSplit(`all to ${version}`, answers, { [version]: 100 });
      }
    } finally {
      stop.abort();
    }
    const { failures, byVersion, total } = await moving;
    expect(failures).to.deep.equal({});
    expect(byVersion).to.have.all.keys("v1", "old");
    expect(total).to.be.greaterThan(100);
    const counted = await few;
    expect(counted).to.deep.include({ total: 20_000, failed: 0, failures: {} });
    // 100 are expected; chance alone leaves six standard deviations once in 500 million runs.
    expect(counted.byVersion.old).to.be.within(41, 159);
  });

  it("goes to another region while the pods of the caller's are gone, and back, without a loss", async () => {
    const near = { headers: { "x-near": "yes" } };
    const answering = async (name: "west" | "east") => {
      const { byCluster, failures } = await load("/many", { ...near, count: 40, concurrency: 4 });
      expect(failures).to.deep.equal({});
      return Object.keys(byCluster).join() === name;
    };
    const scale = (replicas: number) =>
      clientOf(cluster("west").kubeconfig).mergePatch(
        `/apis/apps/v1/namespaces/${namespace}/deployments/many-v3/scale`,
        { spec: { replicas } },
      );
    const stop = new AbortController();
    const beside = steadyLoad({
      url: url("/many"),
      headers: { ...host, ...near.headers },
      concurrency: 4,
      pause: 50,
      signal: stop.signal,
    });
    try {
      await eventually("the pods of west answer its callers", () => answering("west"));
      await scale(0);
      await eventually("the pods of east answer callers of west", () => answering("east"));
      await scale(1);
      await eventually("the pods of west answer again", () => answering("west"));
    } finally {
      stop.abort();
    }
    const { failures, byCluster } = await beside;
    expect(failures).to.deep.equal({});
    expect(byCluster).to.have.all.keys("west", "east");
  });
});
