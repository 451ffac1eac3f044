// A pod in the mesh from which specs send requests.
import type { KubeClient } from "../../../kubernetes/client";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { fromPod, type PodLoadOptions } from "../../../lab/load/pod-load";
import type { ClientOptions, ClientTotals } from "../../../lab/load/client-options";
import { cluster, lab } from "./lab";
import { applyAll, eventually, holds, namespace, pods } from "./lab-parts";

/**
 * A pod in the mesh that belongs to no release, from which specs call services as any other
 * workload would.
 */
export class MeshClient {
  private constructor(
    private readonly client: KubeClient,
    private readonly space: string,
    private readonly pod: Pick<PodLoadOptions, "folder" | "pod" | "cluster">,
  ) {}

  /**
   * Starts the pod in a cluster and waits until it is ready.
   *
   * @param user whose pod it is, so that groups of specs can run side by side
   */
  static async start(name: "west" | "east", user: string): Promise<MeshClient> {
    const space = `mesh-client-${user}`;
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
    return new MeshClient(client, space, {
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
  async stop(): Promise<void> {
    await this.client.delete(`/api/v1/namespaces/${this.space}`);
  }
}
