// The authorities, certificates and keys that a state folder keeps.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cluster } from "../clusters";
import { type StateFolder, writePrivate } from "../folder";
import { issue, makeAuthority, type Authority, type Leaf } from "./certificates";

/** Paths of a certificate and its key. */
export interface LeafFiles {
  certificate: string;
  key: string;
}

/** The common name by which a cluster's kubelet knows its API server. */
export function kubeletClientName(cluster: Cluster): string {
  return `kube-apiserver-kubelet-client ${cluster.name}`;
}

/**
 * The lab's certificate authorities and keys, made once for a state folder:
 * one authority for all API servers and one root for the mesh (all clusters trust the same root, else
 * a sidecar would refuse the certificates of the other cluster).
 */
export class Pki {
  private constructor(
    private readonly folder: string,
    /** Signs the API servers' certificates. */
    readonly apiAuthority: Authority,
    /** The mesh's root: istiod signs the workloads' certificates with it. */
    readonly meshAuthority: Authority,
    /** Bearer token of the administrator (group system:masters) in every cluster. */
    readonly adminToken: string,
  ) {}

  /** Reads the authorities of a state folder, or makes them. */
  static async open(state: StateFolder): Promise<Pki> {
    const folder = state.makeFolder("pki");
    const api = await readOrMake(folder, "api", "gray-release lab API servers");
    const mesh = await readOrMake(folder, "mesh", "gray-release lab mesh root");
    const tokenFile = join(folder, "admin.token");
    if (!existsSync(tokenFile)) writePrivate(tokenFile, randomBytes(24).toString("hex"));
    return new Pki(folder, api, mesh, readFileSync(tokenFile, "utf8"));
  }

  /** Paths of the certificate and key with which a cluster's API server serves. */
  apiServerFiles(cluster: Cluster): Promise<LeafFiles> {
    return this.leafFiles(`api-${cluster.name}-${cluster.index}`, {
      title: `kube-apiserver ${cluster.name}`,
      usage: "serverAuth",
      names: [
        { type: "ip", value: "127.0.0.1" },
        { type: "ip", value: cluster.address },
        { type: "ip", value: cluster.kubernetesIp },
        { type: "dns", value: "localhost" },
        { type: "dns", value: "kubernetes" },
        { type: "dns", value: "kubernetes.default" },
        { type: "dns", value: "kubernetes.default.svc" },
        { type: "dns", value: "kubernetes.default.svc.cluster.local" },
      ],
    });
  }

  /** Paths of the certificate and key with which a cluster's kubelet serves. */
  kubeletFiles(cluster: Cluster): Promise<LeafFiles> {
    return this.leafFiles(`kubelet-${cluster.name}-${cluster.index}`, {
      title: `kubelet ${cluster.node}`,
      usage: "serverAuth",
      names: [{ type: "ip", value: cluster.address }],
    });
  }

  /** Paths of the certificate and key that tell a cluster's API server to its kubelet. */
  kubeletClientFiles(cluster: Cluster): Promise<LeafFiles> {
    return this.leafFiles(`kubelet-client-${cluster.name}`, {
      title: kubeletClientName(cluster),
      usage: "clientAuth",
      names: [],
    });
  }

  /** Path of the certificate of the authority that signs all of these. */
  get apiAuthorityFile(): string {
    return join(this.folder, "api-ca.crt");
  }

  /** Path of the key that signs a cluster's service-account tokens. */
  serviceAccountKey(cluster: Cluster): string {
    const file = join(this.folder, `service-accounts-${cluster.name}.key`);
    if (!existsSync(file)) {
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      writePrivate(file, privateKey.export({ type: "sec1", format: "pem" }).toString());
    }
    return file;
  }

  private async leafFiles(name: string, leaf: Leaf): Promise<LeafFiles> {
    const files = {
      certificate: join(this.folder, `${name}.crt`),
      key: join(this.folder, `${name}.key`),
    };
    if (!existsSync(files.certificate)) {
      const issued = await issue(this.apiAuthority, leaf);
      writePrivate(files.key, issued.key);
      writePrivate(files.certificate, issued.certificate);
    }
    return files;
  }
}

async function readOrMake(folder: string, name: string, title: string): Promise<Authority> {
  const certificateFile = join(folder, `${name}-ca.crt`);
  const keyFile = join(folder, `${name}-ca.key`);
  if (!existsSync(certificateFile)) {
    const made = await makeAuthority(title);
    writePrivate(keyFile, made.key);
    writePrivate(certificateFile, made.certificate);
  }
  return {
    certificate: readFileSync(certificateFile, "utf8"),
    key: readFileSync(keyFile, "utf8"),
  };
}
