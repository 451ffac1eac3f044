import type { PodSpec, Probe } from "kubernetes-types/core/v1";

/** A part of a value: each field may be left out, or be `null` to take out what is generated. */
export type Part<T> = T extends readonly (infer Item)[]
  ? readonly Part<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Part<T[Key]> | null }
    : T;

/**
 * What a declaration has no word for: merged over the pod template that is generated. Mappings merge deeply, and lists
 * that Kubernetes merges by a key (containers, volumes, env, ports, …) do so by that key; other lists replace what is
 * generated, and `null` takes it out. The app's container is the one with the service's name, or the first without a
 * name.
 */
export interface PodOverrides {
  readonly metadata?: {
    /** Beside `app` and `version`, which are the release's. */
    readonly labels?: Readonly<Record<string, string | null>>;
    readonly annotations?: Readonly<Record<string, string | null>>;
  };
  /** A part of a PodSpec, as Kubernetes has it. */
  readonly spec?: Part<PodSpec>;
}

/** How Kubernetes asks the app's container whether it is well, in Kubernetes' own form. */
export interface Probes {
  /** Whether it takes requests. @default none: it does as soon as it runs */
  readonly readinessProbe?: Probe;
  /** Whether it must be restarted. @default none */
  readonly livenessProbe?: Probe;
  /** Whether it has started; the other two wait for it. @default none */
  readonly startupProbe?: Probe;
}

/** Seconds for which a pod that ends still answers, unless a version says otherwise. */
export const defaultDrainSeconds = 5;
