// The command `gray rollout retry`: starts a rollout anew that ended before its goal.
import { defineCommand } from "../../frame/command";
import { editOptions } from "../../rollout/edit";
import { runStart } from "../../rollout/start";

/** `gray rollout retry`: the same goal is not due again by itself after an abort. */
export const retryCommand = defineCommand({
  name: "rollout retry",
  description:
    "start a rollout to the same goal anew, after one that was aborted, undone or failed",
  options: editOptions,
  examples: ["npx gray rollout retry -s prod --reason 'the database is back'"],
  exitCodes: {
    done: "started, or none is due",
    failed: "not started: the last rollout did not end so, or something is missing",
  },
  run: (request, streams) => runStart({ ...request, again: true }, streams),
});
