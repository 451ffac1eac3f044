/** Concludes how many pods of a version may be gone while nodes are drained. Pure. */
import { objectName } from "../../../../model/live-object";
import { carries } from "../../../../model/release/labels";
import { versionedName } from "../../../../model/release/names";
import type { VersionSpec } from "../../../../model/release/release";
import type { DisruptionBudget } from "../../../../model/release/scaling";
import { disruptionBudget } from "../../../../model/schema/scaling";
import { validateSchema } from "../../../../model/schema/validate";
import type { LiveCluster, Told } from "../live";
import { same } from "../pod-difference";
import { labelsOf, type LiveVersion } from "../versions";

type Budget = LiveCluster["disruptionBudgets"][number];

/**
 * The disruption budget of a version. A release makes one with the name and the selector of the
 * version's Deployment, and takes over a live one that has both; any other one goes on by itself,
 * which is told. Two budgets for one pod would let no pod go
 * (https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors).
 */
export function budgetOf(
  service: string,
  { object, version, replacedFor }: LiveVersion,
  live: LiveCluster,
  { change }: Pick<Told, "change">,
): Pick<VersionSpec, "disruptionBudget"> {
  const name = versionedName(service, version);
  const all = live.disruptionBudgets.filter((one) => selects(one, labelsOf(object)));
  const [own] = all.filter(
    ({ metadata, spec: { selector } }) =>
      metadata.name === name && same(selector, object.spec.selector) && replacedFor === undefined,
  );
  const amounts = own && amountsOf(own);
  for (const one of all.filter((other) => !amounts || other !== own))
    change({
      cluster: live.cluster.name,
      object: objectName(one),
      why: `it stays outside of the release as it is: a release makes one for each version, with the name ${name} and the selector of its Deployment`,
    });
  return amounts ? { disruptionBudget: amounts } : {};
}

/** An empty selector selects every pod of the namespace (policy/v1). */
function selects({ spec: { selector } }: Budget, labels: ReturnType<typeof labelsOf>): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  return selector !== undefined && matchExpressions.length === 0 && carries(labels, matchLabels);
}

/** The numbers of a live budget, where a release can say them. */
function amountsOf({
  spec: { minAvailable, maxUnavailable },
}: Budget): DisruptionBudget | undefined {
  const given = {
    ...(minAvailable !== undefined && { minAvailable }),
    ...(maxUnavailable !== undefined && { maxUnavailable }),
  };
  const read = validateSchema(disruptionBudget, given, []);
  return "value" in read ? read.value : undefined;
}
