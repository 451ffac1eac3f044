// The command `gray rollout promote`: ends the pause or the gate at which a rollout stands.
import { promote, promoteFully } from "../../../operations/rollout/commands/edits";
import { mayNotPromote } from "../../../operations/rollout/who-am-i";
import { defineCommand } from "../../frame/command";
import { flag } from "../../frame/options";
import { editOptions, runEdit } from "../../rollout/edit";

/** `gray rollout promote`: one write of the record at home, by a user whom the plan lets promote. */
export const promoteCommand = defineCommand({
  name: "rollout promote",
  description: "end the pause or the gate at which the rollout of a stack stands",
  options: {
    ...editOptions,
    full: flag("--full", "go straight to the goal, past all pauses, gates and weights in between"),
  },
  examples: [
    "npx gray rollout promote -s prod",
    "npx gray rollout promote -s prod --full --reason 'the fix must be out tonight'",
  ],
  exitCodes: {
    done: "recorded, or it was so already; a driver goes on",
    failed: "nothing was changed: nothing waits for a promotion, or the user may not promote",
  },
  run: ({ full, ...request }, streams) =>
    runEdit(
      {
        ...{ ...request, edit: full ? promoteFully : promote },
        mayNot: (who, { spec }) => mayNotPromote(who, spec.promoters),
      },
      streams,
    ),
});
