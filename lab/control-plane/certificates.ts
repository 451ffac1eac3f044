// Makes X.509 certificates: self-signed authorities, and what they sign for servers and clients.
import { createPrivateKey, webcrypto } from "node:crypto";

/** A certificate and its key, as PEM. */
export interface Issued {
  certificate: string;
  key: string;
}

/** A certificate authority: the certificate that others trust, and the key that signs. */
export type Authority = Issued;

/** What a certificate of a server or a client says. */
export interface Leaf {
  title: string;
  usage: "serverAuth" | "clientAuth";
  names: { type: "ip" | "dns"; value: string }[];
}

/** Ten years: the lab's folder may be kept for long, and nothing outside trusts these authorities. */
const lifetimeDays = 3650;

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

/** Makes an authority that signs itself. */
export async function makeAuthority(title: string): Promise<Authority> {
  const x509 = await loadX509();
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
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

/** Makes a certificate that an authority signs, with a key of its own. */
export async function issue(authority: Authority, { title, usage, names }: Leaf): Promise<Issued> {
  const x509 = await loadX509();
  const issuer = new x509.X509Certificate(authority.certificate);
  const signingKey = await webcrypto.subtle.importKey(
    "pkcs8",
    createPrivateKey(authority.key).export({ type: "pkcs8", format: "der" }),
    algorithm,
    false,
    ["sign"],
  );
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
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

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key));
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" })
    .export({ type: "pkcs8", format: "pem" })
    .toString();
}
