// Merges changes over a version: those of a stack over the release's, those of a cluster over both.
import { appNamed } from "../manifests/pod-template";
import { composed, merged } from "../manifests/strategic-merge";
import { appContainerName } from "../release/app-container";
import type { PodOverrides } from "../release/pod";
import type { VersionSpec } from "../release/release";
import type { VersionChanges } from "../release/version-changes";
import { isMapping } from "../schema/best-effort";

/** The keys that hold mappings of values by name. */
const byName: readonly string[] = ["env", "annotations", "resources", "autoscale"];

/**
 * A version with the changes that a stack, or one of its clusters, makes. `env`, `annotations`,
 * `resources` and `autoscale` are merged by name, `pod` as it is merged over the generated pods;
 * each other key takes the place of the one before. `null` removes what was declared before, so
 * that the default holds. `replicas` and `autoscale` both say the number of pods, so each takes the
 * place of both.
 *
 * @param service name of the version's service
 */
export function mergedVersion<V extends Omit<Partial<VersionSpec>, "replicas">>(
  version: V,
  changes: Omit<VersionChanges, "replicas"> & { readonly replicas?: unknown },
  service: string,
): V {
  const result: Record<string, unknown> = { ...version };
  // Both say the number of pods: where a change names one of them, it takes the place of both.
  if (changes.replicas !== undefined || changes.autoscale !== undefined) {
    delete result.replicas;
    delete result.autoscale;
  }
  const container = changes.container === undefined ? version.container : changes.container;
  const app = appContainerName(service, container === null ? {} : { container });
  for (const [key, change] of Object.entries<unknown>(changes)) {
    if (change === undefined) continue;
    const value = mergedKey(key, (version as Record<string, unknown>)[key], change, app);
    if (value === undefined || value === null) delete result[key];
    else result[key] = value;
  }
  return result as V;
}

function mergedKey(key: string, before: unknown, change: unknown, app: string): unknown {
  if (!isMapping(change)) return change;
  if (key === "pod") return composedPods(before ?? {}, change, app);
  return byName.includes(key) ? withoutEmpty(merged(before, change)) : change;
}

/** Both changes of pods as one. Their container without a name is the app's, in both. */
function composedPods(first: PodOverrides, second: PodOverrides, app: string): PodOverrides {
  return composed(appNamed(first, app), appNamed(second, app)) as PodOverrides;
}

/** A mapping without the mappings out of which every name was removed; undefined if none is left. */
function withoutEmpty(value: unknown): unknown {
  if (!isMapping(value)) return value;
  const left = Object.entries(value)
    .map(([name, inside]) => [name, withoutEmpty(inside)] as const)
    .filter(([, inside]) => inside !== undefined);
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}
