import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import type { ApiServer } from "./kubeconfig";

/** What a request to an API server needs beside its address. All of it is secret. */
export interface Credentials {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly token?: string;
}

/**
 * The credentials that a kubeconfig holds itself, or in files that it names by their whole path. What a plugin fetches
 * (EKS, GKE, AKS) is left to the provider.
 *
 * @returns undefined where there are none, or a file of theirs can't be read
 */
export function readCredentials({ entry, user }: ApiServer): Credentials | undefined {
  const ca = pem(entry["certificate-authority-data"], entry["certificate-authority"]);
  const cert = pem(user?.["client-certificate-data"], user?.["client-certificate"]);
  const key = pem(user?.["client-key-data"], user?.["client-key"]);
  if (user?.token === undefined && !(cert && key)) return undefined;
  return { ca, cert, key, token: user?.token };
}

function pem(data: string | undefined, file: string | undefined): Buffer | undefined {
  if (data !== undefined) return Buffer.from(data, "base64");
  if (file === undefined || !isAbsolute(file)) return undefined;
  try {
    return readFileSync(file);
  } catch {
    // Without it the look-up is refused or given up, which is told there; the provider reports the file itself.
    return undefined;
  }
}
