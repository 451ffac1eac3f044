import { expect } from "chai";
import type { KubeClient } from "../../../kubernetes/client";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import type { Container, Pod } from "../../../lab/pods/pod-spec";
import { cluster, lab } from "../support/lab";
import {
  applyAll,
  eventually,
  holds,
  inLab,
  namespace,
  outsideMesh,
  pods,
} from "../support/lab-parts";

const space = "lab-endings-spec";
const ports = [{ containerPort: 5000 }];

interface Slices {
  items: { endpoints: { conditions: Record<string, boolean> }[] | null }[];
}

describe("the lab, when a pod is deleted", () => {
  let client: KubeClient;
  const path = (kind: string): string => `/api/v1/namespaces/${space}/${kind}`;

  /** Creates a pod and waits until it is Ready; gives it with its address. */
  const ready = async (
    name: string,
    containers: Partial<Container>[],
    annotations: Record<string, string> = {},
  ): Promise<Pod> => {
    const image = "example.com/app:1";
    const labels = {
      app: name,
      "sidecar.istio.io/inject": String("proxy.istio.io/config" in annotations),
    };
    await client.create(path("pods"), {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, labels, annotations },
      spec: { containers: containers.map((one, i) => ({ name: `c${i}`, image, ...one })) },
    });
    return eventually(`${name} is Ready`, async () => {
      const [pod] = await pods(client, space, `app=${name}`);
      return pod && holds(pod, "Ready") && pod;
    });
  };
  const gone = (name: string) =>
    eventually(
      `${name} is gone`,
      async () => (await pods(client, space, `app=${name}`)).length === 0,
    );

  before(async () => {
    client = clientOf(cluster("west").kubeconfig);
    await applyAll(client, [namespace(space)]);
  });

  after(() => client.delete(`/api/v1/namespaces/${space}`));

  it("waits for its preStop hook, while it answers and is a terminating endpoint", async () => {
    await client.create(path("services"), {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "slow" },
      spec: { selector: { app: "slow" }, ports: [{ name: "http", port: 5000 }] },
    });
    const lifecycle = { preStop: { sleep: { seconds: 3 } } };
    const pod = await ready("slow", [{ ports, lifecycle }], {
      "proxy.istio.io/config": "terminationDrainDuration: 5s",
    });
    const list = `/apis/discovery.k8s.io/v1/namespaces/${space}/endpointslices`;
    const endpoint = async (serving: boolean): Promise<boolean> => {
      const { items } = await client.request<Slices>("GET", list);
      const expected = { ready: false, serving, terminating: true };
      return JSON.stringify(items[0]?.endpoints?.[0]?.conditions) === JSON.stringify(expected);
    };
    const begin = Date.now();
    await client.delete(`${path("pods")}/slow`);
    await eventually("it is terminating, but serves", () => endpoint(true));
    const { output } = await outsideMesh(lab().folder, `${pod.status.podIP}:5000/late`);
    expect(output).to.match(/^200 .*"path":"\/late"/);
    // The app ended after its hook; the sidecar, whose drain is longer, is still there.
    await eventually("it serves no more", () => endpoint(false));
    expect(Date.now() - begin).to.be.greaterThan(2_900);
    await gone("slow");
    expect(Date.now() - begin).to.be.greaterThan(4_900);
  });

  it("asks what an httpGet hook names, and says that it can't run a program", async () => {
    const witness = await ready("witness", [{ ports }]);
    const host = witness.status.podIP as string;
    await ready("hooked", [
      { ports, lifecycle: { preStop: { httpGet: { host, port: 5000, path: "/bye" } } } },
      { lifecycle: { preStop: { exec: { command: ["/app/drain"] } } } },
    ]);
    const begin = Date.now();
    await client.delete(`${path("pods")}/hooked`);
    await gone("hooked");
    // Without a handler the program ends at once.
    expect(Date.now() - begin).to.be.lessThan(5_000);
    const { output } = await outsideMesh(lab().folder, `${host}:5000/.lab/received`);
    expect(output).to.include('"received":1');
    const events = await client.list<{ reason: string; message: string }>(
      `${path("events")}?fieldSelector=${encodeURIComponent("involvedObject.name=hooked")}`,
    );
    const failed = events.filter(({ reason }) => reason === "FailedPreStopHook");
    expect(failed.map(({ message }) => message).join("\n")).to.match(
      /^the preStop hook \["\/app\/drain"\] of container c1 was not run: no container runs in the lab/,
    );
  });

  it("ends it at once when its removal is forced meanwhile", async () => {
    await ready("forced", [{ ports, lifecycle: { preStop: { sleep: { seconds: 25 } } } }]);
    const { uid } = (await pods(client, space, "app=forced"))[0]?.metadata ?? {};
    await client.delete(`${path("pods")}/forced`);
    await client.delete(`${path("pods")}/forced`, { gracePeriodSeconds: 0 });
    const networks = `/run/netns/pod-${uid}`;
    await eventually(
      "its network is gone",
      async () => (await inLab(lab().folder, ["test", "-e", networks])).code !== 0,
      10,
    );
  });
});
