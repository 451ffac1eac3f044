import { expect } from "chai";
import type { AppAnswer } from "../../../lab/apps/app-answer";
import { sendCalls } from "../../../lab/load/grpc-load";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { sendRequests, type Answer } from "../../../lab/load/load";
import { fromPod } from "../../../lab/load/pod-load";
import { openConnections } from "../../../lab/load/tcp-load";
import { selfSigned } from "../../support/certificate";
import { everyProtocol, shopSecret } from "../support/every-protocol";
import { cluster, lab } from "../support/lab";
import {
  applyAll,
  deployment,
  eventually,
  namespace,
  readyPod,
  servedByBoth,
} from "../support/lab-parts";

const space = "lab-protocols-spec";

describe("the lab, for every protocol and under STRICT mTLS", () => {
  const clients = () => lab().clusters.map(({ kubeconfig }) => clientOf(kubeconfig));
  const only = (name: "west" | "east") => clientOf(cluster(name).kubeconfig);
  const tls = { ca: "", headers: { host: "shop.example.com" } };

  before(async () => {
    const shop = await selfSigned("shop.example.com");
    tls.ca = shop.certificate;
    for (const client of clients()) {
      const injected = namespace(space, { "istio-injection": "enabled" });
      await applyAll(client, [injected, ...everyProtocol(space, shop)]);
    }
    await applyAll(only("west"), [deployment(space, "v1")]);
    await applyAll(only("east"), [deployment(space, "v2")]);
    await readyPod(only("west"), space, "v1");
    await readyPod(only("east"), space, "v2");
  });

  after(async () => {
    for (const client of clients()) {
      await client.delete(shopSecret);
      await client.delete(`/api/v1/namespaces/${space}`);
    }
    // An update of the next specs is refused while this Gateway still serves every host.
    await eventually(`${space} is gone`, async () => {
      const left = clients().map((client) => client.get(`/api/v1/namespaces/${space}`));
      return (await Promise.all(left)).every((one) => one === undefined);
    });
  });

  it("passes gRPC through the gateways", async () => {
    for (const { gateway } of lab().clusters) {
      const call = { address: new URL(gateway).host, authority: "grpc.example.com" };
      await servedByBoth(`gRPC at ${gateway}`, (count) => sendCalls({ ...call, count }));
    }
  });

  it("passes TCP through the gateways", async () => {
    for (const { tcpGateway: address } of lab().clusters) {
      await servedByBoth(`TCP at ${address}`, (count) => openConnections({ address, count }));
    }
  });

  it("ends TLS at the gateways with the certificate of a Secret, and goes on as HTTP/2", async () => {
    for (const { secureGateway: url } of lab().clusters) {
      await servedByBoth(`TLS at ${url}`, (count) => sendRequests({ url, ...tls, count }));
      const hops = new Set<string>();
      const onAnswer = ({ body }: Answer) => hops.add((JSON.parse(body) as AppAnswer).protocol);
      await sendRequests({ url, ...tls, count: 10, onAnswer });
      expect([...hops]).to.deep.equal(["HTTP/2.0"]);
    }
  });

  it("sends load from inside a pod, by the names of Services", async () => {
    const { metadata } = await readyPod(only("west"), space, "v1");
    const pod = { folder: lab().folder, pod: `${space}/${metadata.name}`, count: 100 };
    const url = "http://every:5000/";
    const http = await fromPod({ ...pod, kind: "http", url, key: "chain" });
    expect(http.byKey).to.have.all.keys("hello v1", "hello v2");
    const grpc = await fromPod({ ...pod, kind: "grpc", address: "every:5001" });
    const tcp = await fromPod({ ...pod, kind: "tcp", address: "every:5002" });
    for (const totals of [http, grpc, tcp]) {
      expect(totals).to.deep.include({ total: 100, failed: 0, failures: {} });
      expect(totals.byVersion).to.have.all.keys("v1", "v2");
    }
    const refusal = fromPod({ ...pod, kind: "tcp", address: "nobody:1" });
    expect(await refusal.catch((error: Error) => error.message)).to.include('not know "nobody"');
  });
});
