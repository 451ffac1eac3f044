// What a mesh load is: how many proxies, Services and changes, and how its texts on a command line are read.
import { LabError } from "../types";

/** Milliseconds from and to, both included. */
export interface MsRange {
  fromMs: number;
  toMs: number;
}

/** What a mesh load plays in one cluster. */
export interface MeshLoad {
  /** Simulated sidecars, each with a stream to the cluster's istiod. */
  proxies: number;
  /** How long after its arrival each proxy acknowledges what it got; in the order of arrival. */
  ack: MsRange;
  /** How many of the proxies take their first configuration and acknowledge nothing after it. */
  never: number;
  /**
   * How many of the proxies read nothing after their first configuration. istiod waits for each of them in the middle of a
   * push, and sends to so many at once only (PILOT_PUSH_THROTTLE): with enough of them no other proxy gets anything.
   */
  deaf: number;
  /** Services of the load, with one port each. */
  services: number;
  /** Endpoints of each Service. */
  endpoints: number;
  /** Endpoints that change, in each second; 0: none. */
  changesPerSecond: number;
  /**
   * Services without an address and with a TCP port: istiod pushes their endpoints as listeners. The others have an
   * address and speak HTTP: istiod pushes their endpoints alone.
   */
  headless: boolean;
}

/** What a mesh load plays where nothing else is said. */
export const defaultLoad: MeshLoad = {
  proxies: 100,
  ack: { fromMs: 100, toMs: 2000 },
  never: 0,
  deaf: 0,
  services: 10,
  endpoints: 10,
  changesPerSecond: 1,
  headless: false,
};

/** Most of each, by the addresses that the lab has for them. */
const most = { proxies: 10_000, services: 4000, endpoints: 1000 } as const;

/**
 * Fills up what is left out.
 *
 * @throws LabError that lists every number which the lab has no room for
 */
export function meshLoad(wanted: Partial<MeshLoad>): MeshLoad {
  const load = { ...defaultLoad, ...wanted };
  const mistakes: string[] = [];
  for (const key of ["proxies", "services", "endpoints"] as const) {
    if (!Number.isInteger(load[key]) || load[key] < 0 || load[key] > most[key])
      mistakes.push(`${key} is ${load[key]}, but must be a whole number from 0 to ${most[key]}`);
  }
  if (load.never > load.proxies)
    mistakes.push(`never is ${load.never}, but there are ${load.proxies} proxies`);
  if (load.never + load.deaf > load.proxies && load.never <= load.proxies)
    mistakes.push(`deaf is ${load.deaf}, but there are ${load.proxies - load.never} other proxies`);
  if (load.changesPerSecond > 0 && load.services * load.endpoints === 0)
    mistakes.push("changes need at least one Service with one endpoint");
  if (mistakes.length > 0)
    throw new LabError(`The mesh load can't start:\n${mistakes.map((m) => `  - ${m}`).join("\n")}`);
  return load;
}

const unitsMs = { ms: 1, s: 1000 } as const;

/**
 * Reads a time such as `300ms` or `2s`, or a range of times such as `100ms..2s`.
 *
 * @returns undefined where it is neither
 */
export function readRange(text: string): MsRange | undefined {
  const parts = text.split("..");
  const [from, to] = [parts[0] ?? "", parts.at(-1) ?? ""].map(readMs);
  if (from === undefined || to === undefined || parts.length > 2 || from > to) return undefined;
  return { fromMs: from, toMs: to };
}

function readMs(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * unitsMs[unit as keyof typeof unitsMs];
}

/**
 * Reads a rate such as `3/s`, `0.5/s` or `30/m` as a number for each second; `0` is none.
 *
 * @returns undefined where it is no rate
 */
export function readRate(text: string): number | undefined {
  if (text === "0") return 0;
  const [, number, unit] = /^(\d+(?:\.\d+)?)\/(s|m)$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) / (unit === "m" ? 60 : 1);
}
