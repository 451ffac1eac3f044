// The command `gray up`: updates a stack without the clusters of it that are away.
import { defineCommand } from "../frame/command";
import { flag, stackOption, withoutOption } from "../frame/options";
import { runWithout } from "../stack/run-without";

/**
 * `gray up --without east`: `pulumi up` for the other clusters. What east has stays as it is, and
 * nothing is deleted that its routes lead to.
 */
export const upCommand = defineCommand({
  name: "up",
  description: "run pulumi up without the clusters of a stack that are away",
  options: {
    stack: stackOption,
    without: withoutOption,
    yes: flag("-y, --yes", "update without a question, as without a terminal"),
    skipPreview: flag("--skip-preview", "update without a preview before"),
    diff: flag("--diff", "show the changes of each object"),
  },
  examples: ["npx gray up --without east -s prod", "npx gray up --without east --yes -s prod"],
  exitCodes: { done: "updated", failed: "refused, or the update failed" },
  run: ({ stack, without, yes, skipPreview, diff }) =>
    runWithout("up", { stack, without }, [
      ...(yes ? ["--yes"] : []),
      ...(skipPreview ? ["--skip-preview"] : []),
      ...(diff ? ["--diff"] : []),
    ]),
});
