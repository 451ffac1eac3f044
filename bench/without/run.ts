// The benchmark of updates while one of three clusters is away and left out by name.
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { freezeApiServer, thawApiServer } from "../../lab/faults/faults";
import { steadyLoad } from "../../lab/load/load";
import { withOwnKubeconfigs } from "../abort/away";
import { AbortProject } from "../abort/project";
import type { Machine } from "../machine";
import { random } from "../no-loss/random";
import { image, type Split } from "../no-loss/releases";
import type { Session } from "../session";
import { sumOf } from "../statistics";
import { kept, nextChange } from "./changes";

/** What is done. */
export interface WithoutOptions {
  /** How many changes. */
  readonly times: number;
  readonly seed: number;
}

/** One change while the cluster is away. */
export interface ChangeMade {
  readonly what: string;
  readonly seconds: number;
}

/** What a run came to. */
export interface WithoutResults extends WithoutOptions {
  readonly machine: Machine;
  readonly changes: readonly ChangeMade[];
  /** The update after which all clusters agree, in seconds. */
  readonly backSeconds: number;
  readonly requests: number;
  readonly failed: number;
}

/** Connections through each gateway, and milliseconds for which each rests between requests. */
export const [connections, pause] = [10, 100] as const;

const stack = "without";

/**
 * Freezes the API server of the third cluster and makes random changes without it, under load
 * through all three gateways; the one that would delete what its routes lead to must be refused by
 * name. Then the cluster comes back, and one update must bring it to the same.
 *
 * @throws Error where a command does not end as it must, or `pulumi preview --refresh` finds a
 *   difference at the end
 */
export async function runWithout(
  { work, engine, machine, startLab, labFolder, log }: Session,
  { times, seed }: WithoutOptions,
): Promise<WithoutResults> {
  const clusters = await startLab(["west", "north", "east"]);
  const copies = withOwnKubeconfigs(clusters, join(work, "kubeconfigs"));
  const project = new AbortProject(join(work, "project"), copies, engine, stack);
  await project.init();
  const next = random(seed);
  const stop = new AbortController();
  const loads = clusters.map(({ gateway }) =>
    steadyLoad({
      url: `${gateway}/`,
      headers: { host: `${stack}.example` },
      ...{ concurrency: connections, pause, signal: stop.signal },
    }),
  );
  const changes: ChangeMade[] = [];
  let now: Split = {
    versions: { v1: { image: image("1") }, v2: { image: image("2") } },
    weights: { [kept]: 100 },
  };
  const up = ["up", "--without", "east", "--yes", "--skip-preview", "--stack", stack];
  try {
    await freezeApiServer(labFolder, "east");
    for (let turn = 1; turn <= times; turn += 1) {
      const change = nextChange(now, next, turn);
      now = change;
      project.write(now.weights, now.versions);
      const began = performance.now();
      await project.gray(...up);
      const seconds = (performance.now() - began) / 1000;
      changes.push({ what: change.what, seconds });
      log(`${change.what}: ${seconds.toFixed(2)} s`);
    }
    await expectRefused(project, now);
    await thawApiServer(labFolder, "east");
    project.write(now.weights, now.versions);
    const began = performance.now();
    await project.pulumi("up", "--yes", "--skip-preview");
    const backSeconds = (performance.now() - began) / 1000;
    await project.pulumi("preview", "--refresh", "--expect-no-changes");
    await sleep(1000);
    stop.abort();
    const totals = await Promise.all(loads);
    const [requests, failed] = [sumOf(totals, "total"), sumOf(totals, "failed")];
    log(`back in ${backSeconds.toFixed(2)} s, ${failed} of ${requests} requests failed`);
    await project.pulumi("destroy", "--yes", "--skip-preview");
    return { machine, times, seed, changes, backSeconds, requests, failed };
  } finally {
    stop.abort();
  }
}

/** The version that the absent cluster routes to can't be removed. */
async function expectRefused(project: AbortProject, { versions }: Split): Promise<void> {
  const { [kept]: _, ...others } = versions;
  const rest = Object.keys(others).length > 0 ? others : { v9: { image: image("9") } };
  const [first = ""] = Object.keys(rest);
  project.write({ [first]: 100 }, rest);
  const { code, output } = await project.tryGray("preview", "--without", "east", "--stack", stack);
  if (code !== 2 || !/Deployment without\/shop-v1 in north and west, where/.test(output))
    throw new Error(`the removal of ${kept} ended with ${code}, and should be refused:\n${output}`);
}
