/** A proxy of the model of istiod: its stream, what it works off, and what it acknowledges. */
import type { SentState } from "../../../operations/sync/istiod-state";
import { sentOrder, type XdsType } from "../../../operations/sync/xds";
import type { Timeline } from "./timeline";

/** What a change is, as far as it matters which proxies get which types of it. */
export interface ModelChange {
  /** Which types it is sent in. */
  readonly types: readonly XdsType[];
  /** Which proxies it concerns. */
  readonly concerns: (proxy: number) => boolean;
  /** Whether it is what the update waits for. */
  readonly isStage: boolean;
}

/** How one proxy behaves. */
export interface ProxyBehaviour {
  /** Milliseconds from a message to its acknowledgement, anew for each message. */
  readonly ackMs: () => number;
  /** Milliseconds that istiod makes the config of one type for it. */
  readonly makeMs: number;
  /** Milliseconds that a new cluster warms, during which it withholds acknowledgements of clusters. */
  readonly warmMs: number;
  /** Between these moments it reads nothing. */
  readonly frozenMs?: readonly [number, number];
}

const uuid = "9cbefa89-0b4b-4c39-9b67-1f2d0a1c7f11";
const urls: Readonly<Record<XdsType, string>> = {
  Cluster: "type.googleapis.com/envoy.config.cluster.v3.Cluster",
  ClusterLoadAssignment: "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
  Listener: "type.googleapis.com/envoy.config.listener.v3.Listener",
  RouteConfiguration: "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
};

interface Message {
  readonly type: XdsType;
  readonly nonce: string;
  readonly holdsStage: boolean;
}

/** One proxy, and istiod's connection to it. */
export class ModelProxy {
  /** The types of the stage that it has taken and uses. */
  readonly has = new Set<XdsType>();
  private states = new Map<XdsType, SentState>();
  private workedOffMs = 0;
  private madeMs = 0;
  private makingSinceMs?: number;
  private unread = 0;
  private connection = 0;
  private nonces = 0;
  /** What waits until it is connected; undefined once it is. */
  private waiting?: (() => void)[] | undefined;

  constructor(
    readonly index: number,
    readonly behaviour: ProxyBehaviour,
    private readonly time: Timeline,
  ) {}

  /** What istiod tells of it. */
  get resources(): Record<string, SentState> {
    return Object.fromEntries([...this.states].map(([type, state]) => [urls[type], { ...state }]));
  }

  /** Milliseconds of CPU that istiod used for its config. */
  get usedMs(): number {
    const since = this.makingSinceMs;
    return this.madeMs + (since === undefined ? 0 : this.time.now() - since);
  }

  /** A new connection, on which every type is sent once. */
  connect(push: number, changes: readonly ModelChange[]): void {
    this.connection += 1;
    this.states = new Map();
    [this.unread, this.madeMs, this.makingSinceMs] = [0, 0, undefined];
    // It asks for all types at once: istiod answers that before it reads an acknowledgement.
    this.waiting = [];
    const { connection } = this;
    this.send(push, changes, sentOrder, connection, () => {
      const waiting = connection === this.connection ? this.waiting : [];
      if (connection === this.connection) this.waiting = undefined;
      for (const run of waiting ?? []) run();
    });
  }

  /** Makes and sends a push, type by type; `done` runs when the last one is on its way. */
  push(number: number, changes: readonly ModelChange[], done: () => void): void {
    const mine = changes.filter(({ concerns }) => concerns(this.index));
    const types = sentOrder.filter((type) => mine.some((one) => one.types.includes(type)));
    const { connection } = this;
    this.whenConnected(() => this.send(number, mine, types, connection, done));
  }

  private send(
    push: number,
    changes: readonly ModelChange[],
    types: readonly XdsType[],
    connection: number,
    done: () => void,
  ): void {
    const [type, ...others] = types;
    // A push that was being made for an old connection ends with it.
    if (!type || connection !== this.connection) {
      done();
      return;
    }
    const isStage = (one: ModelChange) =>
      one.isStage && one.types.includes(type) && one.concerns(this.index);
    this.makingSinceMs = this.time.now();
    this.time.in(this.behaviour.makeMs, () => {
      if (connection === this.connection) {
        this.makingSinceMs = undefined;
        this.madeMs += this.behaviour.makeMs;
      }
      this.whenWritable(() => {
        if (connection === this.connection) this.sendOne(push, type, changes.some(isStage));
        this.send(push, changes, others, connection, done);
      });
    });
  }

  private sendOne(push: number, type: XdsType, holdsStage: boolean): void {
    this.nonces += 1;
    const id = `${uuid.slice(0, -6)}${String(this.nonces).padStart(6, "0")}`;
    const nonce = `2026-11-26T10:00:00Z/${push}${id}`;
    const sentTime = new Date(this.time.now()).toISOString();
    this.states.set(type, { ...this.states.get(type), sent: nonce, sentTime });
    this.receive({ type, nonce, holdsStage }, this.connection);
  }

  /** The stream takes a message when the one before has been read. */
  private whenWritable(run: () => void): void {
    const nowMs = this.time.now();
    const thawedMs = this.thawed(nowMs);
    if (this.unread > 0 && thawedMs > nowMs) this.time.in(thawedMs - nowMs, run);
    else run();
  }

  private receive(message: Message, connection: number): void {
    const nowMs = this.time.now();
    this.unread += 1;
    // Messages are worked off in their order.
    const atMs = this.thawed(Math.max(this.workedOffMs, nowMs + this.behaviour.ackMs()));
    this.workedOffMs = atMs;
    const warmMs = message.type === "Cluster" && message.holdsStage ? this.behaviour.warmMs : 0;
    this.time.in(atMs - nowMs, () => {
      if (connection === this.connection) this.unread -= 1;
      const ackMs = this.thawed(atMs + warmMs) - atMs;
      this.time.in(ackMs, () => this.take(message, connection));
    });
  }

  /** The moment itself or, while it is frozen, the end of that. */
  private thawed(atMs: number): number {
    const [from, to] = this.behaviour.frozenMs ?? [0, 0];
    return atMs >= from && atMs < to ? to : atMs;
  }

  private take({ type, nonce, holdsStage }: Message, connection: number): void {
    if (holdsStage) this.has.add(type);
    if (connection !== this.connection) return;
    this.whenConnected(() => {
      const state = this.states.get(type);
      // An acknowledgement of anything but the newest is dropped.
      if (state?.sent === nonce) this.states.set(type, { ...state, acked: nonce });
    });
  }

  private whenConnected(run: () => void): void {
    if (this.waiting) this.waiting.push(run);
    else run();
  }
}
