/** Reads the credentials of a kubeconfig's user: from the file, from files that it names, or from an exec plugin. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { promisify } from "node:util";
import type { ApiServer, ExecEntry } from "./kubeconfig";

/** What a request to an API server needs beside its address. All of it is secret. */
export interface Credentials {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly token?: string;
}

/** How long a credential plugin may take. */
const pluginTimeoutMs = 20_000;

/**
 * The credentials that a kubeconfig holds itself, or in files that it names by their whole path, or that its plugin
 * gives (`users[].user.exec`, as EKS, GKE and AKS have it).
 *
 * @returns undefined where there are none, or a file of theirs can't be read
 * @throws Error that says why the plugin gave none
 */
export async function credentialsOf(server: ApiServer): Promise<Credentials | undefined> {
  const { exec } = server.user ?? {};
  const ca = authority(server);
  return exec ? { ca, ...(await fromPlugin(exec)) } : readCredentials(server);
}

/**
 * The credentials that a kubeconfig holds itself, or in files that it names by their whole path.
 *
 * @returns undefined where there are none, or a file of theirs can't be read
 */
export function readCredentials(server: ApiServer): Credentials | undefined {
  const { user } = server;
  const ca = authority(server);
  const cert = pem(user?.["client-certificate-data"], user?.["client-certificate"]);
  const key = pem(user?.["client-key-data"], user?.["client-key"]);
  if (user?.token === undefined && !(cert && key)) return undefined;
  return { ca, cert, key, token: user?.token };
}

function authority({ entry }: ApiServer): Buffer | undefined {
  return pem(entry["certificate-authority-data"], entry["certificate-authority"]);
}

function pem(data: string | undefined, file: string | undefined): Buffer | undefined {
  if (data !== undefined) return Buffer.from(data, "base64");
  if (file === undefined || !isAbsolute(file)) return undefined;
  try {
    return readFileSync(file);
  } catch {
    // Without it the look-up is refused or given up, which the caller reports; the provider reports the file itself.
    return undefined;
  }
}

/** What a plugin prints (https://kubernetes.io/docs/reference/config-api/client-authentication.v1/). */
interface ExecCredential {
  readonly status?: {
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
  };
}

async function fromPlugin({ apiVersion, command, args, env }: ExecEntry): Promise<Credentials> {
  const info = { apiVersion, kind: "ExecCredential", spec: { interactive: false } };
  const told = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  const { stdout } = await promisify(execFile)(command, [...(args ?? [])], {
    env: { ...process.env, ...told, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    timeout: pluginTimeoutMs,
  }).catch((error: Error & { code?: unknown }) => {
    // Its own message repeats the command line, and what the plugin printed may be secret.
    throw new Error(`the credential plugin ${command} failed (${String(error.code)})`);
  });
  const { status } = parse(command, stdout);
  const { token, clientCertificateData: cert, clientKeyData: key } = status ?? {};
  if (token === undefined && !(cert && key))
    throw new Error(`the credential plugin ${command} gave neither a token nor a certificate`);
  return { token, cert, key };
}

function parse(command: string, text: string): ExecCredential {
  try {
    return JSON.parse(text) as ExecCredential;
  } catch {
    throw new Error(`the credential plugin ${command} printed no ExecCredential`);
  }
}
