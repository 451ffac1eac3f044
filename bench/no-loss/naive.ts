// Applies a release in a naive order, to show that the benchmark notices lost requests.
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeClient } from "../../kubernetes/client";
import { objectPath } from "../../kubernetes/object-path";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import type { LabCluster } from "../../lab/types";
import type { Manifest } from "../../model/manifests/metadata";
import { factsOf, type Stage } from "../../model/kinds";
import { manifests, planRelease } from "../../model/plan/plan";
import type { Release } from "../../model/release/release";
import { rolledOut, type RollingDeployment } from "../../operations/pods/rolled-out";
import type { Deployer } from "./deployer";

/** First the namespace, then the routes that users ask for, then what routes depend on. */
const naiveOrder: readonly Stage[] = ["foundation", "routes", "policies", "subsets", "workloads"];

/** Milliseconds until pods must be ready. */
const availableTimeoutMs = 60_000;

/**
 * Applies the same objects without this project's order. Cluster by cluster, it first deletes the
 * objects that leave, then applies the others as fast as the API server takes them, routes first
 * and pods last, and pods end without a drain. It shows that the harness notices lost requests.
 */
export class NaiveOrder implements Deployer {
  private readonly current = new Map<string, readonly (readonly Manifest[])[]>();
  private readonly clients: readonly KubeClient[];

  constructor(private readonly clusters: readonly LabCluster[]) {
    this.clients = clusters.map(({ kubeconfig }) => clientOf(kubeconfig));
  }

  async apply(release: Release): Promise<void> {
    const plan = planRelease(withoutDrain(release), this.clusters);
    const wanted = plan.clusters.map((cluster) =>
      manifests(cluster).sort((a, b) => rank(a) - rank(b)),
    );
    const before = this.current.get(release.name);
    this.current.set(release.name, wanted);
    for (const [i, client] of this.clients.entries()) {
      const objects = wanted[i] ?? [];
      const paths = new Set(objects.map(objectPath));
      for (const gone of before?.[i] ?? [])
        if (!paths.has(objectPath(gone)))
          await client.delete(objectPath(gone), { propagationPolicy: "Background" });
      for (const object of objects) await client.apply(objectPath(object), object);
    }
    await Promise.all(this.clients.map((client, i) => available(client, wanted[i] ?? [])));
  }

  /** Removes the namespaces of all releases. */
  async remove(): Promise<void> {
    for (const objects of this.current.values())
      for (const [i, client] of this.clients.entries())
        for (const object of objects[i] ?? [])
          if (object.kind === "Namespace") await client.delete(objectPath(object));
  }
}

const rank = (object: Manifest) => naiveOrder.indexOf(factsOf(object).stage);

function withoutDrain(release: Release): Release {
  const services = Object.entries(release.services).map(([service, spec]) => {
    const versions = Object.entries(spec.versions).map(([version, pods]) => [
      version,
      { ...pods, drainSeconds: 0 },
    ]);
    return [service, { ...spec, versions: Object.fromEntries(versions) as typeof spec.versions }];
  });
  return { ...release, services: Object.fromEntries(services) as Release["services"] };
}

/**
 * Waits until exactly the wanted pods run.
 *
 * @throws Error that names a Deployment that takes too long
 */
async function available(client: KubeClient, objects: readonly Manifest[]): Promise<void> {
  const deadline = performance.now() + availableTimeoutMs;
  for (const object of objects.filter(({ kind }) => kind === "Deployment"))
    while (!isDone(await client.get<CountedDeployment>(objectPath(object)))) {
      if (performance.now() > deadline)
        throw new Error(
          `${objectPath(object)} is not available within ${availableTimeoutMs / 1000} s`,
        );
      await sleep(100);
    }
}

/** A Deployment that also counts its pods of earlier templates. */
type CountedDeployment = RollingDeployment & {
  readonly status?: { readonly replicas?: number };
};

/** Whether the new pods are available and the old ones gone. */
function isDone(deployment?: CountedDeployment): boolean {
  return (
    deployment !== undefined &&
    rolledOut(deployment) &&
    deployment.status?.replicas === deployment.spec.replicas
  );
}
