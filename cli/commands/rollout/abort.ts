// The command `gray rollout abort`: ends a rollout, and brings traffic back to where it began.
import { defineCommand } from "../../frame/command";
import { withoutOption } from "../../frame/options";
import { runBack } from "../../rollout/back";
import { editOptions } from "../../rollout/edit";

/** `gray rollout abort`: routes of all clusters at once; then the record, and the state. */
export const abortCommand = defineCommand({
  name: "rollout abort",
  description: "end the rollout of a stack, and bring all weights back to where it began, at once",
  options: { ...editOptions, without: withoutOption },
  examples: ["npx gray rollout abort -s prod --reason 'the cart is slow'"],
  exitCodes: {
    done: "done and recorded, or the driver that runs records it",
    failed: "something of it could not be done",
  },
  run: (request, streams) => runBack({ ...request, status: "aborted" }, streams),
});
