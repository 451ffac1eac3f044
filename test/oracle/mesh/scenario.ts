/** Random meshes in which an update writes a stage, for specs of the wait for proxies. */
import type { AskedCluster } from "../../../operations/sync/asked";
import type { SyncScope } from "../../../operations/sync/store";
import type { NeededType, XdsType } from "../../../operations/sync/xds";
import { askedCluster, scopeOf } from "./asked-model";
import { ModelIstiod } from "./model-istiod";
import type { ModelChange, ProxyBehaviour } from "./model-proxy";
import { Timeline } from "./timeline";

/** Chance, by a seed. */
export interface Chance {
  /** A whole number between two others, both included. */
  between(low: number, high: number): number;
  one<T>(items: readonly T[]): T;
  /** Whether something happens that happens in one of so many cases. */
  in(cases: number): boolean;
}

/** The chance of a seed (mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const one = <T>(items: readonly T[]): T => items[between(0, items.length - 1)] as T;
  return { between, one, in: (cases) => between(1, cases) === 1 };
}

/** The stages, by what proxies must take of them and what istiod sends of them. */
const stages: readonly { readonly needed: XdsType; readonly sent: readonly XdsType[] }[] = [
  {
    needed: "Cluster",
    sent: ["Cluster", "ClusterLoadAssignment", "Listener", "RouteConfiguration"],
  },
  { needed: "RouteConfiguration", sent: ["Cluster", "Listener", "RouteConfiguration"] },
  { needed: "Listener", sent: ["Cluster", "Listener", "RouteConfiguration"] },
  { needed: "Listener", sent: ["Listener"] },
];

/** A mesh with churn, and an update that waits for its proxies. */
export class Scenario {
  readonly time = new Timeline();
  readonly istiod: ModelIstiod;
  readonly needed: readonly NeededType[];
  /** Milliseconds between two changes of others; Infinity in calm. */
  readonly everyMs: number;
  /** When the last proxy reads again, and istiod was restarted; 0 where nothing of that happens. */
  readonly troubleMs: number;
  /** When every proxy that the stage concerns had it. */
  takenMs?: number;
  private readonly stage: ModelChange;
  private readonly throttle: number;
  private readonly isConcerned: readonly boolean[];

  constructor(private readonly chance: Chance) {
    const { time } = this;
    const count = chance.between(2, 14);
    const indices = Array.from({ length: count }, (_, i) => i);
    this.throttle = chance.one([1, 2, 5, 25]);
    const behaviours = indices.map(() => this.behaviour());
    const behaviour = {
      noticeMs: () => chance.between(0, 60),
      computeMs: chance.one([1, 5, 40, 180, 700]),
      throttle: this.throttle,
    };
    this.istiod = new ModelIstiod(time, behaviour, behaviours);
    const { needed, sent } = chance.one(stages);
    this.needed = [{ type: needed }];
    this.isConcerned = indices.map(() => !chance.in(3));
    const concerns = (proxy: number) => this.isConcerned[proxy] ?? false;
    this.stage = { types: sent, concerns, isStage: true };
    this.everyMs = chance.one([Infinity, Infinity, 1000, 400, 330, 200, 130, 60]);
    const restartMs = chance.in(6) ? chance.between(0, 3000) : undefined;
    const warm = 3000;
    time.pass(warm);
    if (this.everyMs !== Infinity) this.churn(indices, needed);
    time.pass(warm);
    const nowMs = time.now();
    time.in(chance.between(0, 200), () => this.istiod.change(this.stage));
    if (restartMs !== undefined) time.in(restartMs, () => this.istiod.restart());
    const thawedMs = behaviours.map(({ frozenMs }) => frozenMs?.[1] ?? 0);
    this.troubleMs = Math.max(restartMs === undefined ? 0 : nowMs + restartMs, ...thawedMs);
    this.watch();
  }

  /** Whether every proxy that the stage concerns has taken it. */
  get isTaken(): boolean {
    return this.istiod.proxies.every(
      ({ index, has }) =>
        !this.isConcerned[index] || this.needed.every(({ type }) => has.has(type)),
    );
  }

  /** The cluster of the mesh, as it is asked. */
  get cluster(): AskedCluster {
    const { istiod, stage, throttle, time, chance } = this;
    return askedCluster({ istiod, stage, throttle, time, answerMs: () => chance.between(1, 6) });
  }

  /** What is waited for. */
  get scope(): SyncScope {
    return scopeOf(this.needed);
  }

  private behaviour(): ProxyBehaviour {
    const { chance } = this;
    const lowMs = chance.one([0, 5, 100, 200]);
    const highMs = lowMs + chance.one([0, 10, 400, 1800]);
    const fromMs = 5900 + chance.between(0, 400);
    return {
      ackMs: () => chance.between(lowMs, highMs),
      makeMs: chance.one([0, 1, 1, 2, 20, 150]),
      warmMs: chance.one([0, 0, 50, 700]),
      ...(chance.in(6) && {
        frozenMs: [fromMs, fromMs + chance.between(500, 6000)] as const,
      }),
    };
  }

  /** Endpoints of others change, or of headless Services; now and then their routes. */
  private churn(indices: readonly number[], needed: XdsType): void {
    const { chance, time } = this;
    const sees = indices.map(() => !chance.in(3));
    const types: readonly XdsType[] =
      needed !== "Listener" && chance.in(4) ? ["Listener"] : ["ClusterLoadAssignment"];
    const concerns = (proxy: number) => sees[proxy] ?? false;
    const next = () => {
      this.istiod.change({ types, concerns, isStage: false });
      time.in(this.everyMs, next);
    };
    next();
  }

  private watch(): void {
    if (this.isTaken) this.takenMs ??= this.time.now();
    if (this.takenMs === undefined) this.time.in(5, () => this.watch());
  }
}
