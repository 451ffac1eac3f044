// Checks and plans a release for its component, and turns mistakes into resource errors.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { getRootDirectory, type Resource } from "@pulumi/pulumi";
import { checkClusters } from "../model/checks/clusters";
import { inRelease } from "../model/checks/locate";
import { checkRelease } from "../model/checks/release";
import { checkOwnSchema, checkSchema } from "../model/checks/schema";
import { readManifestFiles } from "../model/config/manifest-files";
import { inOrder } from "../model/order";
import { planRelease, type ReleasePlan } from "../model/plan/plan";
import { preflight } from "../model/preflight/preflight";
import { formatProblems, type Problem } from "../model/problem";
import type { Release } from "../model/release/release";
import { checkAccess, plainCluster, type ClusterAccess } from "./connected-cluster";
import { resourceRefusal } from "./refusal";
import { pulumiReporter } from "./reporter";

/**
 * Plans a release after all checks, of the declaration and of the planned objects. Warnings become
 * log lines of the component.
 *
 * @throws pulumi.ResourceError with every mistake
 */
export function checkedPlan(
  given: Release,
  accesses: readonly ClusterAccess[],
  component: Resource,
): ReleasePlan {
  const refuse = (problems: readonly Problem[]) => {
    if (problems.length > 0) throw resourceRefusal(formatProblems(problems), component);
  };
  const clusters = inOrder(accesses.map(plainCluster));
  refuse([...checkSchema(given), ...clusters.flatMap(checkOwnSchema)]);
  const folder = getRootDirectory() || process.cwd();
  const readText = (path: string) => readFileSync(resolve(folder, path), "utf8");
  const { release, problems } = readManifestFiles(inOrder(given), readText, inRelease);
  const located = clusters.map((cluster, i) => ({ cluster, path: ["clusters", i] }));
  refuse([
    ...problems,
    ...checkRelease(release, clusters),
    ...checkClusters(located, release, ["clusters"]),
    ...checkAccess(accesses),
  ]);
  const plan = planRelease(release, clusters);
  const findings = preflight(plan);
  refuse(findings.filter(({ severity }) => severity === "error"));
  const reporter = pulumiReporter(component);
  for (const { severity, code, path, given, fix } of findings)
    if (severity === "warning") reporter.warn(`${path} [${code}]: ${given}. Fix: ${fix}.`);
  return plan;
}
