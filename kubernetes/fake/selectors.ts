// Label and field selectors of lists and watches.
import { badRequest } from "./errors";
import type { StoredObject } from "./store";

/**
 * @param query a request's `labelSelector` (`a=b`, `a==b`, `a!=b`, `a`, `!a`, all with commas) and `fieldSelector`
 *   (`=` of any field by its path, such as `metadata.name` and `spec.nodeName`)
 * @throws ApiError for a selector that the fake does not know
 */
export function selects(query: URLSearchParams): (object: StoredObject) => boolean {
  const labels = terms(query.get("labelSelector")).map(labelTerm);
  const fields = terms(query.get("fieldSelector")).map(fieldTerm);
  return (object) => [...labels, ...fields].every((holds) => holds(object));
}

function terms(selector: string | null): string[] {
  return (selector ?? "").split(",").filter(Boolean);
}

type Term = (object: StoredObject) => boolean;

function labelTerm(term: string): Term {
  if (/[()\s]/.test(term)) throw badRequest(`the fake knows no label selector ${term}`);
  const [, key = "", operator, value] = /^(!?[^=!]+)(==?|!=)?(.*)$/.exec(term) ?? [];
  const labelOf = ({ metadata }: StoredObject, name: string) => metadata.labels?.[name];
  if (operator === "!=") return (object) => labelOf(object, key) !== value;
  if (operator) return (object) => labelOf(object, key) === value;
  if (key.startsWith("!")) return (object) => labelOf(object, key.slice(1)) === undefined;
  return (object) => labelOf(object, key) !== undefined;
}

function fieldTerm(term: string): Term {
  const [path = "", value] = term.split(/==?/);
  if (value === undefined || path.endsWith("!"))
    throw badRequest(`the fake knows no field selector ${term}`);
  return (object) => {
    const found = path
      .split(".")
      .reduce<unknown>(
        (node, name) => (node as Record<string, unknown> | undefined)?.[name],
        object,
      );
    return (found ?? "") === value;
  };
}
