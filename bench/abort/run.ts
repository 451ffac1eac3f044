import { setTimeout as sleep } from "node:timers/promises";
import { spawn } from "node:child_process";
import { readdirSync, mkdirSync, symlinkSync, writeFileSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { steadyLoad } from "../../lab/load/load";
import type { LabCluster } from "../../lab/types";
import type { Machine } from "../machine";
import { connections } from "../no-loss/load";
import { shop } from "../no-loss/releases";
import { environment, pulumi, type Engine, type Weights } from "../program";
import type { Session } from "../session";

/** One way back to the stable version, and how long the other one still answered. */
export interface WayBack {
  readonly name: string;
  /** Milliseconds for which each connection rests between requests. */
  readonly pause: number;
  /** From the command's start to the last answer of the version that is left, through any gateway, in seconds. */
  readonly lastAnswer: number;
  /** From the command's start to its end, in seconds. */
  readonly command: number;
  readonly requests: number;
  readonly failed: number;
}

/** What each round came to. */
export interface AbortResults {
  readonly machine: Machine;
  readonly rounds: readonly (readonly WayBack[])[];
}

/** Milliseconds of load before the command and after it. */
const [lead, trail] = [1500, 1000];

/**
 * Milliseconds for which connections rest: loads that leave the command its share of the machine, as where gateways and
 * clusters have machines of their own; and one that takes all it can get, so that everything waits for a core.
 */
const pauses = [200, 50, 0] as const;

const stack = "brake";
const split: Weights = { v1: 50, v2: 50 };
const stable: Weights = { v1: 100 };

/**
 * Brings a release that is split 50/50 back to its stable version under load, by `gray abort` and by `pulumi up`, and sees
 * when the other version answered last.
 *
 * @throws Error if a command fails, or `pulumi preview` finds a difference after it
 */
export async function runAborts(session: Session, rounds: number): Promise<AbortResults> {
  const { work, engine, machine, startLab, log } = session;
  const clusters = await startLab();
  const project = new BrakeProject(join(work, "project"), clusters, engine);
  await project.init();
  const results: WayBack[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const ways: WayBack[] = [];
    for (const pause of pauses)
      for (const name of ["gray abort", "pulumi up"] as const) {
        project.write(split);
        await project.pulumi("up", "--yes", "--skip-preview");
        const way = await underLoad(name, clusters, pause, async () => {
          if (name === "gray abort") return project.gray("abort", "--stack", stack);
          project.write(stable);
          return project.pulumi("up", "--yes", "--skip-preview");
        });
        await project.pulumi("preview", "--refresh", "--expect-no-changes");
        ways.push(way);
        log(line(way));
      }
    results.push(ways);
  }
  await project.pulumi("destroy", "--yes", "--skip-preview");
  return { machine, rounds: results };
}

function line({ name, pause, lastAnswer, command, failed, requests }: WayBack): string {
  const told = `${lastAnswer.toFixed(2)} s to the last answer, ${command.toFixed(2)} s in all`;
  return `${name}, connections rest ${pause} ms: ${told}, ${failed} of ${requests} failed`;
}

async function underLoad(
  name: string,
  clusters: readonly LabCluster[],
  pause: number,
  command: () => Promise<unknown>,
): Promise<WayBack> {
  const stopped = new AbortController();
  const began = performance.now();
  const loads = clusters.map(({ gateway }) =>
    steadyLoad({
      url: `${gateway}/`,
      headers: { host: "brake.example" },
      concurrency: connections / clusters.length,
      pause,
      signal: stopped.signal,
    }),
  );
  await sleep(lead);
  const start = performance.now() - began;
  await command().finally(() => setTimeout(() => stopped.abort(), trail));
  const end = performance.now() - began;
  const totals = await Promise.all(loads);
  const last = totals.map(({ answers }) => answers.lastAnswerOf("v2"));
  if (last.some((at) => at === undefined || at < start))
    throw new Error("the version that is to be left did not answer when the command began");
  const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
  return {
    name,
    pause,
    lastAnswer: (Math.max(...last.map((at) => at ?? 0)) - start) / 1000,
    command: (end - start) / 1000,
    requests: sum(totals.map(({ total }) => total)),
    failed: sum(totals.map(({ failed }) => failed)),
  };
}

/** The checkout under another path, with a stack file of its own. */
class BrakeProject {
  private salt = "";
  private readonly file: string;

  constructor(
    private readonly folder: string,
    private readonly clusters: readonly LabCluster[],
    private readonly engine: Engine,
  ) {
    this.file = join(folder, `Pulumi.${stack}.yaml`);
    mkdirSync(folder, { recursive: true });
    const root = resolve(__dirname, "../..");
    for (const name of readdirSync(root))
      if (!/^Pulumi\..+\.yaml$|^\./.test(name)) symlinkSync(join(root, name), join(folder, name));
  }

  async init(): Promise<void> {
    await this.pulumi("stack", "init");
    this.salt = (
      parse(readFileSync(this.file, "utf8")) as { encryptionsalt: string }
    ).encryptionsalt;
  }

  write(weights: Weights): void {
    const image = (tag: string) => ({ image: `example.com/shop:${tag}` });
    const release = shop(stack, { versions: { v1: image("1"), v2: image("2") }, weights: stable });
    const config = {
      "gray-release:release": release,
      "gray-release:protect": false,
      "gray-release:clusters": this.clusters.map(({ name, kubeconfig }) => ({ name, kubeconfig })),
      "gray-release:weights": { shop: weights },
    };
    writeFileSync(this.file, stringify({ encryptionsalt: this.salt, config }));
  }

  pulumi(...args: readonly string[]): Promise<string> {
    return pulumi(this.engine, [...args, "--stack", stack], this.folder);
  }

  gray(...args: readonly string[]): Promise<void> {
    return new Promise((done, fail) => {
      const child = spawn(process.execPath, ["cli/gray.cjs", ...args], {
        cwd: this.folder,
        env: { ...process.env, ...environment(this.engine) },
        stdio: ["ignore", "pipe", "inherit"],
      });
      let output = "";
      child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
      child.once("error", fail);
      child.once("close", (code) =>
        code === 0
          ? done()
          : fail(new Error(`gray ${args.join(" ")} ended with ${code}:\n${output}`)),
      );
    });
  }
}
