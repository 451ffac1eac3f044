// One program's release on the lab, and the comparison of what two programs declare.
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { parse } from "yaml";
import { pulumi, stack, writeConfig, type Engine, type Program, type Weights } from "./program";
import { weightChange, type WeightChange } from "./weight-change";
import type { MemorySampler } from "./memory";

/** The splits that runs alternate between, so that each one is a change. */
const splits: readonly Weights[] = [
  { v1: 80, v2: 20 },
  { v1: 50, v2: 50 },
];

/** A program's release on the lab's clusters, whose weights can be changed again and again. */
export class Deployment {
  private changes = 0;

  private constructor(
    private readonly program: Program,
    private readonly engine: Engine,
    private readonly salt: string,
  ) {}

  /** Makes the stack and creates everything in the clusters. */
  static async create(program: Program, engine: Engine): Promise<Deployment> {
    await pulumi(engine, ["stack", "init", stack], dirname(program.configFile));
    const made = parse(readFileSync(program.configFile, "utf8")) as { encryptionsalt: string };
    const deployment = new Deployment(program, engine, made.encryptionsalt);
    writeConfig(program, splits[0] as Weights, deployment.salt);
    await pulumi(
      engine,
      ["up", "--yes", "--skip-preview", "--stack", stack, "--config-file", program.configFile],
      program.folder,
    );
    return deployment;
  }

  /**
   * Changes the weights by one `pulumi up`.
   *
   * @param env variables beside the usual ones
   * @param sampler watches the processes meanwhile; left out where time is measured
   */
  async change(
    env: Readonly<Record<string, string>>,
    sampler?: MemorySampler,
  ): Promise<WeightChange> {
    this.changes += 1;
    writeConfig(this.program, splits[this.changes % splits.length] as Weights, this.salt);
    return weightChange(this.program, this.engine, env, sampler);
  }

  /**
   * What the program declares, in a form that can be compared with another program's: types and
   * inputs of all objects and providers, without names that differ by intention.
   */
  async objects(): Promise<string[]> {
    const { namespace, host, folder } = this.program;
    const text = await pulumi(this.engine, ["stack", "export", "--stack", stack], folder);
    const { deployment } = JSON.parse(text) as { deployment: { resources: StateResource[] } };
    return deployment.resources
      .filter(({ type }) => type.includes("kubernetes"))
      .map(({ type, inputs }) => `${type} ${JSON.stringify(sorted(inputs))}`)
      .map((object) => object.replaceAll(host, "HOST").replaceAll(namespace, "NAMESPACE"))
      .sort();
  }
}

interface StateResource {
  readonly type: string;
  readonly inputs?: unknown;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Compares what two programs declare.
 *
 * @throws Error that names what only one of them has: their times could not be compared then
 */
export async function expectSameObjects(one: Deployment, other: Deployment): Promise<number> {
  const [mine, theirs] = await Promise.all([one.objects(), other.objects()]);
  const only = [
    ...mine.filter((object) => !theirs.includes(object)),
    ...theirs.filter((object) => !mine.includes(object)),
  ];
  if (only.length > 0 || mine.length !== theirs.length)
    throw new Error(`The programs declare different objects:\n${only.join("\n")}`);
  return mine.length;
}
