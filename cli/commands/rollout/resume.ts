// The command `gray rollout resume`: lets a paused rollout go on.
import { resume } from "../../../operations/rollout/commands/edits";
import { defineCommand } from "../../frame/command";
import { editOptions, runEdit } from "../../rollout/edit";

/** `gray rollout resume`: one write of the record at home. */
export const resumeCommand = defineCommand({
  name: "rollout resume",
  description: "let a rollout go on that somebody paused",
  options: editOptions,
  examples: ["npx gray rollout resume -s prod"],
  exitCodes: { done: "recorded, or it was so already", failed: "nothing was changed" },
  run: (request, streams) => runEdit({ ...request, edit: resume }, streams),
});
