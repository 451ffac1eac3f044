import type { Connections } from "../checks/connections";
import type { Cluster } from "../release/cluster";
import type { Finding } from "../preflight/finding";
import type { Problem } from "../problem";
import type { Release } from "../release/release";
import type { SettleSettings } from "./settle";

/** A stack's config: the keys of the namespace `gray-release`, without it, with parsed values. */
export type StackConfig = Readonly<Record<string, unknown>>;

/** What config is checked against. */
export interface ConfigContext {
  /** Releases that a stack can name. */
  readonly presets: Readonly<Record<string, Release>>;
  /** What is known of kubeconfigs; left out: how clusters are reached is not checked. */
  readonly connections?: Connections;
}

/** What a stack asks for, complete and free of mistakes that can be known without a cluster. */
export interface StackSettings {
  readonly release: Release;
  readonly clusters: readonly Cluster[];
  readonly settle: SettleSettings;
  /** Whether namespaces are protected from being deleted. */
  readonly protect: boolean;
  /** Seconds that the pods of a version get to become ready. */
  readonly ready: number;
}

/** Seconds that pods get where a stack says nothing else: what the provider of Kubernetes gives them by itself. */
export const defaultReady = 600;

/** The settings, or every mistake; beside either all that was found, warnings and what is worth knowing included. */
export type ParsedConfig = {
  readonly findings: readonly Finding[];
} & ({ readonly settings: StackSettings } | { readonly problems: readonly Problem[] });
