// Reduces problems to the parts that specs compare.
import type { Problem } from "../../model/problem";

/**
 * Code, path below the service `hello` or the release, and what was given: what tells one problem
 * from another.
 */
export function told(problems: readonly Problem[]): [string, string, string][] {
  return problems.map(({ code, path, given }) => [
    code,
    path.replace(/^release\.(services\.hello\.?)?/, ""),
    given,
  ]);
}
