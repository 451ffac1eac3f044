// Compares where the requests of a service go: case by case, with the share of each version.
import { compareNames } from "../order";
import { waysWithout, type Entrance } from "./entrances";
import { restKey, type From, type Row, type RowShare } from "./row";
import type { ServiceRows } from "./rows";

/** The part of a case's requests that one version gets, before and after. */
export interface ShareChange {
  readonly target: string;
  /** Percent. */
  readonly before: number;
  readonly after: number;
}

/** One case before and after. */
export interface CaseChange {
  /** Both sides where their requests change alike. */
  readonly from: readonly From[];
  readonly change: "added" | "removed" | "changed" | "same";
  /** Name of the route. */
  readonly name?: string;
  /** Conditions in words; none: all requests that no other case takes. */
  readonly when: readonly string[];
  /** Whether these are all connections to a port, whoever makes them. */
  readonly allToPort?: true;
  /** The conditions before, where they were others. */
  readonly whenBefore?: readonly string[];
  /**
   * All versions that get a part before or after. A case that is new had the shares of all other
   * requests before, and one that goes has them afterwards.
   */
  readonly shares: readonly ShareChange[];
  /** What enters lanes: percent of the case's requests by the name of the lane. */
  readonly lanes: readonly ShareChange[];
  readonly answer?: Both<string>;
  readonly copies?: Both<string>;
  readonly faults?: Both<string>;
}

/** Something before and after; left out: there was none. */
export interface Both<T> {
  readonly before?: T;
  readonly after?: T;
}

/** How the traffic of a service changes in one cluster. */
export interface TrafficChange {
  readonly cases: readonly CaseChange[];
  /** Whether proxies try cases that stay in another order. */
  readonly reordered: boolean;
  /** The ways in from outside that come, and those that go. */
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  readonly sticky?: Both<string>;
}

/**
 * Compares the routes of a service.
 *
 * @param before left out: the service is new
 * @param after left out: the service goes
 * @param all the routes of all services of both sides
 */
export function compareTraffic(
  before: ServiceRows | undefined,
  after: ServiceRows | undefined,
  all: Both<ReadonlyMap<string, ServiceRows>>,
): TrafficChange {
  const [ways, waysBefore] = [after?.entrances ?? [], before?.entrances ?? []];
  const [old, now] = [before?.rows ?? [], after?.rows ?? []];
  const keys = [...new Set([...now, ...old].map(idOf))];
  const cases = keys.flatMap((id) => {
    const [was, is] = [old.find(has(id)), now.find(has(id))];
    return was || is ? [compareCase(was, is, { old, now })] : [];
  });
  const common = (rows: readonly Row[], others: readonly Row[]) =>
    rows.map(idOf).filter((id) => others.some(has(id)));
  return {
    cases: merged(cases),
    reordered: common(old, now).join("\n") !== common(now, old).join("\n"),
    opened: waysWithout(ways, waysBefore, () => entrancesOf(all.before)),
    closed: waysWithout(waysBefore, ways, () => entrancesOf(all.after)),
    ...both("sticky", before?.sticky, after?.sticky),
  };
}

function entrancesOf(services: ReadonlyMap<string, ServiceRows> = new Map()): Entrance[] {
  return [...services.values()].flatMap(({ entrances }) => entrances);
}

/** Whether anything about the traffic changes. */
export function changesTraffic({ cases, reordered, opened, closed, sticky }: TrafficChange) {
  const moved = cases.some(({ change }) => change !== "same");
  const cookie = sticky !== undefined && sticky.before !== sticky.after;
  return moved || reordered || opened.length + closed.length > 0 || cookie;
}

function idOf({ from, key }: Row): string {
  return `${from} ${key}`;
}

function has(id: string): (row: Row) => boolean {
  return (row) => idOf(row) === id;
}

function compareCase(
  was: Row | undefined,
  is: Row | undefined,
  { old, now }: { readonly old: readonly Row[]; readonly now: readonly Row[] },
): CaseChange {
  const row = (is ?? was) as Row;
  const rest = (rows: readonly Row[]) => rows.find(has(`${row.from} ${restKey}`));
  // Without the case, its requests follow the weights.
  const [before, after] = [was ?? rest(old), is ?? rest(now)];
  const told = {
    from: [row.from],
    ...(row.name !== undefined && { name: row.name }),
    when: row.when,
    ...(row.allToPort && { allToPort: row.allToPort }),
    ...(was && is && was.when.join() !== is.when.join() && { whenBefore: was.when }),
    shares: shareChanges(before?.shares ?? [], after?.shares ?? [], ({ target }) => target),
    lanes: shareChanges(
      (before?.shares ?? []).filter(isLane),
      (after?.shares ?? []).filter(isLane),
      ({ lane = "" }) => lane,
    ),
    ...both("answer", before?.answer, after?.answer),
    ...both("copies", copiesText(was), copiesText(is)),
    ...both("faults", faultsText(was), faultsText(is)),
  };
  const change = !was ? "added" : !is ? "removed" : isSame(told) ? "same" : "changed";
  return { ...told, change };
}

function isLane({ lane }: RowShare): boolean {
  return lane !== undefined;
}

/** Whether nothing of a case that was there and stays has changed. */
function isSame({ whenBefore, shares, lanes, answer, copies, faults }: Omit<CaseChange, "change">) {
  const equal = (one: ShareChange) => one.before === one.after;
  const texts = [answer, copies, faults].every((one) => one?.before === one?.after);
  return !whenBefore && shares.every(equal) && lanes.every(equal) && texts;
}

/** The shares of both, in the order of their names. */
function shareChanges(
  before: readonly RowShare[],
  after: readonly RowShare[],
  nameOf: (share: RowShare) => string,
): ShareChange[] {
  const sum = (shares: readonly RowShare[], name: string) =>
    Math.round(
      shares.reduce((all, one) => all + (nameOf(one) === name ? one.percent * 100 : 0), 0),
    ) / 100;
  const names = [...new Set([...before, ...after].map(nameOf))].sort(compareNames);
  return names.map((target) => ({
    target,
    before: sum(before, target),
    after: sum(after, target),
  }));
}

function copiesText(row: Row | undefined): string | undefined {
  return row?.copies && `${row.copies.percent} % copied to ${row.copies.target}`;
}

function faultsText(row: Row | undefined): string | undefined {
  return row && row.faults.length > 0 ? row.faults.join(", ") : undefined;
}

function both<K extends string>(key: K, before: string | undefined, after: string | undefined) {
  if (before === undefined && after === undefined) return {};
  const value: Both<string> = {
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
  return { [key]: value } as Readonly<Record<K, Both<string>>>;
}

/** Cases of both sides that change alike are one. */
function merged(cases: readonly CaseChange[]): CaseChange[] {
  const byText = new Map<string, CaseChange>();
  for (const one of cases) {
    const { from, ...rest } = one;
    const text = JSON.stringify(rest);
    const known = byText.get(text);
    byText.set(text, known ? { ...known, from: [...new Set([...known.from, ...from])] } : one);
  }
  return [...byText.values()];
}
