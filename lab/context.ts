// What every part of the supervisor works with: folder, tools, network, PKI.
import type { Toolchain } from "../tools/tool-paths";
import type { StateFolder } from "./folder";
import type { LabNetwork } from "./network/network";
import type { Pki } from "./control-plane/pki";

/** The tools of the toolchain that the lab runs. */
export const labTools = [
  "etcd",
  "kubeApiserver",
  "kubeControllerManager",
  "kubeScheduler",
  "kwok",
  "pilotDiscovery",
  "pilotAgent",
  "istioctl",
  "envoy",
  "iptables",
  "envoyBootstrap",
] as const;

/** Their paths. */
export type LabTools = Pick<Toolchain, (typeof labTools)[number]>;

/** What every part of the supervisor works with. */
export interface LabContext {
  folder: StateFolder;
  tools: LabTools;
  network: LabNetwork;
  pki: Pki;
  /** User ID of the sidecars: 1337 as in Istio, or 0 where the kernel maps one user only. */
  proxyUser: number;
  /** Tells the person who waits for the start. */
  progress: (line: string) => void;
  /** Writes to the supervisor's log. */
  log: (line: string) => void;
}
