/** Proxies as an istiod describes them at `/debug/syncz`. */
import type { ProxyState } from "../../operations/sync/istiod-state";

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
