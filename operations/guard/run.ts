import type { KubeClient, KubeObject } from "../../kubernetes/client";
import { listPath } from "../../kubernetes/object-path";
import { isRouteKind } from "../../model/kinds";
import type { ReachedCluster } from "../clusters/connect";
import { refusal } from "../../components/refusal";

/** By cluster, namespace and name. */
type Generations = ReadonlyMap<string, number | undefined>;

/**
 * Keeps an update from moving routes that were written while it was on its way: by `gray abort`, whose word must hold
 * against an update that waits for pods, or by another hand.
 */
export class RouteGuard {
  private readonly atFirst: Promise<Generations>;

  constructor(private readonly reached: readonly ReachedCluster[]) {
    this.atFirst = this.generations();
    // Whoever checks is told; until then it must not end the program.
    this.atFirst.catch(() => undefined);
  }

  /** @throws pulumi.RunError that names the routes that were written since, or the API server that can't tell */
  async check(): Promise<void> {
    const before = await this.atFirst;
    const now = await this.generations();
    const written = [...before].filter(([name, generation]) => now.get(name) !== generation);
    if (written.length === 0) return;
    throw refusal(
      `Routes were written while this update was on its way: ${written.map(([name]) => name).join(", ")}. ` +
        "No route was moved by this update. See what stands there (gray drift), and run it again.",
    );
  }

  private async generations(): Promise<Generations> {
    const found = await Promise.all(
      this.reached.flatMap(({ cluster, client, objects }) => {
        const routes = objects.filter(({ kind }) => isRouteKind(kind));
        const paths = new Set(routes.map((route) => listPath(route)));
        return client ? [...paths].map((path) => generationsAt(cluster.name, client, path)) : [];
      }),
    );
    return new Map(found.flat());
  }
}

async function generationsAt(
  cluster: string,
  client: KubeClient,
  path: string,
): Promise<(readonly [string, number | undefined])[]> {
  const objects = await client.list<KubeObject>(path).catch((error: Error) => {
    throw refusal(
      `The VirtualServices of cluster ${cluster} can't be read: ${error.message}. ` +
        "No route was moved by this update: traffic flows as before. Run it again when that cluster answers.",
    );
  });
  return objects.map(({ metadata: { namespace, name, generation } }) => [
    `${cluster}: VirtualService ${namespace}/${name}`,
    generation,
  ]);
}
