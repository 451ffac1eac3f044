/**
 * The first step of an adoption: a declaration from what runs in a namespace. Nothing is written to
 * a cluster.
 */
import { RefusalError } from "../refusal";
import { adopt, type Adoption } from "./decide/adoption";
import { readNamespaces, type ConnectedCluster } from "./read-namespace";
import { besidesText, foundText, obstaclesParagraph, replacementsText } from "./report";
import type { AdoptOptions } from "./take-ownership";

/** What to declare. */
export interface Declaration {
  /** Name of the release. */
  readonly name: string;
  readonly namespace: string;
}

/**
 * Reads a namespace in all clusters and declares it as a release.
 *
 * @returns undefined where a release can't say all of it, and `force` is off
 * @throws RefusalError where no Service of the namespace can become one of a release
 * @throws Error that says what can't be read
 */
export async function declareNamespace(
  clusters: readonly ConnectedCluster[],
  { name, namespace }: Declaration,
  { force, reporter }: AdoptOptions,
): Promise<Adoption | undefined> {
  const adoption = adopt(name, await readNamespaces(clusters, namespace));
  if (Object.keys(adoption.release.services).length === 0)
    throw new RefusalError(
      `namespace ${namespace} has no service for a release: ${leftText(adoption)}`,
    );
  reporter.info(foundText(adoption));
  const { obstacles, replacements, changes } = adoption;
  if (changes.length > 0) reporter.info(besidesText(changes));
  if (replacements.length > 0) reporter.info(replacementsText(replacements));
  if (obstacles.length > 0) reporter.info(obstaclesParagraph(obstacles));
  if (force || obstacles.length + replacements.length === 0) return adoption;
  reporter.info(`Nothing was written. Change it there, or accept it: --force.`);
  return undefined;
}

function leftText({ left }: Adoption): string {
  if (left.length === 0) return "it has no Service";
  return left.map(({ name, why }) => `Service ${name}: ${why}`).join("; ");
}
