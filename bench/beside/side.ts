// Deploys the releases of one of the two checkouts that the benchmark compares.
import { join } from "node:path";
import { openBackend } from "../../engine/backend";
import type { LabCluster } from "../../lab/types";
import { AbortProject } from "../abort/project";
import { Deployment } from "../deployment";
import type { Engine } from "../program";
import { ourProgram } from "../set-ups";

/** One of two checkouts of this project that are measured beside each other. */
export interface Side {
  readonly name: "this" | "other";
  /** Folder of the checkout. */
  readonly checkout: string;
  /** Its program's release, whose weights change. */
  readonly deployment: Deployment;
  /** Its release that is aborted. */
  readonly abort: AbortProject;
  /** Host of the release that is aborted, and name of its stack. */
  readonly stack: string;
}

/**
 * Deploys what is measured of a checkout. Both checkouts have one project name, so each gets a
 * state of its own.
 *
 * @throws Error if a release can't be deployed
 */
export async function deploySide(
  name: Side["name"],
  checkout: string,
  work: string,
  clusters: readonly LabCluster[],
  shared: Engine,
): Promise<Side> {
  const folder = join(work, name);
  const engine = { ...shared, backend: openBackend(join(folder, "state")) };
  const program = ourProgram(folder, clusters, { name: `bench-${name}`, checkout });
  const deployment = await Deployment.create(program, engine);
  const stack = `abort-${name}`;
  const abort = new AbortProject(join(folder, "project"), clusters, engine, stack, checkout);
  await abort.init();
  return { name, checkout, deployment, abort, stack };
}
