// The clusters of a lab: their names, roles, addresses and host ports.
import type { KeptCluster, PortedCluster } from "./folder";
import { type ClusterRole, LabError } from "./types";

/** A cluster of the running lab with everything that follows from its index. */
export interface Cluster extends PortedCluster {
  /** Address of the control plane inside the lab. */
  address: string;
  /** Range from which kwok gives pods their addresses. */
  podRange: string;
  /** Range of the Services' cluster IPs. */
  serviceRange: string;
  /** A second range, for thousands of Services. */
  moreServices: string;
  /** First address of the service range: the Service `kubernetes.default`. */
  kubernetesIp: string;
  /** Name of the one node. */
  node: string;
}

/** Pod ranges are 10.244.1.0/24 upwards; control planes sit in 10.244.0.0/24. */
const maximumClusters = 200;

/** Adds the addresses to what is kept of a cluster. */
export function describeCluster(kept: PortedCluster): Cluster {
  return {
    ...kept,
    address: `10.244.0.${10 + kept.index}`,
    podRange: `10.244.${kept.index + 1}.0/24`,
    serviceRange: `10.96.${kept.index}.0/24`,
    moreServices: `10.${100 + (kept.index >> 4)}.${(kept.index & 15) << 4}.0/20`,
    kubernetesIp: `10.96.${kept.index}.1`,
    node: `${kept.name}-node`,
  };
}

/** A name with its role, in the order in which the user gave them. */
export interface WantedCluster {
  name: string;
  role: ClusterRole;
}

/**
 * Checks the names of the wanted clusters.
 *
 * @throws LabError that lists every mistake.
 */
export function wantedClusters(primaries: string[], remotes: string[]): WantedCluster[] {
  const wanted: WantedCluster[] = [
    ...primaries.map((name) => ({ name, role: "primary" as const })),
    ...remotes.map((name) => ({ name, role: "remote" as const })),
  ];
  const mistakes: string[] = [];
  if (primaries.length === 0) {
    mistakes.push("no primary cluster is given: at least one must run an istiod (--clusters west)");
  }
  const seen = new Set<string>();
  for (const { name, role } of wanted) {
    if (!/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/.test(name)) {
      mistakes.push(
        `the name ${JSON.stringify(name)} is no DNS label of at most 40 characters: ` +
          "use a-z, 0-9 and '-', with a letter or digit at both ends",
      );
    }
    if (seen.has(name)) {
      mistakes.push(`the name "${name}" is given twice: remove one (here as a ${role} cluster)`);
    }
    seen.add(name);
  }
  if (wanted.length > maximumClusters) {
    mistakes.push(`${wanted.length} clusters are given: the lab has room for ${maximumClusters}`);
  }
  if (mistakes.length > 0) {
    throw new LabError(`The lab cannot start:\n${mistakes.map((m) => `  - ${m}`).join("\n")}`);
  }
  return wanted;
}

/**
 * Gives each wanted cluster the index and ports it had before, or free ones.
 *
 * @param freePort returns a free host port within a range, not one of `taken`.
 * @returns the wanted clusters in order, and what changed for a cluster that was kept.
 */
export async function assignClusters(
  wanted: WantedCluster[],
  kept: KeptCluster[],
  freePort: (
    range: PortRange,
    preferred: number | undefined,
    taken: Set<number>,
  ) => Promise<number>,
): Promise<{ clusters: PortedCluster[]; notes: string[] }> {
  const notes: string[] = [];
  // A port that a cluster had stays its own, whether the cluster runs now or not.
  const reserved = new Set(kept.flatMap(portsOf));
  const pick = async (range: PortRange, before: number | undefined): Promise<number> => {
    const others = new Set([...reserved].filter((port) => port !== before));
    const port = await freePort(range, before, others);
    reserved.add(port);
    return port;
  };
  const indices = new Set(kept.map(({ index }) => index));
  const clusters: PortedCluster[] = [];
  for (const { name, role } of wanted) {
    const before = kept.find((cluster) => cluster.name === name);
    const index = before?.index ?? firstFree(indices);
    indices.add(index);
    const ported: PortedCluster = {
      name,
      role,
      index,
      apiPort: await pick(apiPorts, before?.apiPort),
      gatewayPort: await pick(nodePorts, before?.gatewayPort),
      secureGatewayPort: await pick(secureNodePorts, before?.secureGatewayPort),
      tcpGatewayPort: await pick(tcpNodePorts, before?.tcpGatewayPort),
      prometheusPort: await pick(prometheusPorts, before?.prometheusPort),
    };
    for (const [port, what] of portNames) {
      const old = before?.[port];
      if (old !== undefined && old !== ported[port]) {
        notes.push(
          `Port ${old} of ${name}'s ${what} is taken by another program; it is ${ported[port]} now.`,
        );
      }
    }
    clusters.push(ported);
  }
  return { clusters, notes };
}

/** Host ports from `first` to `last`, both included. */
export interface PortRange {
  first: number;
  last: number;
}

/** Below the kernel's usual range for outgoing connections, so that none of those is in the way. */
const apiPorts: PortRange = { first: 26443, last: 29999 };

/** The API server allows node ports in this range only. */
export const nodePorts: PortRange = { first: 30080, last: 32767 };

/** Where to look for those of port 443, and of port 31400: easy to tell from the first. */
const secureNodePorts: PortRange = { ...nodePorts, first: 30443 };
/** See `secureNodePorts`. */
const tcpNodePorts: PortRange = { ...nodePorts, first: 31400 };

/** Also below the kernel's usual range, and easy to tell by Prometheus' own 9090. */
const prometheusPorts: PortRange = { first: 19090, last: 19999 };

/** The ports of a cluster, as notes to people call them. */
const portNames = [
  ["apiPort", "API server"],
  ["gatewayPort", "gateway"],
  ["secureGatewayPort", "gateway (TLS)"],
  ["tcpGatewayPort", "gateway (TCP)"],
  ["prometheusPort", "Prometheus"],
] as const;

function portsOf(cluster: KeptCluster): number[] {
  return portNames.flatMap(([port]) => cluster[port] ?? []);
}

function firstFree(used: Set<number>): number {
  for (let index = 0; ; index += 1) if (!used.has(index)) return index;
}
