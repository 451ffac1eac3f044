// The ways by which requests from outside come to a service, and which of them open or close.
import { covers } from "../limits/hosts";

/** A way by which requests from outside come to a service. */
export interface Entrance {
  /** May be a wildcard, such as `*`. */
  readonly host: string;
  /** Its paths in words; empty: all. */
  readonly which: string;
  /** Names of the gateways, in words. */
  readonly gateways: string;
}

/** A way in words. */
export function entranceText({ host, which, gateways }: Entrance): string {
  const paths = which === "" ? "" : `, ${which}`;
  return `${host === "*" ? "every host" : host}${paths} (gateway ${gateways})`;
}

/**
 * The ways of one side, in words, whose requests do not come to the service on the other side: not
 * even by a host with a wildcard. Proxies choose the most specific host, so a wildcard serves a host
 * that no service of the release has of its own
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/, `hosts`).
 *
 * @param others the ways of the service on the other side
 * @param all those of all services there; asked for where a wildcard covers a way
 */
export function waysWithout(
  ways: readonly Entrance[],
  others: readonly Entrance[],
  all: () => readonly Entrance[],
): string[] {
  return ways
    .filter((way) => !others.some((other) => isLike(other, way) && serves(other, way, all)))
    .map(entranceText);
}

function isLike(other: Entrance, { which, gateways }: Entrance): boolean {
  return other.which === which && other.gateways === gateways;
}

function serves({ host: wide }: Entrance, way: Entrance, all: () => readonly Entrance[]): boolean {
  if (wide === way.host) return true;
  if (!covers(wide, way.host)) return false;
  const narrower = ({ host }: Entrance) =>
    host !== wide && covers(wide, host) && covers(host, way.host);
  return !all().some((one) => one.gateways === way.gateways && narrower(one));
}
