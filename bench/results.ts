// Puts the figures of the weight-change benchmark together, and compares them with the targets.
import { titles, type ContenderId } from "./contenders";
import type { Machine } from "./machine";
import type { Measured } from "./measure";
import type { PlannerFigures } from "./planner";
import { ratios, summarize, type Summary } from "./statistics";

/** Figures of one contender. */
export interface ContenderFigures {
  readonly title: string;
  /** Without the settling. */
  readonly seconds: Summary;
  /** In which the program waited for the proxies. */
  readonly settling: Summary;
  /** MiB. */
  readonly programMemory: Summary;
  /** MiB. */
  readonly treeMemory: Summary;
}

/** Ours over another contender's, run by run. */
export interface Comparison {
  readonly with: ContenderId;
  readonly time: Summary;
  readonly programMemory: Summary;
  readonly treeMemory: Summary;
}

/** A promise of this project and how it was kept. */
export interface Target {
  readonly what: string;
  readonly limit: number;
  readonly measured: number;
  readonly kept: boolean;
}

/** Everything that a benchmark found. */
export interface Results {
  readonly machine: Machine;
  readonly runs: number;
  /** Kubernetes objects and providers that every program declares. */
  readonly objects: number;
  readonly contenders: Readonly<Record<ContenderId, ContenderFigures>>;
  readonly comparisons: readonly Comparison[];
  readonly planner: PlannerFigures;
  readonly targets: readonly Target[];
}

/** Puts the figures together. */
export function toResults(
  machine: Machine,
  objects: number,
  { seconds, settling, memory }: Measured,
  planner: PlannerFigures,
): Results {
  const ids = Object.keys(titles) as ContenderId[];
  const program = (id: ContenderId) => memory[id].map((peak) => peak.program);
  const tree = (id: ContenderId) => memory[id].map((peak) => peak.tree);
  const figures = (id: ContenderId): ContenderFigures => ({
    title: titles[id],
    seconds: summarize(seconds[id]),
    settling: summarize(settling[id]),
    programMemory: summarize(program(id)),
    treeMemory: summarize(tree(id)),
  });
  const compare = (id: ContenderId): Comparison => ({
    with: id,
    time: ratios(seconds.ours, seconds[id]),
    programMemory: ratios(program("ours"), program(id)),
    treeMemory: ratios(tree("ours"), tree(id)),
  });
  const stock = compare("stock");
  const precompiled = compare("precompiled");
  return {
    machine,
    runs: seconds.ours.length,
    objects,
    contenders: Object.fromEntries(ids.map((id) => [id, figures(id)])) as Results["contenders"],
    comparisons: [stock, precompiled, compare("stockCached")],
    planner,
    targets: [
      target("time of a weight change, of the stock set-up's", 0.55, stock.time.median),
      target("time of a weight change, of the precompiled program's", 1.1, precompiled.time.median),
      target(
        "memory of the Node process, of the precompiled program's",
        1.1,
        precompiled.programMemory.median,
      ),
      target(
        "memory of all processes, of the precompiled program's",
        1.1,
        precompiled.treeMemory.median,
      ),
      target(
        "planner at 100 clusters × 50 services × 3 versions, seconds",
        1,
        planner.both.median / 1000,
      ),
    ],
  };
}

function target(what: string, limit: number, measured: number): Target {
  return { what, limit, measured, kept: measured <= limit };
}
