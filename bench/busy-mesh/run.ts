// The busy-mesh benchmark: every operation of a release beside hundreds of slow proxies and changing endpoints.
import { join } from "node:path";
import type { LabCluster } from "../../lab/types";
import {
  startMeshLoad,
  type LoadCounts,
  type MeshLoad,
  type PlayingLoad,
} from "../../lab/mesh-load/mesh-load";
import type { Machine } from "../machine";
import { callers, throughGatewayAndMesh } from "../no-loss/flows";
import { shopIn, shopRelease } from "../no-loss/operations";
import { Stacks } from "../no-loss/stacks";
import { settled, underLoad, type TransitionResult } from "../no-loss/transition";
import type { Session } from "../session";
import { big, busyCases, straggling, type BusyCase } from "./cases";
import { convergenceOf, within } from "./convergence";
import { settlingOf, type Settling } from "./settling";

/** How much is done. */
export interface BusyOptions {
  /** Times that each operation is done in each mesh. */
  readonly times: number;
  /** Names of the meshes. @default all of them, and the two further parts */
  readonly case?: readonly string[];
  /** The checkout whose program updates. @default this one */
  readonly checkout?: string;
}

/** One operation under load in a busy mesh. */
export interface BusyResult extends TransitionResult {
  readonly operation: string;
  readonly settling: Settling;
}

/** A busy mesh and what became of each operation in it. */
export interface CaseResult extends BusyCase {
  readonly results: readonly BusyResult[];
  /** What the mesh load did meanwhile. */
  readonly counts: LoadCounts;
  /** Seconds from a change to its push at a proxy, for 99 of 100 pushes of istiod, rounded up; null: more than 30. */
  readonly convergence: number | null;
}

/** An update in a mesh in which one proxy never acknowledges. */
export interface StragglingResult {
  /** The name of the proxy. */
  readonly proxy: string;
  /** Why the update was refused, without and with the straggler allowed. */
  readonly refused?: string;
  readonly allowed?: string;
}

/** Settling of weight changes in seconds, without and with many Services in the mesh. */
export interface BigResult {
  readonly none: readonly number[];
  readonly many: readonly number[];
}

/** Everything that the benchmark found. */
export interface BusyResults {
  readonly machine: Machine;
  readonly times: number;
  /** Whether another checkout's program updated. */
  readonly otherCheckout: boolean;
  readonly cases: readonly CaseResult[];
  readonly straggling?: StragglingResult;
  readonly big?: BigResult;
}

const prefix = "busy";

/** Of each operation; connections rest, so that two cores suffice for the updates and the mesh, too. */
const amount = { requests: 1000, pause: 150 };

/** The states that an operation leads to, beginning and ending with `stable`. */
const operations = [
  { name: "add", to: "gray" },
  { name: "shift", to: "half" },
  { name: "remove", to: "stable" },
] as const;

/** The parts beside the busy meshes, by the names that the option `--case` takes. */
const further = ["straggler", "services"] as const;

/**
 * Adds a version, shifts weight to it and removes it in each busy mesh, under load.
 *
 * @throws Error if nothing of a name is known; an update that is refused, and a lost request, are results
 */
export async function runBusyMesh(session: Session, options: BusyOptions): Promise<BusyResults> {
  const { machine, startLab, work, engine, log, labFolder: folder } = session;
  const wanted = chosen(options.case);
  const clusters = await startLab();
  const { checkout, times } = options;
  const stacks = new Stacks(join(work, "stacks"), clusters, engine, checkout);
  const busy = new Busy(stacks, clusters, folder, log);
  await busy.begin();
  const cases: CaseResult[] = [];
  for (const one of busyCases.filter(({ name }) => wanted.has(name)))
    cases.push(await busy.run(one, times));
  return {
    ...{ machine, times, cases, otherCheckout: checkout !== undefined },
    ...(wanted.has("straggler") && { straggling: await busy.straggling() }),
    ...(wanted.has("services") && { big: await busy.big(times) }),
  };
}

/** The names of what is run. */
function chosen(names?: readonly string[]): ReadonlySet<string> {
  const known = [...busyCases.map(({ name }) => name), ...further];
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`There is no case "${unknown}"; there are ${known.join(", ")}.`);
  return new Set(names ?? known);
}

class Busy {
  private readonly flows = throughGatewayAndMesh(shopIn(prefix, "stable"));

  constructor(
    private readonly stacks: Stacks,
    private readonly clusters: readonly LabCluster[],
    private readonly folder: string,
    private readonly log: (line: string) => void,
  ) {}

  /** Deploys the release, and what calls it from inside the mesh. */
  async begin(): Promise<void> {
    this.log("Deploying the release and its callers");
    await this.stacks.apply(callers(`${prefix}-callers`, [shopRelease(prefix)]));
    await this.stacks.apply(shopIn(prefix, "stable"));
  }

  /** All operations in one mesh. */
  async run({ name, mesh }: BusyCase, times: number): Promise<CaseResult> {
    this.log(`${name}: ${JSON.stringify(mesh)}`);
    const playing = await this.play(mesh);
    const [west] = this.clusters;
    if (!west) throw new Error("the lab has no cluster");
    const before = await convergenceOf(west);
    const results: BusyResult[] = [];
    try {
      for (let time = 0; time < times; time += 1)
        for (const { name: operation, to } of operations) {
          const result = await this.operation(operation, to, results.at(-1)?.error !== undefined);
          results.push(result);
          this.log(line(name, result));
        }
      const seconds = within(0.99, before, await convergenceOf(west));
      const convergence = Number.isFinite(seconds) ? seconds : null;
      return { name, mesh, results, counts: playing.counts(), convergence };
    } finally {
      await playing.stop();
      // An update that was refused left the release in the middle.
      if (results.some(({ error }) => error !== undefined))
        await this.stacks.apply(shopIn(prefix, "stable"));
    }
  }

  /** A weight change while one proxy never acknowledges: by default, and with one straggler allowed. */
  async straggling(): Promise<StragglingResult> {
    this.log(`straggler: ${JSON.stringify(straggling)}`);
    const playing = await this.play(straggling);
    const proxy = `proxy-${straggling.proxies - 1}.mesh-load`;
    const settle = { limit: 10 };
    try {
      const refused = await this.tried(shopIn(prefix, "gray"), settle);
      const allowed = await this.tried(shopIn(prefix, "gray"), { ...settle, stragglers: 1 });
      this.log(`straggler: ${refused ?? "NOT REFUSED"}\nstraggler allowed: ${allowed ?? "passed"}`);
      return { proxy, ...(refused && { refused }), ...(allowed && { allowed }) };
    } finally {
      await playing.stop();
      this.stacks.settle = undefined;
      await this.stacks.apply(shopIn(prefix, "stable"));
    }
  }

  /** Weight changes without and with many Services. */
  async big(times: number): Promise<BigResult> {
    await this.stacks.apply(shopIn(prefix, "gray"));
    const none = await this.shifts(times);
    this.log(`services: ${JSON.stringify(big)}`);
    const playing = await this.play(big);
    try {
      await settled(this.clusters, this.flows);
      const many = await this.shifts(times);
      this.log(`services: settling ${none.join(", ")} s without, ${many.join(", ")} s with`);
      return { none, many };
    } finally {
      await playing.stop();
      await this.stacks.apply(shopIn(prefix, "stable"));
    }
  }

  private async shifts(times: number): Promise<number[]> {
    const seconds: number[] = [];
    for (let time = 0; time < 2 * times; time += 1) {
      await this.stacks.apply(shopIn(prefix, time % 2 === 0 ? "half" : "gray"));
      seconds.push(settlingOf(this.stacks.said).routes ?? 0);
    }
    return seconds;
  }

  private play(mesh: Partial<MeshLoad>): Promise<PlayingLoad> {
    const { folder, log: onProgress } = this;
    return startMeshLoad({ folder, onProgress, ...mesh });
  }

  private async operation(
    operation: string,
    state: "stable" | "gray" | "half",
    again: boolean,
  ): Promise<BusyResult> {
    const { stacks, clusters, flows } = this;
    const order = ["stable", "gray", "half"] as const;
    const from = shopIn(prefix, order[(order.indexOf(state) + 2) % 3] ?? "stable");
    // After a refusal the release is between two states, of which each may answer.
    const change = {
      from: again ? shopIn(prefix, "half") : from,
      to: shopIn(prefix, state),
      flows,
    };
    stacks.said = "";
    const { error, ...result } = await underLoad(stacks, clusters, change, amount);
    const refused = error === undefined ? {} : { error: shortened(error) };
    return { operation, settling: settlingOf(stacks.said), ...result, ...refused };
  }

  private async tried(
    release: ReturnType<typeof shopIn>,
    settle: Readonly<Record<string, number>>,
  ): Promise<string | undefined> {
    this.stacks.settle = settle;
    return this.stacks.apply(release).then(
      () => undefined,
      (error: Error) => /^.*did not take.*$/m.exec(error.message)?.[0].trim() ?? error.message,
    );
  }
}

/** A refusal names each of hundreds of proxies. */
function shortened(text: string, length = 400): string {
  return text.length > length ? `${text.slice(0, length)} …` : text;
}

function line(mesh: string, result: BusyResult): string {
  const { operation, requests, failed, strangers, seconds, settling, error } = result;
  const stages = Object.entries(settling).map(([stage, time]) => `${stage} ${time} s`);
  const ended = error === undefined ? stages.join(", ") : `REFUSED: ${error}`;
  return `${mesh}: ${operation}: ${seconds.toFixed(1)} s, ${ended}; ${failed} of ${requests} failed, ${strangers} strangers`;
}
