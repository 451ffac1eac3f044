/** Reads the live objects of planned ones, with as few requests and rights as possible. */
import { identity, type LiveObject } from "../model/live-object";
import type { Manifest } from "../model/manifests/metadata";
import { KubeError, type KubeClient } from "./client";
import { listPath, objectPath } from "./object-path";

/** Why objects of a cluster can't be read, in words for a user. */
export class UnreadableError extends Error {
  override name = "UnreadableError";
  constructor(
    message: string,
    /** Whether only rights are missing: then the cluster itself works. */
    readonly forbidden: boolean,
  ) {
    super(message);
  }
}

/** As much of a client as is used here. */
type Client = Pick<KubeClient, "get" | "list">;

/** The objects of a cluster that have the names of the given ones. See {@link readKinds}. */
export async function readLive(client: Client, wanted: readonly Manifest[]): Promise<LiveObject[]> {
  const names = new Set(wanted.map(identity));
  return (await readKinds(client, wanted)).filter((object) => names.has(identity(object)));
}

/**
 * The objects of a cluster that have the kinds and namespaces of the given ones. One request for each kind and namespace,
 * all at once; namespaces by their names, so that no right over the whole cluster is needed.
 *
 * @throws UnreadableError that says what can't be read and what to do
 */
export async function readKinds(
  client: Client,
  wanted: readonly Manifest[],
): Promise<LiveObject[]> {
  const reads = new Map(wanted.map((object) => [pathOf(object), object]));
  const found = await Promise.all(
    [...reads].map(([path, { apiVersion, kind, metadata }]) =>
      read(client, path, { apiVersion, kind }).catch((error: unknown) => {
        throw explained(error, { apiVersion, kind, metadata });
      }),
    ),
  );
  return found.flat();
}

function pathOf(object: Manifest): string {
  return object.kind === "Namespace" ? objectPath(object) : listPath(object);
}

/** Items of a list come without what they are. */
async function read(
  client: Client,
  path: string,
  type: Pick<Manifest, "apiVersion" | "kind">,
): Promise<LiveObject[]> {
  if (type.kind !== "Namespace")
    return (await client.list<LiveObject>(path)).map((object) => ({ ...object, ...type }));
  const one = await client.get<LiveObject>(path);
  return one ? [one] : [];
}

function explained(error: unknown, { apiVersion, kind, metadata }: Manifest): Error {
  const where = metadata.namespace === undefined ? "" : ` in namespace ${metadata.namespace}`;
  if (!(error instanceof KubeError))
    return new UnreadableError(
      `can't read objects of kind ${kind}${where}: ${(error as Error).message}`,
      false,
    );
  if (error.status === 404)
    return new UnreadableError(
      `it knows no kind ${kind} of ${apiVersion}: install Istio there, with its custom resource definitions`,
      false,
    );
  if (error.status === 403)
    return new UnreadableError(
      `the kubeconfig's user may not read objects of kind ${kind}${where} (403): grant the verbs get and list`,
      true,
    );
  if (error.status === 401)
    return new UnreadableError(
      "the kubeconfig's credentials are not accepted (401): they may be expired; renew them",
      false,
    );
  return new UnreadableError(
    `can't read objects of kind ${kind}${where}: the API server answers ${error.status}: ${error.message}`,
    false,
  );
}
