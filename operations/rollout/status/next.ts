/** What a person may do next with a rollout: command lines, the most useful first. Pure. */
import { lives } from "../../../model/rollout/record";
import type { NextCommand, RolloutReport } from "./report";

/** The commands that fit a rollout's status; null: no rollout is recorded. */
export function nextCommands(stack: string, rollout: RolloutReport | null): NextCommand[] {
  const of = (command: string, why: string): NextCommand => ({
    ...{ command: `npx gray rollout ${command} -s ${stack}`, why },
  });
  if (!rollout)
    return [
      of("start", "starts a rollout to the weights of the file, where it declares one that is due"),
    ];
  if (!lives(rollout)) return afterEnd(rollout, of, stack);
  const { waitsFor, driver } = rollout;
  const back = of("abort", "brings all traffic back to where it was at the start");
  const drive = of("run", "drives it from here");
  switch (waitsFor?.kind) {
    case "resume":
      return [of("resume", "lets it go on"), back];
    case "promotion":
      return [of("promote", "ends the pause"), ...(driver ? [] : [drive]), back];
    case "analysis": {
      const { inconclusive = false } =
        rollout.analyses.find(({ active, background }) => active && !background) ?? {};
      const promote = of("promote", "goes on without what the metrics say");
      const rest = [...(driver ? [] : [drive]), of("pause", "holds it where it is")];
      return inconclusive ? [promote, ...rest, back] : [...rest, promote, back];
    }
    case "driver":
      return [drive, back];
    default:
      return [...(driver ? [] : [drive]), of("pause", "holds it where it is"), back];
  }
}

function afterEnd(
  { status, recorded, owed }: RolloutReport,
  of: (command: string, why: string) => NextCommand,
  stack: string,
): NextCommand[] {
  const catchUp = owed.length > 0 ? "gives the clusters that were away what the others have" : "";
  const record = recorded ? "" : "records in the stack's state what the clusters have";
  // The same version would fail again.
  const mended = status === "failed" ? ", once the cause of the failure is mended" : "";
  const why = [catchUp, record].filter(Boolean).join(", and ");
  return [
    ...(why ? [{ command: `pulumi up -s ${stack}`, why }] : []),
    ...(status === "done"
      ? [of("undo", "brings traffic back to where it was before this rollout")]
      : [of("retry", `starts it anew, to the same goal${mended}`)]),
  ];
}
