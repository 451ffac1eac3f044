/** Reads kubeconfigs as kubectl does, and finds the API server of a context. */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { parseDocument } from "yaml";
import type { Cluster } from "../model/release/cluster";

/** As much of a kubeconfig as this project reads itself; the provider reads the rest. */
export interface Kubeconfig {
  readonly "current-context"?: string;
  readonly contexts?: readonly {
    readonly name: string;
    readonly context: { readonly cluster: string; readonly user?: string };
  }[];
  readonly clusters?: readonly { readonly name: string; readonly cluster: ServerEntry }[];
  readonly users?: readonly { readonly name: string; readonly user: UserEntry }[];
}

/** How a kubeconfig describes an API server. */
export interface ServerEntry {
  readonly server?: string;
  readonly "proxy-url"?: string;
  readonly "certificate-authority"?: string;
  readonly "certificate-authority-data"?: string;
  readonly "insecure-skip-tls-verify"?: boolean;
  readonly "tls-server-name"?: string;
}

/** How a kubeconfig describes a user. */
export interface UserEntry {
  readonly exec?: ExecEntry;
  readonly token?: string;
  readonly "client-certificate"?: string;
  readonly "client-certificate-data"?: string;
  readonly "client-key"?: string;
  readonly "client-key-data"?: string;
}

/** A program that fetches credentials. */
export interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
}

/** The API server behind a context. */
export interface ApiServer {
  readonly url: URL;
  /** Whether it is reached through a proxy that the kubeconfig names. */
  readonly proxied: boolean;
  /** Its entry and the user's in the kubeconfig. The user's is secret. */
  readonly entry: ServerEntry;
  readonly user?: UserEntry;
}

/**
 * Reads the kubeconfig that a cluster uses. Of several default files some may be missing, as for kubectl.
 *
 * @throws Error that says which file can't be used and why
 */
export function readKubeconfig(cluster: Cluster): Kubeconfig {
  if (cluster.kubeconfig !== undefined) return parseKubeconfig(read(cluster.kubeconfig));
  const paths = defaultPaths();
  const present = paths.filter((path) => existsSync(expand(path)));
  const files = (present.length > 0 ? present : paths).map((path) => parseFile(read(path)));
  return withClusters(merge(files));
}

/** The contexts of the kubeconfig that a cluster uses, or why it can't be used. */
export function contextsOf(cluster: Cluster): readonly string[] | { readonly problem: string } {
  try {
    return (readKubeconfig(cluster).contexts ?? []).map(({ name }) => name);
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** @throws Error if the text is no kubeconfig; its message holds nothing of the text, which may be a secret */
export function parseKubeconfig(text: string): Kubeconfig {
  return withClusters(parseFile(text));
}

/**
 * Reads a kubeconfig as Pulumi's Kubernetes provider takes it: the path of a file, or the text itself.
 *
 * @throws Error if it is neither; its message holds nothing of it, which may be a secret
 */
export function givenKubeconfig(pathOrText: string): Kubeconfig {
  if (existsSync(expand(pathOrText))) return parseKubeconfig(read(pathOrText));
  if (!/[\n:{]/.test(pathOrText))
    throw new Error("it is neither the path of a file nor the text of a kubeconfig");
  return parseKubeconfig(pathOrText);
}

/** By their text: one default kubeconfig may serve a hundred clusters, and is asked for twice by each. */
const parsedFiles = new Map<string, Kubeconfig>();

function parseFile(text: string): Kubeconfig {
  const known = parsedFiles.get(text);
  if (known) return known;
  const parsed = parseAnew(text);
  parsedFiles.set(text, parsed);
  return parsed;
}

/** One of several files may hold only contexts, or nothing. */
function parseAnew(text: string): Kubeconfig {
  const document = parseDocument(text, { logLevel: "error", prettyErrors: false });
  const [mistake] = document.errors;
  if (mistake) throw new Error(`it is no kubeconfig: it is no YAML (${mistake.code})`);
  const parsed: unknown = document.toJS() ?? {};
  if (typeof parsed !== "object" || parsed === null)
    throw new Error("it is no kubeconfig: it has no clusters");
  return parsed;
}

function withClusters(kubeconfig: Kubeconfig): Kubeconfig {
  if (kubeconfig.clusters === undefined) throw new Error("it is no kubeconfig: it has no clusters");
  return kubeconfig;
}

/** The API server of a context, of the current one where none is named. */
export function apiServer(kubeconfig: Kubeconfig, context?: string): ApiServer | undefined {
  const name = context ?? kubeconfig["current-context"];
  const found = kubeconfig.contexts?.find((candidate) => candidate.name === name)?.context;
  const entry = kubeconfig.clusters?.find(({ name }) => name === found?.cluster)?.cluster;
  const user = kubeconfig.users?.find(({ name }) => name === found?.user)?.user;
  if (!entry?.server || !URL.canParse(entry.server)) return undefined;
  const url = new URL(entry.server);
  return { url, proxied: entry["proxy-url"] !== undefined, entry, user };
}

function expand(path: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : resolve(path);
}

function read(path: string): string {
  try {
    return readFileSync(expand(path), "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(code === "ENOENT" ? `there is no file ${path}` : message, { cause: error });
  }
}

function defaultPaths(): string[] {
  const named = process.env.KUBECONFIG?.split(delimiter).filter((path) => path !== "");
  return named?.length ? named : [join(homedir(), ".kube", "config")];
}

/** As kubectl does: of two entries with one name the first counts. */
function merge(files: readonly Kubeconfig[]): Kubeconfig {
  return {
    "current-context": files.find((file) => file["current-context"])?.["current-context"],
    contexts: files.flatMap((file) => file.contexts ?? []),
    clusters: files.some((file) => file.clusters)
      ? files.flatMap((file) => file.clusters ?? [])
      : undefined,
    users: files.flatMap((file) => file.users ?? []),
  };
}
