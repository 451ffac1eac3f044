/** Decides whether a step needs the engine: routes alone are not all that it changes. Pure. */
import { isDeepStrictEqual } from "node:util";
import { virtualServiceManifest } from "../../../model/manifests/virtual-service";
import type { ClusterPlan, ReleasePlan } from "../../../model/plan/plan";
import { serviceHost, subsetName } from "../../../model/release/names";
import { shareOf, splitsOf, type Split } from "../../scale/shares";

/**
 * Whether pods must change before routes go from one plan to the other: a step sets the scale of
 * versions, or gives a larger share to a version with an autoscaler whose pods are raised beforehand
 * (`prescale`). How many that are depends on live pods of all clusters, which an update looks at; so
 * the update decides, even if it may raise none.
 *
 * @param before and `next`: the same release with two states of a rollout over it
 */
export function needsEngine(before: ReleasePlan, next: ReleasePlan): boolean {
  const pairs = next.clusters.map((plan, i) => [before.clusters[i] ?? plan, plan] as const);
  if (pairs.some(([was, is]) => !isDeepStrictEqual(was.workloads, is.workloads))) return true;
  const prescaled = next.clusters.flatMap(({ workloads }) =>
    workloads.filter(({ autoscale: { prescale = false } = {} }) => prescale !== false),
  );
  const versions = new Map(prescaled.map((one) => [`${one.service} ${one.version}`, one]));
  return [...versions.values()].some(({ service, version }) =>
    pairs.some(([was, is]) => {
      const [now, then] = [splits(was, service), splits(is, service)];
      const { from, to } = shareOf(subsetName(version), now, then);
      return to > from;
    }),
  );
}

function splits({ mesh }: ClusterPlan, service: string): Split[] {
  const args = mesh?.routes.find((one) => one.service === service);
  return args
    ? splitsOf(virtualServiceManifest(args).spec, serviceHost(service, args.namespace))
    : [];
}
