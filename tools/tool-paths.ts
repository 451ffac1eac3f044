// The tools by name, and their paths.
/** A folder of commands that find their own libraries: it goes first in PATH. */
interface ToolFolder {
  /** Absolute path. */
  dir: string;
}

/** Absolute paths of everything that the lab and the engine run; each of them exists. */
export interface Toolchain {
  /** The Pulumi CLI, at least 3.248. Run it with `env`. */
  pulumi: string;
  /** PULUMI_HOME in which the Kubernetes provider is installed as a plugin. */
  pulumiHome: string;
  /** Variables to add to `process.env` for running `pulumi`: PATH, PULUMI_HOME, … */
  env: Record<string, string>;
  etcd: string;
  kubeApiserver: string;
  kubeControllerManager: string;
  kubeScheduler: string;
  kwok: string;
  pilotDiscovery: string;
  pilotAgent: string;
  istioctl: string;
  envoy: string;
  prometheus: string;
  actionlint: string;
  /** JSON schema of pipelines of GitLab CI. */
  gitlabSchema: string;
  /** Folder with `iptables`, `iptables-save`, `iptables-restore` and their IPv6 twins. */
  iptables: ToolFolder;
  /** One YAML file with all CRDs of Istio. */
  istioCrds: string;
  /** Bootstrap template of the sidecar's Envoy, for `envoy_bootstrap_tmpl.json`. */
  envoyBootstrap: string;
}

/** The name of one entry of the toolchain. */
export type ToolName = keyof Toolchain;

/** Tools as paths, as the parts give them. */
export type Paths = Partial<Record<Exclude<ToolName, "env">, string>>;
