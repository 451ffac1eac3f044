// The command `gray rollout manifest`: prints a CronJob that does what is due of a rollout.
import { defineCommand } from "../../frame/command";
import { fileOption, stackOption, text, textOr } from "../../frame/options";
import { cronJobYaml } from "../../reports/rollout-cronjob";
import { readStackSettings } from "../../stack/settings";

/** `gray rollout manifest`: for a cluster that drives the rollout itself. It only prints. */
export const manifestCommand = defineCommand({
  name: "rollout manifest",
  description: "print a CronJob that does what is due of the rollout of a stack, as YAML",
  options: {
    stack: stackOption,
    file: fileOption,
    image: text("--image <image>", "an image with this project, its packages and pulumi"),
    schedule: textOr("--schedule <cron>", "when it runs", "* * * * *"),
    account: text(
      "-a, --account <namespace>/<name>",
      "the service account (default: gray-release in the release's namespace)",
    ),
  },
  examples: [
    "npx gray rollout manifest -s prod --image registry.example.com/shop-release:1.4",
    "npx gray rollout manifest -s prod --image registry.example.com/shop-release:1.4 --schedule '*/5 * * * *'",
  ],
  exitCodes: { done: "printed", failed: "the stack file can't be read, or an option is wrong" },
  run: ({ image, ...options }, { stdout }) => {
    const { release } = readStackSettings(options);
    if (!image) throw new Error("name the image: --image <image>, one with this project in it");
    const { name, namespace } = release;
    stdout.write(cronJobYaml({ ...options, image, release: name, namespace }));
    return "done";
  },
});
