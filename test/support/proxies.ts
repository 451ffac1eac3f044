/** Proxies as an istiod describes them at `/debug/syncz`, and their pods as injection makes them. */
import type { KubeObject } from "../../kubernetes/client";
import type { ProxyState, SentState } from "../../operations/sync/istiod-state";
import type { PodWithProxy } from "../../operations/sync/pods/proxy-pod";

const routes = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration";
const uuid = "9cbefa89-0b4b-4c39-9b67-1f2d0a1c7f11";

/** The nonce of a push. */
export function nonce(push: number): string {
  return `2026-11-21T20:10:35Z/${push}${uuid}`;
}

/**
 * A gateway that istiod sent its routes with one push, and that acknowledged those of another one.
 */
export function proxyState(sent?: number, acked = sent, name = "gateway.istio-system"): ProxyState {
  const of = (push: number | undefined) => (push === undefined ? undefined : nonce(push));
  return { proxy: name, resources: { [routes]: { sent: of(sent), acked: of(acked) } } };
}

/**
 * Of each type: the pushes that were sent and acknowledged last, when the one was sent, and why it was
 * refused.
 */
export type SentByType = Readonly<
  Record<string, readonly [sent: number, acked?: number, sentTime?: string, lastError?: string]>
>;

const urls: Readonly<Record<string, string>> = {
  Cluster: "type.googleapis.com/envoy.config.cluster.v3.Cluster",
  ClusterLoadAssignment: "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
  Listener: "type.googleapis.com/envoy.config.listener.v3.Listener",
  RouteConfiguration: routes,
};

/** A proxy of cluster west with any types. */
export function proxyOf(proxy: string, sent: SentByType): ProxyState {
  const resources: Record<string, SentState> = {};
  for (const [type, [push, acked, sentTime, lastError]] of Object.entries(sent))
    resources[urls[type] ?? type] = {
      sent: nonce(push),
      ...(acked !== undefined && { acked: nonce(acked) }),
      ...(sentTime && { sentTime }),
      ...(lastError && { lastError }),
    };
  return { proxy, cluster_id: "west", resources };
}

/** What is not as usual about a pod. */
export interface PodChanges {
  readonly labels?: Record<string, string>;
  /** Of the istiod that injected it; null: no annotation. @default "default" */
  readonly revision?: string | null;
  /** Of the container of its proxy. @default `ISTIO_META_CLUSTER_ID: west` */
  readonly env?: Readonly<Record<string, string>>;
  readonly container?: string;
  /** Whether its proxy is a native sidecar. @default false */
  readonly isNative?: boolean;
  /** @default true */
  readonly isReady?: boolean;
}

/** A pod by its name in the mesh, `<pod>.<namespace>`; ready, with a proxy of the revision `default`. */
export function proxyPod(
  proxy: string,
  {
    labels = {},
    revision = "default",
    env = { ISTIO_META_CLUSTER_ID: "west" },
    container = "istio-proxy",
    isNative = false,
    isReady = true,
  }: PodChanges = {},
): PodWithProxy & KubeObject {
  const dot = proxy.lastIndexOf(".");
  const sidecar = {
    name: container,
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
  };
  const app = { name: "app" };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...{ name: proxy.slice(0, dot), namespace: proxy.slice(dot + 1), labels },
      ...(revision !== null && { annotations: { "istio.io/rev": revision } }),
    },
    spec: isNative
      ? { initContainers: [sidecar], containers: [app] }
      : { containers: [app, sidecar] },
    status: { conditions: [{ type: "Ready", status: isReady ? "True" : "False" }] },
  };
}
