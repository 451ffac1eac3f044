// The command `gray preview`: previews an update without the clusters of a stack that are away.
import { defineCommand } from "../frame/command";
import { flag, stackOption, withoutOption } from "../frame/options";
import { runWithout } from "../stack/run-without";

/** `gray preview --without east`: `pulumi preview` of what `gray up --without east` would do. */
export const previewCommand = defineCommand({
  name: "preview",
  description: "run pulumi preview without the clusters of a stack that are away",
  options: {
    stack: stackOption,
    without: withoutOption,
    diff: flag("--diff", "show the changes of each object"),
  },
  examples: ["npx gray preview --without east -s prod"],
  exitCodes: { done: "previewed", failed: "refused, or the preview failed" },
  run: ({ stack, without, diff }) =>
    runWithout("preview", { stack, without }, diff ? ["--diff"] : []),
});
