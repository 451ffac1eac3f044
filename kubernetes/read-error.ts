// Why objects of a cluster can't be read, in words for a user: one place for every command.
import { KubeError, type KubeObject } from "./client";

/** Why objects of a cluster can't be read, in words for a user. */
export class UnreadableError extends Error {
  override name = "UnreadableError";
  constructor(
    message: string,
    /** Whether only rights are missing: then the cluster itself works. */
    readonly forbidden: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What of an object says what was read: objects of its kind, in its namespace where it has one. */
type ReadKind = Pick<KubeObject, "apiVersion" | "kind"> & {
  readonly metadata: { readonly namespace?: string };
};

/** Puts into words why objects of a kind can't be read, and what to do. */
export function readError(
  error: unknown,
  { apiVersion, kind, metadata }: ReadKind,
): UnreadableError {
  const where = metadata.namespace === undefined ? "" : ` in namespace ${metadata.namespace}`;
  if (!(error instanceof KubeError))
    return new UnreadableError(
      `can't read objects of kind ${kind}${where}: ${(error as Error).message}`,
      false,
      { cause: error },
    );
  if (error.status === 404)
    return new UnreadableError(
      `it knows no kind ${kind} of ${apiVersion}: ${installs(apiVersion)}`,
      false,
      { cause: error },
    );
  if (error.status === 403)
    return new UnreadableError(
      `the kubeconfig's user may not read objects of kind ${kind}${where} (403): grant the verbs get and list`,
      true,
      { cause: error },
    );
  if (error.status === 401)
    return new UnreadableError(
      "the kubeconfig's credentials are not accepted (401): they may be expired; renew them",
      false,
      { cause: error },
    );
  return new UnreadableError(
    `can't read objects of kind ${kind}${where}: the API server answers ${error.status}: ${error.message}`,
    false,
    { cause: error },
  );
}

/** What brings a kind that an API server lacks. */
function installs(apiVersion = ""): string {
  return /istio\.io\//.test(apiVersion)
    ? "install Istio there, with its custom resource definitions"
    : "install what defines it there first, or name the clusters that have it (clusters of the entry in manifests)";
}
