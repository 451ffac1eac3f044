// The busy meshes that the benchmark plays beside a release.
import type { MeshLoad } from "../../lab/mesh-load/mesh-load";

/** A busy mesh under which every operation must go through. */
export interface BusyCase {
  readonly name: string;
  readonly mesh: Pick<
    MeshLoad,
    "proxies" | "ack" | "services" | "endpoints" | "changesPerSecond" | "headless"
  >;
}

const slow = { proxies: 500, ack: { fromMs: 100, toMs: 2000 }, changesPerSecond: 1 };
const quick = { proxies: 250, ack: { fromMs: 200, toMs: 600 }, changesPerSecond: 3 };
const addressed = { services: 20, endpoints: 10, headless: false };
// Each endpoint is a listener of every sidecar, and each change makes istiod build and send all of them anew.
const headless = { services: 4, endpoints: 5, headless: true };

/** All of them, by the names that the option `--case` takes. */
export const busyCases: readonly BusyCase[] = [
  { name: "slow", mesh: { ...slow, ...addressed } },
  { name: "slow-headless", mesh: { ...slow, ...headless } },
  { name: "quick", mesh: { ...quick, ...addressed } },
  { name: "quick-headless", mesh: { ...quick, ...headless } },
];

/** A mesh in which one proxy never acknowledges, and none is slow. */
export const straggling = {
  proxies: 100,
  never: 1,
  ack: { fromMs: 20, toMs: 200 },
  services: 10,
  endpoints: 10,
  changesPerSecond: 1,
} as const;

/** A mesh with many Services and nothing else. */
export const big = { proxies: 0, services: 2000, endpoints: 10, changesPerSecond: 0 } as const;
