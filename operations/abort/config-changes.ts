/** What an abort changes in a stack's file. Pure. */
import type { StackConfig, StackSettings } from "../../model/config/settings";
import type { Path } from "../../model/problem";
import { isMapping } from "../../model/schema/best-effort";
import { allOn, type AbortTarget } from "./targets";

/** A value to set in a stack's config, or to remove. */
export interface ConfigChange {
  /** Below `config`, the first step without the project's name. */
  readonly path: Path;
  /** Left out: the value at the path is removed. */
  readonly value?: unknown;
}

/**
 * The changes of a stack's config: the weights of the targets' services, where the config has them;
 * weights of single clusters, which are removed; and the percentages that enter lanes at the
 * gateway, which become 0.
 *
 * @param config the stack's config as its file has it, before any change
 */
export function abortChanges(
  config: StackConfig,
  { release, clusters }: Pick<StackSettings, "release" | "clusters">,
  targets: readonly AbortTarget[],
): ConfigChange[] {
  const weights = targets.map(({ service, version }): ConfigChange => {
    const before = release.services[service]?.weights ?? {};
    return { path: weightsPath(config, service), value: allOn(version, before) };
  });
  const ofClusters = targets.flatMap(({ service }) =>
    clusters.flatMap(({ weights: own }, i): ConfigChange[] =>
      own?.[service] === undefined ? [] : [{ path: ["clusters", i, "weights", service] }],
    ),
  );
  const entering = (release.lanes?.lanes ?? [])
    .filter(({ weight = 0 }) => weight > 0)
    .map(({ name }): ConfigChange => ({ path: ["lanes", name], value: 0 }));
  return [...weights, ...ofClusters, ...entering];
}

/**
 * The path of a service's weights: in the stack's own key, or in a release that the stack holds
 * whole.
 */
function weightsPath(config: StackConfig, service: string): Path {
  const own = isMapping(config.weights) && service in config.weights;
  return own || !isMapping(config.release)
    ? ["weights", service]
    : ["release", "services", service, "weights"];
}
