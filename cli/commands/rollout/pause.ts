// The command `gray rollout pause`: holds a rollout.
import { pause } from "../../../operations/rollout/commands/edits";
import { defineCommand } from "../../frame/command";
import { editOptions, runEdit } from "../../rollout/edit";

/** `gray rollout pause`: one write of the record at home. */
export const pauseCommand = defineCommand({
  name: "rollout pause",
  description:
    "hold the rollout of a stack where it is; a step that is being written is finished first",
  options: editOptions,
  examples: ["npx gray rollout pause -s prod"],
  exitCodes: { done: "recorded, or it was so already", failed: "nothing was changed" },
  run: (request, streams) => runEdit({ ...request, edit: pause }, streams),
});
