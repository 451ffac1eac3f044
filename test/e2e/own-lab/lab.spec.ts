import { expect } from "chai";
import * as fs from "node:fs";
import { cpus, loadavg } from "node:os";
import { callerOf, type AppAnswer } from "../../../lab/apps/app-answer";
import type { KubeClient } from "../../../kubernetes/client";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { status, up } from "../../../lab/lab";
import { sendRequests } from "../../../lab/load/load";
import { neverReadyAnnotation, podParts, type Pod } from "../../../lab/pods/pod-spec";
import {
  applyAll,
  deployment,
  eventually,
  hello,
  holds,
  inLab,
  outsideMesh,
  namespace,
  pods,
  processesIn,
  readyPod,
  route,
  servedByBoth,
  surroundings,
  traces,
} from "../support/lab-parts";
import { ownLab, useOwnLab } from "../support/own-lab";

const space = "lab-spec";
const annotated = { [neverReadyAnnotation]: "true" };

describe("the lab", () => {
  const { folder } = ownLab;
  const before_ = surroundings();
  let west: KubeClient;
  let east: KubeClient;

  const gateways = (): string[] => ownLab.status.clusters.map(({ gateway }) => `${gateway}/hello`);
  const outside = (address: string) => outsideMesh(folder, address);

  useOwnLab();

  before(async () => {
    west = clientOf(ownLab.cluster("west").kubeconfig);
    east = clientOf(ownLab.cluster("east").kubeconfig);
    for (const client of [west, east]) {
      await applyAll(client, [namespace(space, { "istio-injection": "enabled" }), ...hello(space)]);
    }
    await applyAll(west, [deployment(space, "v1")]);
    await applyAll(east, [deployment(space, "v2")]);
    await Promise.all([readyPod(west, space, "v1"), readyPod(east, space, "v2")]);
  });

  it("is ready within 30 seconds and says how to reach every cluster", async () => {
    const { status: lab } = ownLab;
    // On a machine with other work each core serves several programs, so the lab gets a share of it.
    const share = Math.max(1, (loadavg()[0] ?? 0) / cpus().length);
    expect(lab.readySeconds).to.be.lessThan(30 * share);
    expect(await status({ folder })).to.deep.include({ state: "running", pid: lab.pid });
    expect(lab.clusters.map(({ name, role }) => `${name} ${role}`)).to.deep.equal([
      "west primary",
      "east primary",
    ]);
    for (const { kubeconfig, gateway } of lab.clusters) {
      expect(fs.statSync(kubeconfig).mode & 0o777).to.equal(0o600);
      const port = Number(new URL(gateway).port);
      expect(port).to.be.within(30000, 32767);
    }
  });

  it("refuses to start twice in one folder, and says what to do", async () => {
    const refusal = await up({ folder }).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(refusal).to.include("runs already").and.include("lab -- down");
  });

  it("is found again by a program that allows it", async () => {
    expect((await up({ folder, reuse: true })).pid).to.equal(ownLab.status.pid);
  });

  it("serves pods of both clusters through both gateways, and loses no request", async () => {
    for (const url of gateways()) {
      await servedByBoth(`HTTP at ${url}`, (count) => sendRequests({ url, count }));
    }
  });

  it("shows the server the caller's SPIFFE identity", async () => {
    const identity = "spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway";
    // A gateway speaks plain text until it has learnt that a new pod has a sidecar.
    await eventually("the gateway speaks mutual TLS", async () => {
      const answer = (await (await fetch(gateways()[0] as string)).json()) as AppAnswer;
      return answer.caller === identity;
    });
    expect(callerOf(undefined)).to.equal(undefined);
  });

  it("refuses plain text to a pod of the mesh under STRICT mTLS", async () => {
    const pod = await readyPod(west, space, "v1");
    const { code, output } = await outside(`${pod.status.podIP}:5000/hello`);
    expect(output).to.include("refused: ECONNRESET");
    expect(code).to.equal(7);
  });

  it("injects a sidecar only where the namespace asks for it, by either label", async () => {
    const cases: [string, Record<string, string>, boolean][] = [
      ["plain-spec", {}, false],
      ["revision-spec", { "istio.io/rev": "default" }, true],
    ];
    for (const [name, labels, injected] of cases) {
      await applyAll(west, [namespace(name, labels), deployment(name, "v1")]);
      const pod = await readyPod(west, name, "v1");
      expect(podParts(pod).proxy !== undefined, name).to.equal(injected);
      const { output } = await outside(`${pod.status.podIP}:5000/direct`);
      // Without the policy of another namespace both take plain text; only one has a proxy before it.
      expect(output).to.include('"path":"/direct"');
      await west.delete(`/api/v1/namespaces/${name}`);
    }
  });

  it("calls the upstream that a container's variable names, by its Service's short name", async () => {
    const env = { upstream_url: "http://hello:5000/next" };
    const front = deployment(space, "front", { env });
    const labels = { app: "front", version: "front" };
    Object.assign(front.spec as object, { selector: { matchLabels: labels } });
    Object.assign((front.spec as { template: Pod }).template.metadata, { labels });
    await applyAll(west, [front]);
    const pod = await readyPod(west, space, "front");
    const { output } = await inLab(
      folder,
      [
        process.execPath,
        "-e",
        'fetch("http://127.0.0.1:5000/first").then(async (a) => console.log(await a.text()))',
      ],
      `${space}/${pod.metadata.name}`,
    );
    const answer = JSON.parse(output) as AppAnswer;
    const [upstream] = answer.upstreams ?? [];
    expect(upstream?.status).to.equal(200);
    const next = upstream?.body as AppAnswer;
    expect(next.path).to.equal("/next");
    expect(next.caller).to.equal(`spiffe://cluster.local/ns/${space}/sa/default`);
    await west.delete(`/apis/apps/v1/namespaces/${space}/deployments/hello-front`);
  });

  it("rejects a VirtualService that Istio finds wrong", async () => {
    const wrong = route(space, "hello", -5);
    const refusal = await applyAll(west, [wrong]).catch((error: Error) => error.message);
    expect(refusal).to.include("denied the request").and.include("weight -5 < 0");
  });

  it("keeps a pod from ever getting ready that is annotated so", async () => {
    await applyAll(west, [deployment(space, "broken", { annotations: annotated })]);
    const waiting = await eventually("a pod that waits for its image", async () => {
      const [pod] = await pods(west, space, "version=broken");
      return pod && JSON.stringify(pod.status).includes("ImagePullBackOff") && pod;
    });
    expect(holds(waiting, "Ready")).to.equal(false);
    await west.delete(`/apis/apps/v1/namespaces/${space}/deployments/hello-broken`);
  });

  it("takes a pod out of service when its sidecar dies, and starts the sidecar again", async () => {
    const pod = await readyPod(west, space, "v1");
    const name = `${space}/${pod.metadata.name}`;
    const each = `for p in $(ip netns pids pod-${pod.metadata.uid}); do read name < /proc/$p/comm`;
    await inLab(folder, [
      "sh",
      "-c",
      `${each}; if [ $name = pilot-agent ]; then kill -9 $p; fi; done`,
    ]);
    const same = async (): Promise<Pod | undefined> =>
      (await pods(west, space)).find(({ metadata }) => metadata.uid === pod.metadata.uid);
    await eventually(`${name} is not Ready`, async () => {
      const now = await same();
      return now && !holds(now, "Ready");
    });
    await eventually(`${name} is Ready again`, async () => {
      const now = await same();
      return now && holds(now, "Ready") && JSON.stringify(now.status).includes('"restartCount":1');
    });
  });

  it("shows that an istiod ended and was started again", async () => {
    const each =
      "for p in $(ip netns pids control-plane-east); do read name < /proc/$p/comm; " +
      "case $name in pilot-discovery*) kill -9 $p;; esac; done";
    await inLab(folder, ["sh", "-c", each]);
    const said = async (ready: boolean): Promise<boolean> => {
      const [istiod] = await pods(east, "istio-system", "app=istiod");
      const restarted = JSON.stringify(istiod?.status).includes('"restartCount":1');
      return istiod !== undefined && restarted && holds(istiod, "Ready") === ready;
    };
    await eventually("istiod is starting", () => said(false));
    await eventually("istiod is Ready again", () => said(true));
  });

  it("ends a deleted pod's processes and network before it leaves the API", async () => {
    const pod = await readyPod(east, space, "v2");
    const network = `pod-${pod.metadata.uid}`;
    expect((await inLab(folder, ["ip", "netns"])).output).to.include(network);
    await east.delete(`/api/v1/namespaces/${space}/pods/${pod.metadata.name}`);
    await eventually("the pod is gone", async () =>
      (await pods(east, space)).every(({ metadata }) => metadata.uid !== pod.metadata.uid),
    );
    expect((await inLab(folder, ["ip", "netns"])).output).to.not.include(network);
    await readyPod(east, space, "v2");
  });

  it("leaves nothing behind when its supervisor is killed, and comes back with its data", async () => {
    const { space: pidSpace } = traces(ownLab.status.pid as number);
    expect(processesIn(pidSpace).length).to.be.greaterThan(10);
    process.kill(ownLab.status.pid as number, "SIGKILL");
    await eventually("no process is left", () => processesIn(pidSpace).length === 0, 15);
    expect(surroundings()).to.deep.equal(before_);
    expect((await status({ folder })).state).to.equal("stopped");
    const { clusters } = ownLab.status;
    expect((await ownLab.start()).clusters).to.deep.equal(clusters);
    // The gateways learn the pods of both clusters after the restart, each in its time.
    for (const url of gateways())
      await servedByBoth(`HTTP at ${url}`, (count) => sendRequests({ url, count }));
  });

  it("leaves nothing behind when it is brought down", async () => {
    const { space: pidSpace } = traces(ownLab.status.pid as number);
    expect(await ownLab.stop()).to.equal(true);
    expect(processesIn(pidSpace)).to.deep.equal([]);
    expect(surroundings()).to.deep.equal(before_);
    expect(await ownLab.stop()).to.equal(false);
  });
});
