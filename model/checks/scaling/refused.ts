// Problems of values in Kubernetes' own form that API servers refuse. GR370.
import { formatPath, show, type Path, type Problem } from "../../problem";

/** A mapping in Kubernetes' own form. */
export type Fields = Readonly<Record<string, unknown>>;

/** The problem of a value that an API server refuses. */
export function refusedHere(
  path: Path,
  value: unknown,
  {
    given = value === undefined ? "nothing" : show(value),
    allowed,
    fix,
  }: {
    readonly given?: string;
    readonly allowed: string;
    readonly fix: string;
  },
): Problem {
  return { code: "GR370", path: formatPath(path), given, allowed, fix };
}
