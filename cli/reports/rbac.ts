/**
 * What `gray rbac` prints: the objects that give a service account its rights, with what each right
 * is for.
 */
import { projectName } from "../../model/project";
import { isSeq, type Node } from "yaml";
import type { ClusterPlan } from "../../model/plan/plan";
import {
  rbacManifests,
  type Account,
  type RbacManifest,
  type RbacOptions,
} from "../../model/plan/rbac-manifests";
import { dnsLabel } from "../../model/release/names";
import type { Release } from "../../model/release/release";
import { documentText, yamlDocument } from "../../model/yaml/write";

/**
 * The rights that a release needs, as YAML. Clusters that need the same share one text.
 *
 * @param account `gray-release` in the release's namespace by default
 */
export function rbacReport(
  release: Release,
  plans: readonly ClusterPlan[],
  account: Account = { namespace: release.namespace, name: projectName },
  options: RbacOptions = {},
): string {
  const clustersByText = new Map<string, string[]>();
  for (const plan of plans) {
    const text = rbacManifests(release, plan, account, options).map(yaml).join("");
    clustersByText.set(text, [...(clustersByText.get(text) ?? []), plan.cluster.name]);
  }
  return [...clustersByText]
    .map(([text, names]) => `# What ${release.name} needs in ${names.join(", ")}.\n${text}`)
    .join("");
}

/**
 * Reads a service account from the command line.
 *
 * @throws Error that says what a service account looks like
 */
export function parseAccount(given: string): Account {
  const [namespace = "", name = "", ...more] = given.split("/");
  if (more.length === 0 && dnsLabel.test(namespace) && dnsLabel.test(name))
    return { namespace, name };
  throw new Error(
    `"${given}" is no service account: give <namespace>/<name>, such as ops/gray-release`,
  );
}

/** One document; the comment above each rule says what it is for. */
function yaml({ why, ...manifest }: RbacManifest): string {
  const document = yamlDocument(manifest);
  const rules = document.get("rules");
  if (isSeq<Node>(rules))
    rules.items.forEach((rule, i) => (rule.commentBefore = ` ${why[i] ?? ""}`));
  return `---\n${documentText(document)}`;
}
