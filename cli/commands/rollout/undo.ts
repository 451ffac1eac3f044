// The command `gray rollout undo`: brings traffic back to where a rollout began that reached its goal.
import { defineCommand } from "../../frame/command";
import { withoutOption } from "../../frame/options";
import { runBack } from "../../rollout/back";
import { editOptions } from "../../rollout/edit";

/** `gray rollout undo`: the same as an abort, after the end. */
export const undoCommand = defineCommand({
  name: "rollout undo",
  description: "bring all weights back to where the last rollout of a stack began, at once",
  options: { ...editOptions, without: withoutOption },
  examples: ["npx gray rollout undo -s prod --reason 'orders are missing'"],
  exitCodes: {
    done: "done and recorded, or the driver that runs records it",
    failed: "something of it could not be done",
  },
  run: (request, streams) => runBack({ ...request, status: "undone" }, streams),
});
