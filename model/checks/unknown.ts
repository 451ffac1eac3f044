import { formatPath, listed, show, type Path, type Problem } from "../problem";
import { nearest } from "../schema/validate";
import type { Code } from "./codes";

/** What is told of a name that nothing has. */
interface Unknown {
  readonly code: Code;
  readonly path: Path;
  /** What has such names: a version, a service. */
  readonly what: string;
  readonly name: string;
  readonly known: readonly string[];
  /** What to do where no known name is near. */
  readonly otherwise: string;
  /** @default the known names */
  readonly allowed?: string;
}

/** The problem of a name that is used, and that nothing has. */
export function unknownName({
  code,
  path,
  what,
  name,
  known,
  otherwise,
  allowed,
}: Unknown): Problem {
  const near = nearest(name, known);
  return {
    code,
    path: formatPath(path),
    given: `an unknown ${what} ${show(name)}`,
    allowed: allowed ?? listed(known),
    fix: near ? `did you mean "${near}"?` : otherwise,
  };
}
