// The command `gray rbac`: prints a service account with the rights that a stack needs.
import { projectName } from "../../model/project";
import { planRelease } from "../../model/plan/plan";
import { defineCommand } from "../frame/command";
import { clusterOption, fileOption, flag, stackOption, text } from "../frame/options";
import { parseAccount, rbacReport } from "../reports/rbac";
import { readStackSettings, requireCluster } from "../stack/settings";

/**
 * `gray rbac`: a service account with the least rights that a stack needs, as YAML for an
 * administrator to apply in each cluster. It only prints.
 */
export const rbacCommand = defineCommand({
  name: "rbac",
  description: "print a service account with the least rights that a stack needs, as YAML",
  options: {
    stack: stackOption,
    file: fileOption,
    cluster: clusterOption,
    account: text(
      "-a, --account <namespace>/<name>",
      `the service account (default: ${projectName} in the release's namespace)`,
    ),
    others: flag("--others", "also list routes and gateways of other owners, in all namespaces"),
  },
  examples: [
    "npx gray rbac -s prod -c eu | kubectl --context eu apply -f -",
    "kubectl --context eu create token gray-release -n shop --duration 8h",
  ],
  exitCodes: { done: "printed", failed: "the stack file can't be read, or has mistakes" },
  run: ({ cluster, account, others = false, ...name }, { stdout }) => {
    const settings = readStackSettings(name);
    requireCluster(settings, cluster);
    const { release, clusters, prometheus = [] } = settings;
    const plans = planRelease(release, clusters).clusters;
    const chosen = plans.filter((plan) => !cluster || plan.cluster.name === cluster);
    const user = account === undefined ? undefined : parseAccount(account);
    stdout.write(rbacReport(release, chosen, user, { others, prometheus }));
    return "done";
  },
});
