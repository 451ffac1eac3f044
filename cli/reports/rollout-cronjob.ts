/** What `gray rollout manifest` prints: a CronJob that does what is due of a rollout. */
import { projectName } from "../../model/project";
import type { Manifest } from "../../model/manifests/metadata";
import { yamlText } from "../../model/yaml/write";
import { parseAccount } from "./rbac";

/** Which CronJob is printed. */
export interface CronJobOptions {
  readonly stack: string;
  readonly release: string;
  readonly namespace: string;
  /** The image, which has the project with its packages, and `pulumi`. */
  readonly image: string;
  /** As cron has it. */
  readonly schedule: string;
  /** The service account as `<namespace>/<name>`. @default that of `gray rbac` */
  readonly account: string | undefined;
}

/** A schedule of cron has five fields; Kubernetes knows names for some, such as `@hourly`. */
const schedulePattern = /^(@\w+|\S+( \S+){4})$/;

/**
 * The CronJob and its ServiceAccount as YAML. It holds no secret: the Secret that it names gives the
 * variables that `pulumi` and webhooks need.
 *
 * @throws Error that says which option is wrong
 */
export function cronJobYaml(options: CronJobOptions): string {
  const { release, stack, schedule } = options;
  if (!schedulePattern.test(schedule))
    throw new Error(`--schedule "${schedule}": give it as cron has it, such as "*/5 * * * *"`);
  const account = options.account
    ? parseAccount(options.account)
    : { namespace: options.namespace, name: projectName };
  const head = [
    `# Does what is due of the rollout of ${release} (stack ${stack}). \`npx gray rbac\` prints the rights of its`,
    "# service account. The Secret is yours to make: PULUMI_BACKEND_URL, PULUMI_ACCESS_TOKEN or",
    "# PULUMI_CONFIG_PASSPHRASE, whatever your stack needs, GRAY_WEBHOOK_SECRET for webhooks, and",
    "# GRAY_PROMETHEUS_TOKEN for metrics servers that want a token.",
  ];
  return `${head.join("\n")}\n${manifests(options, account)
    .map((one) => `---\n${yamlText(one)}`)
    .join("")}`;
}

function manifests(
  { stack, release, image, schedule }: CronJobOptions,
  { namespace, name: serviceAccountName }: { readonly namespace: string; readonly name: string },
): Manifest[] {
  const name = `${projectName}-rollout-${release}`.slice(0, 52).replace(/-+$/, "");
  const container = {
    name: "tick",
    image,
    // 1 says that the rollout goes on later, which is no failure of the job.
    command: ["sh", "-c", `npx gray rollout tick -s "$STACK" || test $? -eq 1`],
    env: [{ name: "STACK", value: stack }],
    envFrom: [{ secretRef: { name, optional: true } }],
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      runAsNonRoot: true,
    },
  };
  const account = {
    ...{ apiVersion: "v1", kind: "ServiceAccount" },
    metadata: { namespace, name: serviceAccountName },
  };
  const job = {
    ...{ apiVersion: "batch/v1", kind: "CronJob" },
    metadata: { namespace, name },
    spec: {
      schedule,
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 60,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: 0,
          template: {
            spec: { serviceAccountName, restartPolicy: "Never", containers: [container] },
          },
        },
      },
    },
  };
  return [account, job];
}
