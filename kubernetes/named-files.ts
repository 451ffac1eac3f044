/** Certificates and keys of a kubeconfig: in its text, or in files that it names. */
import { readFileSync } from "node:fs";
import type { ApiServer } from "./api-server";
import type { Credentials } from "./credentials";
import type { UserEntry } from "./kubeconfig-entries";

/**
 * The authority that signed the API server's certificate.
 *
 * @throws Error where its file can't be read, or certificates are not to be checked at all
 */
export function authorityOf({ entry, url }: Pick<ApiServer, "entry" | "url">): Buffer | undefined {
  if (url.protocol === "http:") return undefined;
  const ca = pem(entry, "certificate-authority");
  if (ca && entry["insecure-skip-tls-verify"])
    throw new Error(
      "it has a certificate-authority and insecure-skip-tls-verify: remove one of them",
    );
  return ca;
}

/**
 * The certificate of a user with its key.
 *
 * @throws Error where a file can't be read, or there is no key
 */
export function certificateOf(user: UserEntry): Pick<Credentials, "cert" | "key"> {
  const cert = pem(user, "client-certificate");
  if (!cert) return {};
  const key = pem(user, "client-key");
  if (!key)
    throw new Error(
      "its user has a client-certificate without a key: add client-key or client-key-data",
    );
  return { cert, key };
}

/** The text in an entry, or else of the file that it names. Empty counts as none. */
function pem<K extends string>(
  entry: { readonly [key in K | `${K}-data`]?: string },
  key: K,
): Buffer | undefined {
  const data = entry[`${key}-data`];
  if (data) return Buffer.from(data, "base64");
  const path = entry[key];
  return path ? readNamed(path, key) : undefined;
}

/** @throws Error that says which file can't be read and why */
export function readNamed(path: string, key: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `its ${key} ${path} can't be read (${code}): correct the path, or create the file`,
      { cause: error },
    );
  }
}
