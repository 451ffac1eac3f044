/** Reads from an istiod's pod what its environment sets. Pure. */
import { revisionKey } from "./pods/proxy-pod";
import { defaultTuning, type IstiodTuning } from "./pushes";

/** As much of a pod as its environment is read from. */
export interface PodWithEnvironment {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly containers?: readonly {
      readonly env?: readonly { readonly name: string; readonly value?: string }[];
    }[];
  };
}

/** What the environment of an istiod's pod sets. */
export interface IstiodEnvironment extends IstiodTuning {
  /** The name of its own cluster in the mesh: `CLUSTER_ID`. */
  readonly clusterId: string;
  /** The revision that it injects: its label, or `REVISION`. */
  readonly revision: string;
}

/**
 * What an istiod's pod sets, with Istio's defaults for the rest. A value that comes from a ConfigMap
 * or a Secret is not known; a throttle from there may be as low as 1.
 */
export function environmentOf({ metadata, spec }: PodWithEnvironment): IstiodEnvironment {
  const all = spec?.containers?.flatMap(({ env = [] }) => env) ?? [];
  const find = (name: string) => all.find((one) => one.name === name);
  const throttle = find("PILOT_PUSH_THROTTLE");
  const count = throttle ? Number(throttle.value ?? 1) : 0;
  const debounceMs = durationMs(find("PILOT_DEBOUNCE_AFTER")?.value ?? "");
  return {
    clusterId: find("CLUSTER_ID")?.value ?? "Kubernetes",
    revision: metadata?.labels?.[revisionKey] ?? find("REVISION")?.value ?? "default",
    // 0 and less is the default.
    throttle: count > 0 ? count : defaultTuning.throttle,
    debounceMs: debounceMs ?? defaultTuning.debounceMs,
  };
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A duration as Go writes it, such as `1m30s`; undefined for any other text. */
function durationMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g);
  return [...parts].reduce((sum, [, n, unit = ""]) => sum + Number(n) * (unitsMs[unit] ?? 0), 0);
}
