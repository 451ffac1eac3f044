/** Which stable versions an abort leaves to be noted. Pure. */
import { planRelease } from "../../model/plan/plan";
import { missingNotes, type MissingNote } from "../stable/decide";
import type { AbortSettings } from "./aborted";
import type { AbortOutcome } from "./cluster";

/**
 * The notes that are missing after an abort: of the services that it brought back to one version in
 * every primary cluster. None where a cluster is not done.
 */
export function notesAfter(
  { release, clusters }: AbortSettings,
  outcomes: readonly AbortOutcome[],
): MissingNote[] {
  if (outcomes.some((one) => one.failure !== undefined || one.withoutSubset.length > 0)) return [];
  const services = new Set(outcomes.flatMap(({ targets }) => targets.map((one) => one.service)));
  const settled = [...services].flatMap((service): [string, string][] => {
    const versions = outcomes.map(
      ({ targets, settled: before }) =>
        targets.find((one) => one.service === service)?.version ?? before.get(service),
    );
    const [first] = versions;
    return first !== undefined && versions.every((one) => one === first) ? [[service, first]] : [];
  });
  const notes = new Map(outcomes.map((one) => [one.cluster, one.notes]));
  // A cluster that was left out has no outcome.
  const plans = planRelease(release, clusters).clusters.filter(({ cluster }) =>
    notes.has(cluster.name),
  );
  return missingNotes(plans, notes, new Map(settled));
}
