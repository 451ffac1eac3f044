// Checks that a stack gives one way to each cluster: a context, a kubeconfig file or a secret.
import { configKey } from "../project";
import type { Cluster } from "../release/cluster";
import { formatPath, listed, show, type Path, type Problem } from "../problem";
import { nearest } from "../schema/validate";
import type { LocatedCluster } from "./locate";

/**
 * Facts about kubeconfigs and secrets. The program reads them outside the model, because the model
 * reads nothing itself.
 */
export interface Connections {
  /** The contexts of the kubeconfig that a cluster uses, or why that kubeconfig can't be used. */
  readonly contexts: (cluster: Cluster) => readonly string[] | { readonly problem: string };
  /** How the stack holds the key `kubeconfig-<cluster>`. */
  readonly key: (cluster: string) => Held;
  /**
   * How the stack holds the key of a secret that a rollout uses, such as `webhook-secret`.
   * @default all are "none"
   */
  readonly secret?: (key: string) => Held;
}

/** How a stack holds the value of a key. */
export type Held = "secret" | "plain" | "none";

/**
 * Checks the way to each cluster: the context must exist, the kubeconfig file must be readable, and
 * a secret excludes a file.
 */
export function checkConnections(
  clusters: readonly LocatedCluster[],
  connections: Connections,
): Problem[] {
  return clusters.flatMap(({ cluster, path }) => checkConnection(cluster, connections, path));
}

function checkConnection(cluster: Cluster, { contexts, key }: Connections, path: Path): Problem[] {
  const secret = configKey(`kubeconfig-${cluster.name}`);
  const held = key(cluster.name);
  if (held === "plain") return [plainKey(secret)];
  if (held === "secret") {
    if (cluster.kubeconfig === undefined) return [];
    return [
      {
        code: "GR014",
        path: formatPath([...path, "kubeconfig"]),
        given: `${show(cluster.kubeconfig)}, and the secret ${secret} too`,
        allowed: "a file or the secret, not both",
        fix: `pulumi config rm ${secret}, or remove ${formatPath([...path, "kubeconfig"])}`,
      },
    ];
  }
  if (cluster.kubeconfig === undefined && cluster.context === undefined)
    return [noConnection(secret, path)];
  const found = contexts(cluster);
  if ("problem" in found) return [unusable(cluster, found.problem, path)];
  if (cluster.context === undefined || found.includes(cluster.context)) return [];
  const near = nearest(cluster.context, found);
  return [
    {
      code: "GR017",
      path: formatPath([...path, "context"]),
      given: `an unknown context ${show(cluster.context)}`,
      allowed: listed(found) || "none: the kubeconfig has no contexts",
      fix: near ? `did you mean "${near}"?` : "name one of the kubeconfig's contexts",
    },
  ];
}

/**
 * Checks that the secrets which a rollout uses are secrets; no message repeats one.
 *
 * @param keys without the project's name before them
 */
export function checkSecrets(keys: readonly string[], secret: (key: string) => Held): Problem[] {
  return keys
    .filter((name) => secret(name) === "plain")
    .map((name): Problem => {
      const key = configKey(name);
      return {
        code: "GR517",
        path: key,
        given: "a secret in plain text",
        allowed: "a secret",
        fix: `pulumi config set --secret ${key}; and with another one, because others may have read this`,
      };
    });
}

/** A name for the kubeconfig file whose content becomes the secret. */
function fileFor(secret: string): string {
  return `${secret.replace(/^.*:kubeconfig-/, "")}.kubeconfig`;
}

function plainKey(secret: string): Problem {
  return {
    code: "GR013",
    path: secret,
    given: "a kubeconfig in plain text",
    allowed: "a secret",
    fix: `pulumi config set --secret ${secret} < ${fileFor(secret)}; then renew these credentials, because others may have read them`,
  };
}

function noConnection(secret: string, path: Path): Problem {
  const context = formatPath([...path, "context"]);
  return {
    code: "GR015",
    path: formatPath(path),
    given: "neither context nor kubeconfig",
    allowed: "a context of the default kubeconfig, a kubeconfig file, or a secret",
    fix: `pulumi config set --path '${context}' <context>, or: pulumi config set --secret ${secret} < ${fileFor(secret)}`,
  };
}

function unusable(cluster: Cluster, why: string, path: Path): Problem {
  const file = cluster.kubeconfig !== undefined;
  return {
    code: "GR016",
    path: formatPath([...path, file ? "kubeconfig" : "context"]),
    given: `${show(cluster.kubeconfig ?? cluster.context)}: ${why}`,
    allowed: "a kubeconfig file that can be read",
    fix: file
      ? "correct the path, or create the file (for the lab: npm run lab -- up)"
      : "create the default kubeconfig, or name a file in kubeconfig",
  };
}
