/** Decides which clusters of a stack may be left out. Pure. */
import type { Cluster } from "../../model/release/cluster";
import { isPrimary } from "../../model/release/cluster-role";
import { inWords } from "../../model/problem";
import { RefusalError } from "../refusal";

/**
 * Checks the names that a user gives with `--without`.
 *
 * @returns each name once
 * @throws RefusalError where the stack has no such cluster, or none would be left that holds routes
 */
export function checkedNames(
  given: readonly string[],
  clusters: readonly Cluster[],
): ReadonlySet<string> {
  const names = new Set(given);
  const known = clusters.map(({ name }) => name);
  const unknown = [...names].filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new RefusalError(
      `--without: the stack has no cluster ${inWords(unknown)}; it has ${inWords(known)}`,
    );
  const primaries = clusters.filter(isPrimary).map(({ name }) => name);
  if (names.size > 0 && primaries.every((name) => names.has(name)))
    throw new RefusalError(
      `--without: ${inWords(primaries)} can't be left out together, because no primary cluster would be left to serve`,
    );
  return names;
}

/** The options of a command line that leave out clusters: ` --without east`; empty for none. */
export function withoutOptions(names: Iterable<string>): string {
  return [...names].map((name) => ` --without ${name}`).join("");
}
