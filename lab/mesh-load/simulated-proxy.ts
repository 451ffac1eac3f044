// A simulated sidecar: subscribes as Envoy does, and acknowledges when it is told to.
import { AckQueue } from "./ack-queue";
import { AdsStream } from "./ads-stream";
import {
  deltaRequest,
  type DeltaResponse,
  nodeOf,
  type ProxyIdentity,
  readResponse,
  type RequestParts,
  xdsTypes,
} from "./delta-xds";
import type { MsRange } from "./options";
import { endpointNames, routeNames, Subscriptions } from "./subscriptions";

/** How a proxy behaves. */
export interface ProxyBehaviour {
  /** Where istiod takes streams without TLS: `http://address:port` */
  server: string;
  /** How long after the arrival of a response it acknowledges it, once it has started. */
  ack: MsRange;
  /** Whether it acknowledges nothing once it has started. */
  never: boolean;
  /** Whether it reads nothing once it has started: istiod waits for it in the middle of a push. */
  deaf: boolean;
  /** Called for each response that it has acknowledged, with the milliseconds since its arrival. */
  onAck: (afterMs: number) => void;
}

/** How long a proxy waits before it connects anew, in milliseconds; random, so that not all come at once. */
const reconnectMs: MsRange = { fromMs: 500, toMs: 1500 };

/**
 * A sidecar without an Envoy. It takes its first configuration at once, also where it acknowledges slowly or never later:
 * clusters, their endpoints, listeners, their routes. When its stream ends, it connects anew, as often as need be.
 */
export class SimulatedProxy {
  /** It has its first configuration. */
  started = false;
  private stream: AdsStream | undefined;
  private acks: AckQueue;
  private endpoints = new Subscriptions(endpointNames);
  private routes = new Subscriptions(routeNames);
  private startedWith = new Set<string>();
  private askedListeners = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly identity: ProxyIdentity,
    private readonly behaviour: ProxyBehaviour,
    private readonly onStarted: () => void = () => undefined,
  ) {
    this.acks = new AckQueue(behaviour.ack);
  }

  /** Opens the stream. */
  connect(): void {
    this.acks.clear();
    this.acks = new AckQueue(this.behaviour.ack);
    this.endpoints = new Subscriptions(endpointNames);
    this.routes = new Subscriptions(routeNames);
    this.startedWith = new Set();
    this.askedListeners = false;
    this.started = false;
    this.stream = new AdsStream(
      this.behaviour.server,
      (bytes) => this.take(readResponse(bytes)),
      () => this.lost(),
      this.behaviour.deaf ? "small" : "usual",
    );
    this.request(xdsTypes.clusters, { node: nodeOf(this.identity) });
  }

  /** Ends it for good. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.acks.clear();
    this.stream?.close();
  }

  private lost(): void {
    this.started = false;
    this.acks.clear();
    if (this.stopped) return;
    const { fromMs, toMs } = reconnectMs;
    this.timer = setTimeout(() => this.connect(), fromMs + Math.random() * (toMs - fromMs));
  }

  private take(response: DeltaResponse): void {
    const arrivedMs = performance.now();
    const act = (): void => {
      this.followUp(response);
      this.request(response.type, { nonce: response.nonce });
      this.behaviour.onAck(performance.now() - arrivedMs);
    };
    if (!this.started) {
      act();
      this.startedBy(response.type);
    } else if (!this.behaviour.never && !this.behaviour.deaf) this.acks.add(act);
  }

  /** Subscribes to what follows from a response, before it is acknowledged, as Envoy does. */
  private followUp(response: DeltaResponse): void {
    const { type } = response;
    if (type === xdsTypes.clusters)
      this.subscribe(xdsTypes.endpoints, this.endpoints.change(response));
    else if (type === xdsTypes.listeners)
      this.subscribe(xdsTypes.routes, this.routes.change(response));
  }

  private subscribe(
    type: string,
    parts: Required<Pick<RequestParts, "subscribe" | "unsubscribe">>,
  ) {
    if (parts.subscribe.length + parts.unsubscribe.length > 0) this.request(type, parts);
  }

  /** Goes on to the next type of the first configuration. */
  private startedBy(type: string): void {
    this.startedWith.add(type);
    const has = (one: string): boolean => this.startedWith.has(one);
    const { clusters, endpoints, listeners, routes } = xdsTypes;
    const placed = has(clusters) && (has(endpoints) || !this.endpoints.some);
    if (placed && !this.askedListeners) {
      this.askedListeners = true;
      this.request(listeners);
    }
    this.started = placed && has(listeners) && (has(routes) || !this.routes.some);
    if (!this.started) return;
    if (this.behaviour.deaf) this.stream?.pause();
    this.onStarted();
  }

  private request(type: string, parts: RequestParts = {}): void {
    this.stream?.send(deltaRequest(type, parts));
  }
}
