// Checks that regular expressions are RE2's. GR125.
import { formatPath, type Path, type Problem } from "../../problem";
import type { PathMatch } from "../../release/routing";
import { refusedByRe2 } from "../../routes/re2";
import { showAt } from "../../secret-places";

/** Checks that RE2 takes a regular expression, as far as the program can know. */
export function checkExpression(match: PathMatch, path: Path): Problem[] {
  const why = "regex" in match ? refusedByRe2(match.regex) : undefined;
  if (!("regex" in match) || !why) return [];
  return [
    {
      code: "GR125",
      path: formatPath([...path, "regex"]),
      given: `${showAt([...path, "regex"], match.regex)}: ${why}`,
      allowed: "an expression in RE2's syntax (https://github.com/google/re2/wiki/Syntax)",
      fix: fixFor(match.regex, path),
    },
  ];
}

/** The parts of a request that a condition can want without a value. */
const mayLack = ["headers", "withoutHeaders", "cookies", "query"];

/** A `*` alone is a shell's word, and in Istio's `withoutHeaders` a word for any value. */
function fixFor(regex: string, path: Path): string {
  if (regex === "*" && mayLack.includes(String(path.at(-2))))
    return "for any value write {} in place of the mapping with regex";
  return /^\*/.test(regex)
    ? "write .* in place of *, for any text"
    : "rewrite the expression, or use exact or prefix";
}
