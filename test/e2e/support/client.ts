import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { fromPod, type PodLoadOptions } from "../../../lab/load/pod-load";
import type { ClientOptions, ClientTotals } from "../../../lab/load/client-options";
import { cluster, lab } from "./lab";
import { applyAll, eventually, holds, namespace, pods } from "./lab-parts";

const space = "mesh-client";

/** A pod in the mesh that belongs to no release, from which specs call services as any other workload would. */
export class MeshClient {
  private constructor(private readonly pod: Pick<PodLoadOptions, "folder" | "pod" | "cluster">) {}

  /** Starts the pod in a cluster and waits until it is ready. */
  static async start(name: "west" | "east"): Promise<MeshClient> {
    const client = clientOf(cluster(name).kubeconfig);
    const labels = { app: "client", version: "v1" };
    await applyAll(client, [
      namespace(space, { "istio-injection": "enabled" }),
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "client", namespace: space },
        spec: {
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: { containers: [{ name: "client", image: "example.com/client:1" }] },
          },
        },
      },
    ]);
    const ready = await eventually("the client's pod is ready", async () =>
      (await pods(client, space)).find((pod) => holds(pod, "Ready")),
    );
    return new MeshClient({
      folder: lab().folder,
      pod: `${space}/${ready.metadata.name}`,
      cluster: name,
    });
  }

  /** Sends from inside the pod. */
  send(options: ClientOptions): Promise<ClientTotals> {
    return fromPod({ ...this.pod, ...options });
  }

  /** Removes the pod with its namespace. */
  static async stop(name: "west" | "east"): Promise<void> {
    await clientOf(cluster(name).kubeconfig).delete(`/api/v1/namespaces/${space}`);
  }
}
