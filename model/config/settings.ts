// The types of a stack's config: its raw form, the parsed settings, and the result of parsing.
import type { Connections } from "../checks/connections";
import type { Cluster } from "../release/cluster";
import type { LimitsSpec } from "../limits/spec";
import type { NotificationReceiver } from "../notifications/receiver";
import type { Finding } from "../preflight/finding";
import type { PreflightPlaces } from "../preflight/preflight";
import type { Problem } from "../problem";
import type { PrometheusServer } from "../analysis/prometheus";
import type { Release } from "../release/release";
import type { ReadText } from "./manifest-files";
import type { SettleSettings } from "./settle";

/** A stack's config: parsed values by key, without the namespace `gray-release:` of the keys. */
export type StackConfig = Readonly<Record<string, unknown>>;

/** Facts from outside the config that the checks need. */
export interface ConfigContext {
  /** The releases that a stack can name. */
  readonly presets: Readonly<Record<string, Release>>;
  /** Facts about kubeconfigs. Left out: the ways to clusters are not checked. */
  readonly connections?: Connections;
  /** How the stack holds a key that has to be a secret. Left out: as `connections` says. */
  readonly secret?: NonNullable<Connections["secret"]>;
  /** Reads the files that `manifests` names. @default none can be read */
  readonly readText?: ReadText;
}

/**
 * The settings of a stack: complete, and without mistakes that the program can find without a
 * cluster.
 */
export interface StackSettings {
  readonly release: Release;
  readonly clusters: readonly Cluster[];
  readonly settle: SettleSettings;
  /** Live objects of other owners that may stand in the way of the release. @default none */
  readonly accept?: readonly string[];
  /** The metrics servers of clusters that name none of their own. @default none */
  readonly prometheus?: readonly PrometheusServer[];
  /** Who is told what happens to rollouts. @default nobody */
  readonly notifications?: readonly NotificationReceiver[];
  /** What changes of the stack may not do. @default nothing is forbidden */
  readonly limits?: LimitsSpec;
  /** Where the config has the parts of the release, for problems that updates find; beside limits. */
  readonly places?: PreflightPlaces;
  /** Whether namespaces are protected from being deleted. */
  readonly protect: boolean;
  /** Seconds that the pods of a version get to become ready. */
  readonly ready: number;
}

/**
 * Seconds that pods get if the stack does not set `ready`; the default of Pulumi's Kubernetes
 * provider.
 */
export const defaultReady = 600;

/** The settings, or all mistakes. In both cases also all findings, with warnings and infos. */
export type ParsedConfig = {
  readonly findings: readonly Finding[];
} & ({ readonly settings: StackSettings } | { readonly problems: readonly Problem[] });
