/** Finds the elements of two lists that mean the same: routes by name, shares by destination. Pure. */
import { isMapping } from "../../model/schema/best-effort";
import { onOneScale } from "./scales";

/** The elements of two lists, side by side. */
export interface Partners {
  /** Elements that mean the same; the live ones without a partner come last. */
  readonly pairs: readonly (readonly [unknown, unknown])[];
  /** Whether the order has a meaning, and is another one. */
  readonly moved: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Routes belong together by their names, and the shares of a route by their destinations (host,
 * subset and port), wherever they stand: the order of shares has no meaning. All other elements
 * belong together by their place.
 */
export function partners(declared: readonly unknown[], live: readonly unknown[]): Partners {
  if ([...declared, ...live].every(isShare)) {
    const [ours, theirs] = onOneScale(withWeights(declared), withWeights(live));
    return { pairs: paired(ours, theirs, sameDestination), moved: false };
  }
  if ([declared, live].every(areNamed)) {
    const pairs = paired(declared, live, (one, other) => nameIn(one) === nameIn(other));
    const places = pairs.flatMap(([ours, theirs]) =>
      ours !== undefined && theirs !== undefined ? [live.indexOf(theirs)] : [],
    );
    return { pairs, moved: places.some((at, i) => at < (places[i - 1] ?? 0)) };
  }
  const length = Math.max(declared.length, live.length);
  const pairs = Array.from({ length }, (_, i) => [declared[i], live[i]] as const);
  return { pairs, moved: false };
}

function paired(
  declared: readonly unknown[],
  live: readonly unknown[],
  same: (one: unknown, other: unknown) => boolean,
): (readonly [unknown, unknown])[] {
  const left = [...live];
  const found = declared.map((one) => {
    const at = left.findIndex((other) => same(one, other));
    return [one, at < 0 ? undefined : left.splice(at, 1)[0]] as const;
  });
  return [...found, ...left.map((one) => [undefined, one] as const)];
}

function areNamed(list: readonly unknown[]): boolean {
  const names = list.map(nameIn);
  return names.every(Boolean) && new Set(names).size === names.length;
}

function nameIn(element: unknown): unknown {
  return isMapping(element) && typeof element.name === "string" ? element.name : undefined;
}

/** Whether an element of a list is the share of a route: it has a destination. */
export function isShare(element: unknown): element is Fields & { readonly destination: Fields } {
  return isMapping(element) && isMapping(element.destination);
}

/** The only share of a route has all of its requests, whether it says so or not. */
function withWeights(shares: readonly unknown[]): readonly unknown[] {
  return shares.length === 1 ? shares.map((one) => ({ ...(one as Fields), weight: 100 })) : shares;
}

/** A host may be a short one, and a port may be left out where a Service has only one. */
function sameDestination(one: unknown, other: unknown): boolean {
  if (!isShare(one) || !isShare(other)) return false;
  const [ours, theirs] = [one.destination, other.destination];
  const hosts = [`${String(ours.host)}.`, `${String(theirs.host)}.`];
  const [port, otherPort] = [ours.port, theirs.port].map((given) =>
    isMapping(given) ? given.number : undefined,
  );
  return (
    ours.subset === theirs.subset &&
    (port ?? otherPort) === (otherPort ?? port) &&
    (hosts[0]!.startsWith(hosts[1]!) || hosts[1]!.startsWith(hosts[0]!))
  );
}
