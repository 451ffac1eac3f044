/** A program that finds its own libraries and needs only to be found: its folder goes first in PATH. */
export interface ToolFolder {
  /** Absolute path of the folder that holds the commands. */
  dir: string;
}

/** Absolute paths of everything that the lab and the engine run; each of them exists. */
export interface Toolchain {
  /** The Pulumi CLI, at least 3.248. Run it with `env`. */
  pulumi: string;
  /** PULUMI_HOME in which the Kubernetes provider is installed as a plugin. */
  pulumiHome: string;
  /** Variables to add to `process.env` for running `pulumi`: PATH, PULUMI_HOME, PULUMI_SKIP_UPDATE_CHECK, … */
  env: Record<string, string>;
  etcd: string;
  kubeApiserver: string;
  kubeControllerManager: string;
  kubeScheduler: string;
  kwok: string;
  /** Folder of kwok's stages, as in its module: `node/fast`, `node/heartbeat-with-lease`, `pod/fast`, `pod/general`. */
  kwokStages: string;
  pilotDiscovery: string;
  pilotAgent: string;
  istioctl: string;
  envoy: string;
  /** Folder with `iptables`, `iptables-save`, `iptables-restore` and their IPv6 twins. */
  iptables: ToolFolder;
  /** One YAML file with all CRDs of Istio. */
  istioCrds: string;
  /** Bootstrap template of the sidecar's Envoy, for `envoy_bootstrap_tmpl.json`. */
  envoyBootstrap: string;
  /** YAML of `istioctl manifest generate --set profile=minimal`: injector ConfigMaps, webhooks, RBAC. */
  istioManifests: string;
}

/** The name of one entry of the toolchain. */
export type ToolName = keyof Toolchain;

/** What to make sure of, and where to report to. */
export interface ToolchainOptions<Name extends ToolName = ToolName> {
  /** The entries that are needed; default: all. Others are neither looked for nor built. */
  need?: readonly Name[];
  /** Receives each line of progress; default: standard error, only when something has to be built. */
  log?: (line: string) => void;
}

/** Finds the tools that are installed, builds the others into the cache, and gives the paths of all. */
export type EnsureToolchain = <Name extends ToolName = ToolName>(
  options?: ToolchainOptions<Name>,
) => Promise<Pick<Toolchain, Name>>;
