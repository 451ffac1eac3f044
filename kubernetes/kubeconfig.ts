/** Reads kubeconfigs as kubectl does, from files or from text. */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { parseDocument } from "yaml";
import type { Cluster } from "../model/release/cluster";
import { inClusterKubeconfig, serviceAccountFolder } from "./in-cluster";
import { withAbsolutePaths, type Kubeconfig } from "./kubeconfig-entries";

/**
 * Reads the kubeconfig that a cluster uses. Of several default files some may be missing, as for kubectl. In a pod
 * without any of them it is that of the pod's service account, unless a context is named.
 *
 * @param serviceAccount folder of the pod's service account
 * @throws Error that says which file can't be used and why
 */
export function readKubeconfig(
  cluster: Cluster,
  serviceAccount = serviceAccountFolder,
): Kubeconfig {
  if (cluster.kubeconfig !== undefined) return namedFile(cluster.kubeconfig);
  const paths = defaultPaths();
  const present = paths.filter((path) => existsSync(expand(path)));
  if (present.length === 0 && cluster.context === undefined) {
    const inCluster = inClusterKubeconfig(serviceAccount);
    if (inCluster) return inCluster;
  }
  const files = (present.length > 0 ? present : paths).map((path) =>
    withAbsolutePaths(parseFile(read(path)), [dirname(expand(path))]),
  );
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

/**
 * Reads the text of a kubeconfig. Relative paths in it start from the working directory, as for Pulumi's provider.
 *
 * @throws Error if the text is no kubeconfig; its message holds nothing of the text, which may be a secret
 */
export function parseKubeconfig(text: string): Kubeconfig {
  return withClusters(withAbsolutePaths(parseFile(text), [resolve()]));
}

/**
 * Reads a kubeconfig as Pulumi's Kubernetes provider takes it: the path of a file, or the text itself.
 *
 * @throws Error if it is neither; its message holds nothing of it, which may be a secret
 */
export function givenKubeconfig(pathOrText: string): Kubeconfig {
  if (existsSync(expand(pathOrText))) return namedFile(pathOrText);
  if (!/[\n:{]/.test(pathOrText))
    throw new Error("it is neither the path of a file nor the text of a kubeconfig");
  return parseKubeconfig(pathOrText);
}

/**
 * A file that is named by itself. For kubectl, relative paths in it start from its folder. The provider hands only its
 * text to client-go (`parseKubeconfigString` in provider/pkg/provider/util.go), so that they start from the working
 * directory. Files in either place are found.
 */
function namedFile(path: string): Kubeconfig {
  const folders = [dirname(expand(path)), resolve()] as const;
  return withClusters(withAbsolutePaths(parseFile(read(path)), [...folders]));
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
  return parseJson(text) ?? parseYaml(text);
}

/**
 * Programs that make clusters write kubeconfigs in JSON, which is YAML, too. The parser of YAML takes as long for the
 * first one as an abort for all of its requests.
 */
function parseJson(text: string): Kubeconfig | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Kubeconfig;
  } catch {
    return undefined;
  }
}

function parseYaml(text: string): Kubeconfig {
  const document = parseDocument(text, { logLevel: "error", prettyErrors: false });
  const [mistake] = document.errors;
  if (mistake) throw new Error(`it is no kubeconfig: it is no YAML (${mistake.code})`);
  const parsed: unknown = document.toJS() ?? {};
  if (typeof parsed !== "object" || parsed === null)
    throw new Error("it is no kubeconfig: it has no clusters");
  return parsed;
}

function withClusters(kubeconfig: Kubeconfig): Kubeconfig {
  if (!kubeconfig.clusters) throw new Error("it is no kubeconfig: it has no clusters");
  return kubeconfig;
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
