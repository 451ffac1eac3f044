// The command `gray plan`: prints the planned manifests, the traffic and the rollout of a stack file.
import { planRelease } from "../../model/plan/plan";
import { defineCommand } from "../frame/command";
import type { Outcome } from "../frame/exit-codes";
import { clusterOption, fileOption, outputOption, stackOption, texts } from "../frame/options";
import { formerPlanForms, planForms, planReport } from "../reports/plan";
import { readStackSettings, requireCluster } from "../stack/settings";

/**
 * `gray plan`: what a stack file asks for, from the pure planner alone. It needs no engine, no
 * cluster and no network, and touches nothing.
 */
export const planCommand = defineCommand({
  name: "plan",
  description:
    "print the manifests of a stack file for each cluster, a diagram of its traffic, and the steps of its rollout",
  options: {
    stack: stackOption,
    file: fileOption,
    cluster: clusterOption,
    output: outputOption(planForms, "all", formerPlanForms),
    from: texts(
      "--from <weights>",
      "where a rollout begins, such as v1=90,v2=10 or <service>:v1=90,v2=10; may be repeated; by default all traffic on the stable versions",
    ),
  },
  examples: [
    "npx gray plan",
    "npx gray plan -s prod -o diagram",
    "npx gray plan -s bookinfo -o mermaid",
    "npx gray plan -c west -o yaml",
    "npx gray plan -s prod -o html > plan.html",
    "npx gray plan -s prod -o rollout --from v1=90,v2=10",
  ],
  exitCodes: { done: "printed", failed: "the stack file can't be read, or has mistakes" },
  run: async ({ cluster, output, from, ...name }, { stdout }): Promise<Outcome> => {
    const settings = readStackSettings(name);
    requireCluster(settings, cluster);
    const plan = planRelease(settings.release, settings.clusters);
    const stack = name.file === undefined ? name.stack : undefined;
    stdout.write(await planReport(plan, { form: output, cluster, from, stack }));
    return "done";
  },
});
