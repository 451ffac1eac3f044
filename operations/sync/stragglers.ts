/**
 * Decides which proxies an update may leave behind, and names proxies that owe an acknowledgement.
 * Pure.
 */
import type { SettleSettings } from "../../model/config/settle";
import { sentStates, type ProxyState } from "./istiod-state";
import type { BehindProxy } from "./proxies";
import { sentOrder, type XdsType } from "./xds";

/** A proxy whose pod is ready, while no istiod lists it: it goes on with the config that it has. */
export type DisconnectedProxy = Pick<BehindProxy, "proxy" | "cluster"> & {
  readonly why: "disconnected";
};

/** A proxy that is behind, and the cluster of the stack whose istiod says so. */
export type Straggler = (BehindProxy | DisconnectedProxy) & {
  /** The cluster of the istiod. */
  readonly istiod: string;
};

/** The name of a proxy in the whole stack, whichever process of istiod it is connected to. */
export function nameOf({
  istiod,
  cluster,
  proxy,
}: Pick<Straggler, "istiod" | "cluster" | "proxy">): string {
  return `${istiod}/${cluster}/${proxy}`;
}

/** How many different proxies are behind. */
export function countOf(stragglers: readonly Straggler[]): number {
  return new Set(stragglers.map(nameOf)).size;
}

/**
 * How many proxies may be left behind.
 *
 * @param setting a number, or a share of all proxies such as `5%`, rounded down
 */
export function allowedStragglers(setting: SettleSettings["stragglers"], proxies: number): number {
  if (typeof setting === "number") return setting;
  const share = Number(setting.replace(/%$/, ""));
  return Number.isFinite(share) ? Math.floor((proxies * share) / 100) : 0;
}

/**
 * Proxies that have owed an acknowledgement for so long that they had the time of a whole update.
 *
 * @param nowMs the time by istiod's clock, in milliseconds since 1970
 * @param limitMs the time that an update gives proxies
 */
export function owedBefore(
  proxies: readonly ProxyState[],
  nowMs: number,
  limitMs: number,
): BehindProxy[] {
  return proxies.flatMap((state) =>
    Object.entries(sentStates(state)).flatMap(([url, { sent, acked, sentTime, lastError }]) => {
      const type = url.slice(url.lastIndexOf(".") + 1) as XdsType;
      if (!sent || sent === acked || !sentTime || !sentOrder.includes(type)) return [];
      if (!(nowMs - Date.parse(sentTime) >= limitMs)) return [];
      const { proxy = "?", cluster_id: cluster = "" } = state;
      const why = lastError
        ? { why: "refused" as const, error: lastError }
        : { why: "sent" as const };
      return [{ proxy, cluster, type, sentTime, ...why }];
    }),
  );
}
