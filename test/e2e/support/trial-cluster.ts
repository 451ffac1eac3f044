// Tries objects on a cluster of the lab, by a dry run or until its gateway routes by them.
import { join } from "node:path";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { objectPath } from "../../../kubernetes/object-path";
import type { LabCluster } from "../../../lab/lab";
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import type { Manifest } from "../../../model/manifests/metadata";
import { holds, inLab, pods } from "./lab-parts";
import { lab } from "./lab";

/** A cluster of the lab on which objects are tried. */
export class TrialCluster {
  private readonly client;
  private gatewayPod: string | undefined;

  constructor(private readonly cluster: LabCluster) {
    this.client = clientOf(cluster.kubeconfig);
  }

  /** Server-side apply as a dry run; the API server asks admission webhooks as usual. */
  dryRun(object: Manifest): Promise<unknown> {
    return this.send(object, "dryRun=All&");
  }

  apply(object: Manifest): Promise<unknown> {
    return this.send(object, "");
  }

  async remove(object: Manifest): Promise<void> {
    await this.client.delete(objectPath(object));
  }

  /**
   * Applies objects, waits until the gateway's proxy routes by them, and removes them.
   *
   * @param routing the VirtualServices among them by which it must
   * @throws Error where the proxy refused any part of its configuration
   */
  async serve(objects: readonly Manifest[], routing: readonly Manifest[]): Promise<void> {
    const before = await this.refusals([]);
    await Promise.all(objects.map((object) => this.apply(object)));
    try {
      const refused = (await this.refusals(routing)) - before;
      if (refused > 0)
        throw new Error(
          `the gateway of ${this.cluster.name} refused ${refused} updates for ${JSON.stringify(objects)}`,
        );
    } finally {
      await Promise.all(objects.map((object) => this.remove(object)));
    }
  }

  /**
   * How many updates the gateway's proxy has refused since its start, once it routes by some
   * VirtualServices.
   */
  private async refusals(routing: readonly Manifest[]): Promise<number> {
    const paths = routing.map(
      ({ metadata: { name, namespace } }) => `/namespaces/${namespace}/virtual-service/${name}"`,
    );
    this.gatewayPod ??= await this.findGateway();
    const command = [process.execPath, join(__dirname, "refused-updates.cjs"), ...paths];
    const { code, output } = await inLab(lab().folder, command, this.gatewayPod);
    if (code !== 0) throw new Error(`the gateway of ${this.cluster.name}: ${output}`);
    return Number(output);
  }

  private async findGateway(): Promise<string> {
    const all = await pods(this.client, "istio-system", "istio=ingressgateway");
    const ready = all.find((pod) => holds(pod, "Ready"));
    if (!ready) throw new Error(`${this.cluster.name} has no gateway that is ready`);
    return `istio-system/${ready.metadata.name}`;
  }

  private send(object: Manifest, query: string): Promise<unknown> {
    return this.client.request(
      "PATCH",
      `${objectPath(object)}?${query}fieldManager=gray-release&force=true`,
      object,
      "application/apply-patch+yaml",
    );
  }
}

/**
 * The VirtualServices by which gateways route HTTP requests: those that are bound to one
 * themselves.
 */
export function atGateways(objects: readonly Manifest[]): Manifest[] {
  return objects.filter((object) => {
    if (object.kind !== "VirtualService") return false;
    const { gateways = [], http = [] } = (object as Manifest & { spec: VirtualServiceSpec }).spec;
    return http.length > 0 && gateways.some((name) => name !== "mesh");
  });
}
