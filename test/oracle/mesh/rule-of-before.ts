/**
 * The rule by which updates waited for proxies before: every proxy has acknowledged, at one moment, the
 * newest of every type. Specs show with it what a busy mesh makes of that.
 */
import { sentStates, type ProxyState } from "../../../operations/sync/istiod-state";

export function isSyncedByRuleOfBefore(proxies: readonly ProxyState[]): boolean {
  return proxies.every((state) =>
    Object.values(sentStates(state)).every(({ sent, acked }) => !sent || sent === acked),
  );
}
