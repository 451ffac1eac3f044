/** The engine for a stack, for commands that let it record what they wrote. */
import { runPulumi } from "../../engine/pulumi";
import { stackFileName } from "../../model/project";
import type { Cluster } from "../../model/release/cluster";
import type { EnginePorts } from "../../operations/engine-run";
import { projectOf } from "./file";

/** Which stack the engine works with. */
export interface EngineQuestion {
  readonly stack: string;
  /** Names of the clusters that it leaves out. */
  readonly leftOut: ReadonlySet<string>;
  /** All clusters of the stack. */
  readonly clusters: readonly Cluster[];
  /** Says what it waits for. */
  readonly say: (line: string) => void;
}

/** An engine that can run. */
export interface StackEngine {
  readonly ports: EnginePorts;
  /** Removes what a run without clusters needed. */
  readonly end: () => void;
}

/**
 * The engine for a stack, without the clusters that are left out.
 *
 * @throws RefusalError where the state does not allow to leave them out
 */
export async function engineFor(question: EngineQuestion): Promise<StackEngine> {
  const { stack, leftOut: names, clusters, say } = question;
  const around = {
    leftOut: [...names],
    reporter: { info: say },
    runningUpdate: async () => {
      const { runningUpdate } = await import("../../engine/running-update.js");
      // Without an answer the command goes on as if there were none.
      return runningUpdate(stack, projectOf(stackFileName(stack))).catch(() => undefined);
    },
  };
  if (names.size === 0)
    return {
      ports: { ...around, pulumi: (args) => runPulumi("pulumi", args) },
      end: () => undefined,
    };
  const { prepareWithout } = await import("./without.js");
  const all = clusters.map(({ name }) => name);
  const { options, env, remove } = await prepareWithout({ stack, names, clusters: all });
  return {
    ports: { ...around, pulumi: (args) => runPulumi("pulumi", [...args, ...options], { env }) },
    end: remove,
  };
}
