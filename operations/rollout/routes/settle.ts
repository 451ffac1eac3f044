/** Waits until the proxies of one primary cluster took its routes, over connections that are kept. */
import type { StackSettings } from "../../../model/config/settings";
import { manifests } from "../../../model/plan/plan";
import type { ClusterApi } from "../../cluster-api";
import type { Clock } from "../../clock";
import { outlast } from "../../outlast";
import { RefusalError } from "../../refusal";
import { StaleError, type Clients } from "../../sync/asked";
import { AwayError } from "../../sync/istiod";
import { closeIstiods, connectIstiods, scopeOf, type Istiods } from "../../sync/istiods";
import { behindText } from "../../sync/messages";
import { MeshSession, type SessionCluster } from "../../sync/session";
import type { RouteChange, SettleOutcome } from "./port";

/** How proxies are asked. */
export interface SettleOptions {
  readonly settle: StackSettings["settle"];
  /** Clients of all clusters that answered until now, by name: pods of proxies may be anywhere. */
  readonly everywhere: Clients;
  /** Gets a line where an istiod is late. */
  readonly onWait: (line: string) => void;
  readonly clock: Clock;
}

/** The proxies of one primary cluster. A failure drops its connections: the next question begins anew. */
export class ClusterProxies {
  private session: MeshSession | undefined;
  private asksOwed = false;

  constructor(
    private readonly change: Omit<RouteChange, "from">,
    private readonly options: SettleOptions,
  ) {}

  /** Connects to the istiods, so that the first step is as fast as the others. */
  async connect(): Promise<void> {
    const client = await this.change.client;
    if (client.ok) await this.sessionFor(client.value).istiods.catch(() => this.close());
  }

  /** Waits; it never throws. */
  async settle(): Promise<SettleOutcome> {
    const { clock, settle } = this.options;
    const beganMs = clock.now();
    const outcome = (found: Partial<SettleOutcome>): SettleOutcome => ({
      ...{ cluster: this.change.cluster.name, ms: clock.now() - beganMs, behind: [] },
      ...found,
    });
    const client = await this.change.client;
    if (!client.ok) return outcome({ stale: client.failure });
    const session = this.sessionFor(client.value);
    try {
      const { unasked } = await session.istiods;
      if (unasked.length > 0) {
        await clock.sleep(settle.seconds * 1000);
        // It may be asked the next time.
        this.close();
        return outcome({ unasked: unasked.join("; ") });
      }
      const [{ proxies, behind }] = await Promise.all([
        this.synced(session, client.value),
        clock.sleep(settle.minimum * 1000),
      ]);
      const news = session.leave(behind).map(behindText);
      return outcome({ behind: news, ...(proxies !== undefined && { proxies }) });
    } catch (error) {
      this.close();
      return outcome({ stale: whyStale(error as Error) });
    }
  }

  /** Closes the connections. */
  close(): void {
    this.session?.close();
    this.session = undefined;
  }

  private synced(session: MeshSession, client: ClusterApi) {
    const { clock } = this.options;
    const cluster = this.clusterWith(client);
    const ask = async () => {
      if (this.asksOwed) await session.owed();
      this.asksOwed = false;
      return session.synced(scopeOf([cluster], "routes", false));
    };
    const isFinal = (error: Error) => error instanceof StaleError || error instanceof RefusalError;
    const beforeRetry = async () => void (await session.reconnect());
    return ask().catch(async (error: Error) => {
      if (isFinal(error)) throw error;
      // Between two steps, something on the way may have dropped connections that were idle.
      await beforeRetry().catch(() => undefined);
      return outlast(ask, { reached: [cluster], clock, isFinal, beforeRetry });
    });
  }

  private sessionFor(client: ClusterApi): MeshSession {
    if (this.session) return this.session;
    const { clock, settle, onWait } = this.options;
    const cluster = this.clusterWith(client);
    const connect = async (): Promise<Istiods> => {
      const options = { readySeconds: settle.limit, onWait, clock };
      return { ...(await connectIstiods([cluster], options)), clients: this.options.everywhere };
    };
    const session = new MeshSession([cluster], this.connectFirst(connect, cluster), {
      ...{ settle, clock, connect, onLag: onWait },
    });
    this.session = session;
    // Without any that may be left behind, it does not matter which proxies were behind before.
    this.asksOwed = settle.stragglers !== 0;
    return session;
  }

  /** An API server that is away for a moment is asked again. */
  private async connectFirst(
    connect: () => Promise<Istiods>,
    cluster: SessionCluster,
  ): Promise<Istiods> {
    const once = async () => {
      const found = await connect();
      if (found.away.length === 0) return found;
      closeIstiods(found);
      throw new AwayError(found.away.join("; "));
    };
    const isFinal = (error: Error) => !(error instanceof AwayError);
    return outlast(once, { reached: [cluster], clock: this.options.clock, isFinal });
  }

  private clusterWith(client: ClusterApi): SessionCluster {
    const { cluster, next: plan } = this.change;
    return { cluster, client, plan, objects: manifests(plan) };
  }
}

/** A refusal of an update has its own reason; the advice in it is not for a rollout. */
function whyStale(error: Error): string {
  return error instanceof RefusalError && error.cause instanceof Error
    ? `no istiod is ready: ${error.cause.message}`
    : error.message;
}
