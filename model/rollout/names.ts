// The names and labels of the objects in which a rollout is kept.
import { projectName } from "../project";

/**
 * Name of the ConfigMap with the record of a release's rollout, and of the Lease of its driver. The
 * namespace is the release's.
 */
export function recordName(release: string): string {
  return `gray-rollout-${release}`;
}

/** How many rollouts that ended are kept. */
export const historyLength = 10;

/**
 * Names of the ConfigMaps with rollouts that ended. They are the same ones for ever, so that rights
 * can be given by name: nobody may list or delete other ConfigMaps because of a rollout. The dot
 * keeps them apart from the record of any other release, whose name is a DNS label.
 */
export function historyNames(release: string): string[] {
  return Array.from({ length: historyLength }, (_, i) => `${recordName(release)}.${i}`);
}

/** The key of such a ConfigMap that holds the record as JSON. */
export const recordKey = "record";

/** The key that holds it in `binaryData` instead, packed by gzip, where the JSON is long. */
export const packedKey = "record.gz";

/** Labels of these objects. No operation of a release selects objects by them. */
export function recordLabels(release: string): Record<string, string> {
  return { "app.kubernetes.io/managed-by": projectName, "gray-release/rollout": release };
}
