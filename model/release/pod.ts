// The types of a version's pod settings: overrides of the pod template, and probes. Generated from
// model/schema by `npm run generate`. Do not edit.

import type { Part } from "./part";
import type { PodSpec, Probe } from "kubernetes-types/core/v1";

/**
 * Fields of pods for which a declaration has no key of its own; they are merged over the generated
 * pod template. Mappings merge deeply. Lists that Kubernetes merges by a key (containers, volumes,
 * env, ports, …) merge by that key; other lists replace the generated ones, and `null` removes
 * them. The app's container is the one that `container` names, or the first one without a name.
 */
export interface PodOverrides {
  /** Labels and annotations of the pods. */
  readonly metadata?: {
    /** Labels beside those that the release sets. */
    readonly labels?: Readonly<Record<string, string | null>>;
    /** Annotations of the pods. */
    readonly annotations?: Readonly<Record<string, string | null>>;
  };
  /** A part of a PodSpec, as Kubernetes has it. */
  readonly spec?: Part<PodSpec>;
}

/** The probes by which Kubernetes checks the app's container, in Kubernetes' own form. */
export interface Probes {
  /** Whether the container takes requests. @default none: it takes requests as soon as it runs */
  readonly readinessProbe?: Probe;
  /** Whether Kubernetes must restart the container. @default none */
  readonly livenessProbe?: Probe;
  /** Whether the container has started; the other two probes wait for it. @default none */
  readonly startupProbe?: Probe;
}
