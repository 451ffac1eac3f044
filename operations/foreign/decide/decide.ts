/** Decides what in a cluster stands in the way of a release, before anything is applied. Pure. */
import type { Manifest } from "../../../model/manifests/metadata";
import type { ClusterPlan } from "../../../model/plan/plan";
import { inWords } from "../../../model/problem";
import type { LiveObject } from "../../../model/live-object";
import type { Surroundings } from "../live";
import { ambient } from "./ambient";
import { aroundOf } from "./around";
import { foreignFinding, type ForeignFinding } from "./finding";
import { foreignGatewayRoutes } from "./gateway-routes";
import { pastWeights } from "./past-weights";
import { foreignRoutes } from "./routes";
import { foreignServers } from "./servers";

/**
 * What stands in the way of a release in one cluster: errors where its requests would go elsewhere,
 * warnings where only others' would, or a part of its own, and a note about what was not looked at.
 *
 * @param planned the objects of the plan in this cluster
 */
export function foreignFindings(
  plan: ClusterPlan,
  planned: readonly Manifest[],
  live: Surroundings,
): ForeignFinding[] {
  const around = aroundOf(plan, planned, live);
  const found = [
    ...ambient(around),
    ...foreignServers(around),
    ...foreignRoutes(around),
    ...foreignGatewayRoutes(around),
  ];
  const told = new Set(found.map(({ object }) => object));
  return [...found, ...pastWeights(around, told), ...unseenNote(plan, live)];
}

function unseenNote({ namespace: { namespace } }: ClusterPlan, { unseen }: Surroundings) {
  if (unseen.length === 0) return [];
  const about: LiveObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
  return [
    foreignFinding("GR369", about, {
      given: `the update did not look at ${inWords(unseen)}`,
      allowed: "an account that may list them",
      fix: "grant the rights that npx gray rbac --others prints, or look yourself whether they have hosts of the release",
    }),
  ];
}
