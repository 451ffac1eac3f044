/** The istiods that are asked again and again, and what is known of their proxies from earlier answers. */
import type { StackSettings } from "../../model/config/settings";
import type { Clock } from "../clock";
import type { ReachedCluster } from "../clusters/reached";
import { isOver } from "./decide";
import { closeIstiods, hasNewIstiods, type Istiods } from "./istiods";
import type { Synced } from "./asked";
import { KnownProxies } from "./pods/known";
import { PodRights } from "./pods/rights";
import { allowedStragglers, countOf, nameOf, owedBefore, type Straggler } from "./stragglers";
import type { SyncScope } from "./store";
import { notStale, untilSynced } from "./wait";

/**
 * How long an istiod may lag behind its API server, in seconds. client-go reads again after at most
 * 60 s (30 s with a jitter of 1.0, tools/cache/reflector.go); then the list itself, and the push.
 */
const storeSeconds = 90;

/** Milliseconds between two looks at proxies that are connecting anew. */
const connectPauseMs = 1000;

/** A cluster of a session. */
export type SessionCluster = Pick<ReachedCluster, "cluster" | "client" | "plan" | "objects">;

/** How a session asks. */
export interface SessionOptions {
  readonly settle: StackSettings["settle"];
  /** Gets a line where an istiod lags behind its API server. */
  readonly onLag: (line: string) => void;
  /** Connects to the istiods of its clusters. */
  readonly connect: () => Promise<Istiods>;
  readonly clock: Clock;
}

/** Questions to istiods over kept connections, until {@link close}. */
export class MeshSession {
  /** Proxies that are not waited for any more, by name. */
  private leftBehind: ReadonlySet<string> = new Set();
  private readonly rights = new PodRights();
  private readonly known = new KnownProxies(this.rights);
  /** Namespaces whose pods the program may not list, with their clusters. */
  unseen: readonly string[] = [];

  /** @param istiods the first connections; see {@link SessionOptions.connect} */
  constructor(
    private readonly reached: readonly SessionCluster[],
    public istiods: Promise<Istiods>,
    private readonly options: SessionOptions,
  ) {}

  /**
   * Waits until proxies synced what is in the scope.
   *
   * @throws StaleError where they did not in time
   * @throws Error where an API server or an istiod does not answer
   */
  async synced(scope: SyncScope): Promise<Synced> {
    const { reached } = this;
    const { clock, settle } = this.options;
    const { limit: seconds, stragglers } = settle;
    let deadlineMs = Infinity;
    for (let isFirst = true; ; isFirst = false) {
      const istiods = await this.istiods;
      const synced = await this.acknowledged(istiods, scope, isFirst);
      if (await hasNewIstiods(reached, istiods)) {
        // Else proxies may hang on a replica that nothing is known of.
        if (!(await this.reconnect())) throw new Error("a new replica of istiod can't be asked");
        continue;
      }
      if (!synced.listed) return synced;
      const lost = await this.known.disconnected(synced.listed, istiods.clients);
      deadlineMs = Math.min(deadlineMs, clock.now() + seconds * 1000);
      const isWaited = lost.some((one) => !this.leftBehind.has(nameOf(one)));
      if (!isWaited || isOver(clock.now(), deadlineMs))
        return notStale(
          { ...synced, behind: [...synced.behind, ...lost] },
          { seconds, stragglers },
        );
      await clock.sleep(connectPauseMs);
    }
  }

  /** @param isFirst whether the pods that must be connected are read, too */
  private async acknowledged(
    istiods: Istiods,
    scope: SyncScope,
    isFirst: boolean,
  ): Promise<Synced> {
    const { settle, clock, onLag } = this.options;
    const { reached, leftBehind, rights } = this;
    const stop = new AbortController();
    const limit = {
      ...{ seconds: settle.limit, storeSeconds, stragglers: settle.stragglers },
      ...{ leftBehind, rights, clock, onLag, signal: stop.signal },
    };
    const reads = isFirst && scope.needed.length > 0;
    const [synced, unseen] = await Promise.all([
      untilSynced(istiods.asked, istiods.clients, scope, limit),
      reads ? this.known.read(reached, istiods) : this.unseen,
    ]).finally(() => stop.abort());
    this.unseen = unseen;
    return synced;
  }

  /**
   * The proxies that have been behind for longer than is waited. They had their time, so as many as
   * may be left behind are not waited for.
   */
  async owed(): Promise<Straggler[]> {
    const { settle } = this.options;
    const { asked } = await this.istiods;
    const limitMs = settle.limit * 1000;
    const looks = await Promise.all(
      asked.flatMap(({ name, istiods }) =>
        istiods.map(async (istiod) => {
          const { proxies, nowMs } = await istiod.proxies();
          const owed = owedBefore(proxies, nowMs, limitMs);
          return { count: proxies.length, owed: owed.map((one) => ({ ...one, istiod: name })) };
        }),
      ),
    );
    const owed: Straggler[] = looks.flatMap((look) => look.owed);
    const proxies = looks.reduce((sum, { count }) => sum + count, 0);
    if (owed.length > 0 && countOf(owed) <= allowedStragglers(settle.stragglers, proxies))
      this.leftBehind = new Set(owed.map(nameOf));
    return owed;
  }

  /**
   * Waits for some proxies no more.
   *
   * @returns those that were waited for until now
   */
  leave(behind: readonly Straggler[]): Straggler[] {
    const news = behind.filter((one) => !this.leftBehind.has(nameOf(one)));
    this.leftBehind = new Set([...this.leftBehind, ...behind.map(nameOf)]);
    return news;
  }

  /**
   * Connects anew after an API server, or a pod of istiod, was away; keeps what it has where that
   * reaches fewer.
   *
   * @returns whether it connected to all
   */
  async reconnect(): Promise<boolean> {
    const lost = await this.istiods;
    const found = await this.options.connect();
    const complete = found.asked.length === lost.asked.length;
    closeIstiods(complete ? lost : found);
    if (complete) this.istiods = Promise.resolve(found);
    return complete;
  }

  /** Closes the connections. */
  close(): void {
    void this.istiods.then(closeIstiods, () => undefined);
  }
}
