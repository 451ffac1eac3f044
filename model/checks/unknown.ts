// Makes the problem of an unknown name, with the most similar known name as its fix. GR010.
import { formatPath, listed, show, type Path, type Problem } from "../problem";
import { nearest } from "../schema/validate";
import type { Code } from "./codes";

/** The parts of such a problem. */
interface Unknown {
  readonly code: Code;
  readonly path: Path;
  /** The kind of the name in words, such as version or service. */
  readonly what: string;
  readonly name: string;
  readonly known: readonly string[];
  /** The fix if no known name is similar. */
  readonly otherwise: string;
  /** @default the known names */
  readonly allowed?: string;
}

/** The problem of a name that the user wrote and that does not exist. */
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

/**
 * Checks that the release declares a named service. If it has no services, that is one problem of
 * the release, not one for each name.
 */
export function checkDeclared(name: string, services: readonly string[], path: Path): Problem[] {
  if (services.length === 0 || services.includes(name)) return [];
  const otherwise = "declare the service, or remove it here";
  return [unknownName({ code: "GR010", path, what: "service", name, known: services, otherwise })];
}
