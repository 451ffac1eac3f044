// The command `gray rollout start`: starts the rollout that is due.
import { defineCommand } from "../../frame/command";
import { editOptions } from "../../rollout/edit";
import { runStart } from "../../rollout/start";

/** `gray rollout start`: writes the first record, where all clusters have what the goal needs. */
export const startCommand = defineCommand({
  name: "rollout start",
  description:
    "start the rollout of a stack, from the weights of its clusters to those of its file",
  options: editOptions,
  examples: ["npx gray rollout start -s prod && npx gray rollout run -s prod"],
  exitCodes: {
    done: "started, or none is due",
    failed: "not started: pods, subsets or routes are missing, or another rollout runs",
  },
  run: (request, streams) => runStart({ ...request, again: false }, streams),
});
