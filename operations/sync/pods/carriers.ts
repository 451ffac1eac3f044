/** Looks up which of the proxies that hold a stage up carry traffic. */
import { isPodReady, type PodWithConditions } from "../../../kubernetes/pod-ready";
import type { Clock } from "../../clock";
import type { AskedCluster, AskedIstiod, Clients } from "../asked";
import { nameOf, type Straggler } from "../stragglers";
import type { PodClient, PodRights } from "./rights";

/** Milliseconds that a proxy holds a stage up before its pod is looked up. */
const firstLookMs = 1000;

/** Milliseconds between two looks at one pod. */
const againMs = 5000;

/** While the time is not over, more proxies than these are not looked up: they are only slow. */
const mostLooks = 20;

/**
 * Pods are looked up one by one, and only those of proxies that hold a stage up: as a list of one, for
 * which the rights of `gray rbac` are enough in the namespaces of the release and of the gateways. A
 * proxy counts where the program may not list pods, or does not know its cluster.
 */
export class Carriers {
  private readonly heldSinceMs = new Map<string, number>();
  private readonly looked = new Map<string, { readonly atMs: number; readonly carries: boolean }>();

  constructor(
    private readonly istiod: Pick<AskedIstiod, "clusterId">,
    private readonly cluster: Pick<AskedCluster, "client">,
    private readonly everywhere: Clients,
    private readonly clock: Clock,
    private readonly rights: PodRights,
  ) {}

  /**
   * Leaves out proxies whose pod is not ready, or gone: they carry no traffic.
   *
   * @param isLast whether the time is over: then every proxy is looked up
   */
  async of(behind: readonly Straggler[], isLast: boolean): Promise<Straggler[]> {
    const nowMs = this.clock.now();
    const since = (key: string) => this.heldSinceMs.get(key) ?? nowMs;
    const keys = new Map(behind.map((one) => [nameOf(one), one]));
    const held = [...keys].map(([key]) => [key, since(key)] as const);
    this.heldSinceMs.clear();
    for (const [key, ms] of held) this.heldSinceMs.set(key, ms);
    if (isLast || keys.size <= mostLooks)
      await Promise.all(
        [...keys]
          .filter(([key]) => isLast || this.isDue(key, nowMs))
          .map(async ([key, one]) => {
            this.looked.set(key, { atMs: nowMs, carries: await this.carries(one) });
          }),
      );
    return behind.filter((one) => this.looked.get(nameOf(one))?.carries ?? true);
  }

  private isDue(key: string, nowMs: number): boolean {
    const lookedMs = this.looked.get(key)?.atMs;
    if (lookedMs !== undefined) return nowMs - lookedMs >= againMs;
    return nowMs - (this.heldSinceMs.get(key) ?? nowMs) >= firstLookMs;
  }

  private async carries({ cluster, proxy }: Straggler): Promise<boolean> {
    const dot = proxy.lastIndexOf(".");
    const client = this.clientOf(cluster);
    if (!client || dot < 0) return true;
    const name = `fieldSelector=${encodeURIComponent(`metadata.name=${proxy.slice(0, dot)}`)}`;
    try {
      const pods = await this.rights.list<PodWithConditions>(client, proxy.slice(dot + 1), name);
      return pods?.some(isPodReady) ?? true;
    } catch {
      // While the API server is away, the proxy counts.
      return true;
    }
  }

  private clientOf(cluster: string): PodClient | undefined {
    if (cluster === this.istiod.clusterId) return this.cluster.client;
    return this.everywhere.get(cluster);
  }
}
