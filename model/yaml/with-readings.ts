// Puts together what is wrong with the text of a stack file and with the config in it.
import type { ParsedConfig } from "../config/settings";
import { asFinding } from "../preflight/finding";
import type { Problem } from "../problem";
import type { StackDocument } from "./document";

/**
 * The parsed config of a stack file, with the problems of its text. A config of which two readers
 * make something different has no settings.
 *
 * @param problems those of the text
 */
export function withReadings(
  parsed: ParsedConfig,
  problems: StackDocument["problems"],
  inWords: StackDocument["inWords"],
): ParsedConfig {
  const told = new Set(problems.map(({ place }) => place));
  const others = <P extends Problem>(list: readonly P[]) =>
    list.filter(({ path }) => !told.has(path)).map((one) => inWords(one));
  const findings = [
    ...problems.map(({ place: _, line: __, ...problem }) => asFinding(problem)),
    ...others(parsed.findings),
  ];
  if ("settings" in parsed && problems.length === 0) return { ...parsed, findings };
  const found = "problems" in parsed ? parsed.problems : [];
  return { problems: [...problems, ...others(found)], findings };
}
