/** The fast lane over real clusters: each is written and asked on its own, side by side. */
import type { StackSettings } from "../../../model/config/settings";
import type { ClusterApi } from "../../cluster-api";
import { systemClock, type Clock } from "../../clock";
import type { LaneCluster, RouteChange, RouteLane, RouteOutcome, SettleOutcome } from "./port";
import { ClusterProxies } from "./settle";
import { writeRoutes } from "./write";

/** What the fast lane needs to know. */
export interface LaneOptions {
  /** All clusters of the stack, remote ones too: pods of proxies may be in any. */
  readonly clusters: readonly LaneCluster[];
  readonly settle: StackSettings["settle"];
  /** Gets a line where an istiod is late. @default nothing does */
  readonly onWait?: (line: string) => void;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** Writes and settles routes through the API servers of clusters, without the engine. */
export class FastLane implements RouteLane {
  private readonly proxies = new Map<string, KnownCluster>();
  /** Clients of the clusters that answered until now. */
  private readonly everywhere = new Map<string, ClusterApi>();
  private readonly clock: Clock;

  constructor(private readonly options: LaneOptions) {
    this.clock = options.clock ?? systemClock;
    for (const { cluster, client } of options.clusters)
      void client.then((one) => one.ok && this.everywhere.set(cluster.name, one.value));
  }

  writeStep(changes: readonly RouteChange[]): Promise<RouteOutcome[]> {
    return Promise.all(changes.map((change) => writeRoutes(change, "step", this.clock)));
  }

  takeBack(
    changes: readonly RouteChange[],
    onOutcome?: (outcome: RouteOutcome) => void,
  ): Promise<RouteOutcome[]> {
    return Promise.all(
      changes.map(async (change) => {
        const outcome = await writeRoutes(change, "back", this.clock);
        onOutcome?.(outcome);
        return outcome;
      }),
    );
  }

  open(changes: readonly Omit<RouteChange, "from">[]): void {
    for (const change of changes) void this.proxiesOf(change).connect();
  }

  settle(changes: readonly Omit<RouteChange, "from">[]): Promise<SettleOutcome[]> {
    return Promise.all(changes.map((change) => this.proxiesOf(change).settle()));
  }

  close(): void {
    for (const { proxies } of this.proxies.values()) proxies.close();
    this.proxies.clear();
  }

  /** A cluster that was reached anew has another client: its connections begin anew, too. */
  private proxiesOf(change: Omit<RouteChange, "from">): ClusterProxies {
    const { settle, onWait = () => undefined } = this.options;
    const { cluster, client } = change;
    const known = this.proxies.get(cluster.name);
    if (known?.client === client) return known.proxies;
    known?.proxies.close();
    const { everywhere, clock } = this;
    const proxies = new ClusterProxies(change, { settle, everywhere, onWait, clock });
    this.proxies.set(cluster.name, { client, proxies });
    return proxies;
  }
}

interface KnownCluster {
  readonly client: LaneCluster["client"];
  readonly proxies: ClusterProxies;
}
