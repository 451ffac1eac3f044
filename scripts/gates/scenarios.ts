// The rollouts that docs/gates.md tells of, each 400 times at random.
import { chanceOf } from "./chance";
import { byDefault, simulated, type Options, type Run, type Traffic } from "./simulation";

/** A kind of rollout. */
export interface Scenario {
  /** In words, for the table. */
  readonly name: string;
  readonly isHealthy: boolean;
  /** Percent of the requests that the new version gets, for the table. */
  readonly weight: string;
  readonly traffic: readonly Traffic[];
  readonly options?: Options;
}

/** What came of all runs of a scenario. */
export interface Measured extends Scenario {
  readonly runs: readonly Run[];
}

/** Runs of each scenario, and polls of each run. */
export const [runs, polls] = [400, 60];

/** Requests in a poll over both clusters. */
export const requests = 400;

const seed = 18;

/** Half of the requests in each of two clusters. */
function two(weight: number, both: Partial<Traffic>, east: Partial<Traffic> = {}): Traffic[] {
  const common = { requests: requests / 2, weight: weight / 100, canary: 0.005, stable: 0.005 };
  return [
    { cluster: "west", ...common, ...both },
    { cluster: "east", ...common, ...both, ...east },
  ];
}

const healthy = (weight: number, burst: number): Scenario => ({
  name: `0.5 % of errors, ${burst === 1 ? "each by itself" : `${burst} at once`}`,
  isHealthy: true,
  weight: `${weight} %`,
  traffic: two(weight, { burst }),
});

/** A threshold for latency: at most a tenth of the answers is slow. */
const tenth = { threshold: 0.1 };

const slow = (weight: number, canary: number): Scenario => ({
  name: canary === 0.05 ? "5 % of slow answers" : "20 % of slow answers beside 5 %",
  isHealthy: canary === 0.05,
  weight: `${weight} %`,
  traffic: two(weight, { canary, stable: 0.05 }),
  options: tenth,
});

const bad = (weight: number, canary: number, services = 1): Scenario => ({
  name: `${canary * 100} % of errors beside 0.5 %${services === 1 ? "" : `, in one of ${services} services`}`,
  isHealthy: false,
  weight: `${weight} %`,
  traffic: two(weight, { canary }),
  options: { rules: { ...byDefault, comparisons: services } },
});

/** Versions as good as the stable one, and worse ones. */
export const scenarios: readonly Scenario[] = [
  ...[1, 5, 10].flatMap((burst) => [healthy(5, burst), healthy(50, burst)]),
  {
    name: "0.1 % of errors in west, 5 % in east",
    isHealthy: true,
    weight: "5 % in west, 50 % in east",
    traffic: [
      ...two(5, { canary: 0.001, stable: 0.001 }).slice(0, 1),
      ...two(50, { canary: 0.05, stable: 0.05 }).slice(1),
    ],
  },
  slow(5, 0.05),
  slow(50, 0.05),
  bad(5, 0.05),
  bad(5, 0.05, 10),
  bad(5, 0.05, 100),
  bad(50, 0.05),
  bad(20, 0.02),
  bad(20, 0.016),
  {
    name: "10 % of errors beside 0.5 %, in one of two clusters",
    isHealthy: false,
    weight: "5 %",
    traffic: two(5, {}, { canary: 0.1 }),
  },
  slow(5, 0.2),
  slow(50, 0.2),
];

/** All runs of a scenario, the same ones each time. */
export function measured(scenario: Scenario): Measured {
  const chance = chanceOf(seed);
  const { traffic, options } = scenario;
  return {
    ...scenario,
    runs: Array.from({ length: runs }, () => simulated(chance, polls, () => traffic, options)),
  };
}

/** The share of runs that were taken back within so many polls, in percent. */
export function takenBack({ runs: all }: Measured, by: "failedAt" | "thresholdAt", within = polls) {
  return (100 * all.filter((run) => (run[by] ?? Infinity) <= within).length) / all.length;
}

/** The polls after which so large a share of the runs was taken back; undefined: never. */
export function pollsUntil({ runs: all }: Measured, by: "failedAt" | "thresholdAt", share: number) {
  const at = all.map((run) => run[by] ?? Infinity).sort((a, b) => a - b);
  const found = at[Math.ceil(share * at.length) - 1];
  return found === Infinity ? undefined : found;
}

/** The share of runs that passed before they were taken back, or were not, in percent. */
export function passedFirst({ runs: all }: Measured): number {
  const passed = all.filter(
    ({ passedAt, failedAt }) => (passedAt ?? Infinity) < (failedAt ?? Infinity),
  );
  return (100 * passed.length) / all.length;
}
