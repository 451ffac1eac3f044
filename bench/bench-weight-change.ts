// The weight-change benchmark: runs its parts in order and puts their figures together.
import { deployAll } from "./contenders";
import { measureAll } from "./measure";
import { measurePlanner } from "./planner";
import { toResults, type Results } from "./results";
import type { Session } from "./session";

/** Measures a weight change of each program, its memory, and the planner alone. */
export async function benchWeightChange(session: Session, runs: number): Promise<Results> {
  const { work, engine, machine, log, startLab } = session;
  log("Measuring the planner alone");
  const planner = await measurePlanner(runs, engine.signal);
  const clusters = await startLab();
  const { contenders, objects } = await deployAll(work, clusters, engine, log);
  const measured = await measureAll(contenders, runs, log);
  return toResults(machine, objects, measured, planner);
}
