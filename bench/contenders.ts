// The programs that the weight-change benchmark compares, and their deployment.
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { LabCluster } from "../lab/types";
import { Deployment, expectSameObjects } from "./deployment";
import type { Engine } from "./program";
import { bareProgram, ourProgram } from "./set-ups";

/** One line of the benchmark's table. */
export interface Contender {
  readonly id: ContenderId;
  readonly deployment: Deployment;
  /** Variables that its runs get beside the usual ones. */
  readonly env: Readonly<Record<string, string>>;
  /** Done before each of its runs, outside of the measured time. @default nothing */
  readonly before?: () => void;
}

export type ContenderId = "ours" | "precompiled" | "stock" | "stockCached" | "oursAnew";

/** What each line is. */
export const titles: Readonly<Record<ContenderId, string>> = {
  ours: "gray-release",
  precompiled: "bare program, precompiled to JavaScript",
  stock: "bare program, stock set-up: type-checked by Pulumi's ts-node",
  stockCached: "the same, its unchanged file out of ts-node's cache, without a check",
  oursAnew: "gray-release, bundled anew, as on a new machine",
};

/**
 * Pulumi's own ts-node (7.0) keeps what it compiled by content, and checks the types of a file only
 * when it is not kept: after an edit, and on every machine where nothing is kept, such as a pull
 * request's runner. Newer versions of ts-node, which a project may install, keep nothing. So both
 * are measured.
 */
const nothingKept = { TS_NODE_CACHE: "false" };

/** Removes what startup/bundle.cjs keeps. */
function forgetBundles(): void {
  rmSync(join(__dirname, "../node_modules/.cache/gray-release"), { recursive: true, force: true });
}

/**
 * Deploys each program.
 *
 * @throws Error if the programs don't declare the same objects
 */
export async function deployAll(
  work: string,
  clusters: readonly LabCluster[],
  engine: Engine,
  log: (line: string) => void,
): Promise<{ contenders: Contender[]; objects: number }> {
  log("Deploying gray-release and the bare programs");
  const ours = await Deployment.create(ourProgram(work, clusters), engine);
  const bare = async (project: string, precompiled: boolean) =>
    Deployment.create(bareProgram(work, clusters, { project, precompiled }), engine);
  const precompiled = await bare("bench-precompiled", true);
  const stock = await bare("bench-stock", false);
  const objects = await expectSameObjects(ours, precompiled);
  await expectSameObjects(ours, stock);
  const contenders: Contender[] = [
    { id: "ours", deployment: ours, env: {} },
    { id: "precompiled", deployment: precompiled, env: {} },
    { id: "stock", deployment: stock, env: nothingKept },
    { id: "stockCached", deployment: stock, env: {} },
    { id: "oursAnew", deployment: ours, env: {}, before: forgetBundles },
  ];
  return { contenders, objects };
}
