// The command `gray rollout history`: lists the last rollouts of a stack.
import { newest } from "../../../model/rollout/record";
import { history } from "../../../operations/rollout/record/history";
import { readCopies } from "../../../operations/rollout/record/read";
import { historyData, historyText } from "../../../operations/rollout/status/history";
import { defineCommand, type Streams } from "../../frame/command";
import type { Outcome } from "../../frame/exit-codes";
import { outputOption, stackOption } from "../../frame/options";
import { homeOf, openRollout } from "../../rollout/open";

/** `gray rollout history`: the last rollouts, each with its decisions in JSON. */
export const historyCommand = defineCommand({
  name: "rollout history",
  description:
    "list the last ten rollouts of a stack: who, when, from where to where, and how they ended",
  options: { stack: stackOption, output: outputOption(["text", "json"], "text") },
  examples: ["npx gray rollout history -s prod", "npx gray rollout history -s prod -o json"],
  exitCodes: { done: "printed", failed: "the records can't be read" },
  run,
});

interface Options {
  readonly stack: string;
  readonly output: "text" | "json";
}

async function run({ stack, output }: Options, { stdout }: Streams): Promise<Outcome> {
  const rollout = openRollout(stack);
  try {
    const { place, records } = rollout;
    const copies = await readCopies(place, records);
    const record = newest(copies.flatMap((one) => (one.kind === "record" ? [one.record] : [])));
    const ended = await history(await homeOf(rollout, record));
    const all = [
      ...(record ? [{ kind: "record", record } as const] : []),
      ...ended.filter((one) => one.kind !== "record" || one.record.id !== record?.id),
    ];
    stdout.write(
      output === "json"
        ? `${JSON.stringify(historyData(all), undefined, 2)}\n`
        : historyText(place.release, all),
    );
    return "done";
  } finally {
    rollout.close();
  }
}
