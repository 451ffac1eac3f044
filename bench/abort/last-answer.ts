// When the version that is to be left answered last.
import type { AnswerLog } from "../../lab/load/answer-log";

/**
 * Seconds from the start of a command to the last answer of version v2.
 *
 * @param logs the answers through each gateway
 * @param startMs the command's start, in milliseconds since the load began
 * @throws Error where v2 did not answer through each gateway when the command began: then the last answer says nothing
 */
export function lastAnswer(logs: readonly AnswerLog[], startMs: number): number {
  const last = logs.map((answers) => answers.lastAnswerOf("v2") ?? 0);
  if (last.some((at) => at < startMs))
    throw new Error("the version that is to be left did not answer when the command began");
  return (Math.max(...last) - startMs) / 1000;
}
