// The limit of the fewest pods of a version that gets requests by weights. GR402.
import { formatPath, type Problem } from "../problem";
import { subsetName } from "../release/names";
import { fixedReplicas } from "../release/replicas";
import { sharesIn, subsetsWithShares } from "./shares";
import type { Limit, LimitContext } from "./limit";

/** A version with a weight declares enough pods, in all clusters together. */
export const declaredPods: Limit = (context) => {
  const { plan, limits } = context;
  const fewest = limits.readyPods;
  if (fewest === undefined) return [];
  const shares = plan.clusters.map(sharesIn);
  return plan.resolved.services.flatMap(({ name: service, versions }) => {
    const subsets = subsetsWithShares(shares.map((one) => one.get(service)));
    return versions.flatMap(({ name: version }): Problem[] => {
      if (!subsets.has(subsetName(version))) return [];
      const pods = declaredFor(context, service, version);
      if (pods === undefined || pods >= fewest) return [];
      return [tooFew(context, { service, version, pods, what: "declares" })];
    });
  });
};

/** A version with too few pods for a weight. */
export interface TooFewPods {
  readonly service: string;
  readonly version: string;
  readonly pods: number;
  /** What the version does with these pods. */
  readonly what: "declares" | "has";
}

/** The problem of a version with too few pods. */
export function tooFew(
  { plan, limits: { readyPods = 1 }, locate }: LimitContext,
  { service, version, pods, what }: TooFewPods,
): Problem {
  const number = podsText(pods, what === "has" ? "ready" : undefined);
  const scaled = plan.release.services[service]?.versions[version]?.autoscale !== undefined;
  const field = scaled ? ["autoscale", "min"] : ["replicas"];
  return {
    code: "GR402",
    path: formatPath(locate(["services", service, "versions", version, ...field])),
    given: `${version} of ${service} ${what} ${number}, and gets requests by weights`,
    allowed: `at least ${podsText(readyPods)} in all clusters together (limits.readyPods)`,
    fix:
      what === "has"
        ? `wait until ${readyPods} of its pods are ready, or let more run; then run the update again`
        : `let at least ${readyPods} pods run: by replicas, or by the min of its autoscaler`,
  };
}

/**
 * The pods that a version has at least.
 *
 * @returns undefined where somebody else decides their number in a cluster, or no version of that
 * name is declared
 */
function declaredFor({ plan }: LimitContext, service: string, version: string) {
  const numbers = plan.clusters.flatMap(({ workloads }) =>
    workloads
      .filter((one) => one.service === service && one.version === version)
      .map((one) => fixedReplicas(one) ?? (one.autoscale ? (one.autoscale.min ?? 1) : undefined)),
  );
  return numbers.length === 0 ? undefined : allPods(numbers);
}

/** The sum of numbers of pods; undefined where one of them is not known. */
export function allPods(numbers: readonly (number | undefined)[]): number | undefined {
  return numbers.reduce(
    (sum, one) => (sum === undefined || one === undefined ? undefined : sum + one),
    0,
  );
}

/** A number of pods in words, such as `1 pod` or `2 ready pods`. */
export function podsText(pods: number, which?: "ready"): string {
  return `${pods} ${which ? `${which} ` : ""}${pods === 1 ? "pod" : "pods"}`;
}
