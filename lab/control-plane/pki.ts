import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Cluster } from "../clusters";
import { writePrivate } from "../folder";
import type { StateFolder } from "../folder";

/** A certificate authority: its certificate and key as PEM. */
export interface Authority {
  certificate: string;
  key: string;
}

/** Paths of a certificate and its key. */
export interface LeafFiles {
  certificate: string;
  key: string;
}

/** A certificate of a server or a client. */
interface Leaf {
  title: string;
  usage: "serverAuth" | "clientAuth";
  names: { type: "ip" | "dns"; value: string }[];
}

/** The common name by which a cluster's kubelet knows its API server. */
export function kubeletClientName(cluster: Cluster): string {
  return `kube-apiserver-kubelet-client ${cluster.name}`;
}

/** Ten years: the lab's folder may be kept for long, and nothing outside trusts these authorities. */
const lifetimeDays = 3650;

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
    const tokenFile = path.join(folder, "admin.token");
    if (!fs.existsSync(tokenFile)) writePrivate(tokenFile, crypto.randomBytes(24).toString("hex"));
    return new Pki(folder, api, mesh, fs.readFileSync(tokenFile, "utf8"));
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
    return path.join(this.folder, "api-ca.crt");
  }

  /** Path of the key that signs a cluster's service-account tokens. */
  serviceAccountKey(cluster: Cluster): string {
    const file = path.join(this.folder, `service-accounts-${cluster.name}.key`);
    if (!fs.existsSync(file)) {
      const { privateKey } = crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });
      writePrivate(file, privateKey.export({ type: "sec1", format: "pem" }).toString());
    }
    return file;
  }

  private async leafFiles(name: string, leaf: Leaf): Promise<LeafFiles> {
    const files = {
      certificate: path.join(this.folder, `${name}.crt`),
      key: path.join(this.folder, `${name}.key`),
    };
    if (!fs.existsSync(files.certificate)) {
      const issued = await issue(this.apiAuthority, leaf);
      writePrivate(files.key, issued.key);
      writePrivate(files.certificate, issued.certificate);
    }
    return files;
  }
}

async function readOrMake(folder: string, name: string, title: string): Promise<Authority> {
  const certificateFile = path.join(folder, `${name}-ca.crt`);
  const keyFile = path.join(folder, `${name}-ca.key`);
  if (!fs.existsSync(certificateFile)) {
    const made = await makeAuthority(title);
    writePrivate(keyFile, made.key);
    writePrivate(certificateFile, made.certificate);
  }
  return {
    certificate: fs.readFileSync(certificateFile, "utf8"),
    key: fs.readFileSync(keyFile, "utf8"),
  };
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Loaded on use: after the first start of a folder there is nothing to sign. */
async function loadX509(): Promise<typeof import("@peculiar/x509")> {
  await import("reflect-metadata");
  return import("@peculiar/x509");
}

function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  // A minute back: the clocks of file system and processes may differ by a little.
  return {
    notBefore: new Date(now - 60_000),
    notAfter: new Date(now + lifetimeDays * 86_400_000),
  };
}

async function makeAuthority(title: string): Promise<Authority> {
  const x509 = await loadX509();
  const keys = await crypto.webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `O=gray-release lab, CN=${title}`,
    keys,
    signingAlgorithm: algorithm,
    ...validity(),
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, key: await exportKey(keys.privateKey) };
}

async function issue(authority: Authority, { title, usage, names }: Leaf): Promise<Authority> {
  const x509 = await loadX509();
  const issuer = new x509.X509Certificate(authority.certificate);
  const signingKey = await crypto.webcrypto.subtle.importKey(
    "pkcs8",
    crypto.createPrivateKey(authority.key).export({ type: "pkcs8", format: "der" }),
    algorithm,
    false,
    ["sign"],
  );
  const keys = await crypto.webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `O=gray-release lab, CN=${title}`,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    ...validity(),
    extensions: [
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage[usage]]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, key: await exportKey(keys.privateKey) };
}

async function exportKey(key: crypto.webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.webcrypto.subtle.exportKey("pkcs8", key));
  return crypto
    .createPrivateKey({ key: der, format: "der", type: "pkcs8" })
    .export({ type: "pkcs8", format: "pem" })
    .toString();
}
