// The rule about the fewest pods of a version that gets requests by weights. GR402.
import { allPods, podsText } from "../../model/limits/ready-pods";
import { servedShares, subsetsWithShares } from "../../model/limits/shares";
import { inWords, type Problem } from "../../model/problem";
import { carries, type Labels } from "../../model/release/labels";
import { serviceHost } from "../../model/release/names";
import { placeIn, specOf, type StackObject } from "../objects";

/** A problem, and the resource that has it. */
export interface ResourceProblem extends Problem {
  readonly urn: string;
}

/**
 * The pods of a subset to which a route sends a part of the requests, in all clusters of the stack together. Where the stack holds
 * no Deployment of a subset, or not all of the numbers, nobody can count them.
 */
export function fewestPods(
  objects: readonly StackObject[],
  { pods: fewest }: { readonly pods?: number },
): ResourceProblem[] {
  if (fewest === undefined) return [];
  return weightedSubsets(objects).flatMap(({ service, subset, labels }) => {
    const { name, namespace } = service.metadata;
    const deployments = objects.filter(
      (one) =>
        one.metadata.namespace === namespace &&
        carries(specOf(one, "Deployment")?.template?.metadata?.labels ?? {}, labels),
    );
    const pods = allPods(deployments.map((one) => leastPods(one, objects)));
    const [first] = deployments;
    if (!first || pods === undefined || pods >= fewest) return [];
    return {
      code: "GR402",
      path: inWords([...new Set(deployments.map((one) => placeIn(one)))]),
      given: `${subset} of ${name} declares ${podsText(pods)}, and gets requests by weights`,
      allowed: `at least ${podsText(fewest)} in all clusters together`,
      fix: `let at least ${podsText(fewest)} run: by replicas, or by the minReplicas of the autoscaler`,
      urn: first.urn,
    };
  });
}

interface WeightedSubset {
  /** One of the Services of that name, each of which is in one cluster. */
  readonly service: StackObject;
  readonly subset: string;
  /** The labels of its pods. */
  readonly labels: Labels;
}

/** The subsets to which routes of any cluster send a part of the requests. */
function weightedSubsets(objects: readonly StackObject[]): WeightedSubset[] {
  const services = new Map(
    objects
      .filter((one) => specOf(one, "Service") !== undefined)
      .map((one) => [serviceHost(one.metadata.name, one.metadata.namespace ?? ""), one]),
  );
  const routes = objects.flatMap((one) => specOf(one, "VirtualService") ?? []);
  const rules = objects.flatMap((one) => specOf(one, "DestinationRule") ?? []);
  return [...services].flatMap(([host, service]) => {
    const used = subsetsWithShares(routes.map((one) => servedShares(one, host)));
    const selector = specOf(service, "Service")?.selector;
    const found = rules
      .filter((rule) => rule.host === host)
      .flatMap(({ subsets = [] }) => subsets)
      .filter(({ name }) => used.has(name))
      .map(({ name, labels }): [string, Labels] => [name, { ...selector, ...labels }]);
    // Each cluster has a rule of its own.
    return [...new Map(found)].map(([subset, labels]) => ({ service, subset, labels }));
  });
}

/** @returns undefined where the objects don't say who decides the number */
function leastPods(deployment: StackObject, objects: readonly StackObject[]): number | undefined {
  const { name, namespace } = deployment.metadata;
  const scaler = objects.find(
    (one) =>
      one.provider === deployment.provider &&
      one.metadata.namespace === namespace &&
      specOf(one, "HorizontalPodAutoscaler")?.scaleTargetRef?.name === name,
  );
  if (scaler) return specOf(scaler, "HorizontalPodAutoscaler")?.minReplicas ?? 1;
  return specOf(deployment, "Deployment")?.replicas;
}
