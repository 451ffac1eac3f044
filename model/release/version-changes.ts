// Puts changes of a version over the version that a release declares.
import type { VersionSpec } from "./release";

/**
 * A version with other keys in place of its own. `replicas` and `autoscale` say the same thing, the
 * number of pods: so each takes the place of the other, where only one of them is changed.
 *
 * @param version left out: the changes declare a version of their own
 */
export function withChanges(
  version: VersionSpec | undefined,
  changes: Partial<VersionSpec>,
): VersionSpec {
  const { replicas, autoscale, ...others } = { ...version };
  const counted = changes.replicas !== undefined || changes.autoscale !== undefined;
  return {
    ...others,
    ...(!counted && replicas !== undefined && { replicas }),
    ...(!counted && autoscale && { autoscale }),
    ...changes,
  } as VersionSpec;
}
