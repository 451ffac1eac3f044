/** Lists pods where the program may, and asks for the right first, so that no API server has to refuse. */
import { KubeError } from "../../../kubernetes/client";
import type { ClusterApi } from "../../cluster-api";

/** What pods of one cluster are read through. */
export type PodClient = Pick<ClusterApi, "list" | "create">;

/** As much of a SelfSubjectAccessReview as is read here. */
interface AccessReview {
  readonly status?: { readonly allowed?: boolean };
}

const reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/**
 * Asks each API server once for each namespace whether the program may list pods in it. Every account
 * may ask that (the ClusterRole system:basic-user,
 * https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access), while a
 * list that is refused stands in audit logs, which alarms may watch.
 */
export class PodRights {
  private readonly known = new WeakMap<PodClient, Map<string, Promise<boolean>>>();

  /**
   * Lists pods of a namespace.
   *
   * @param query such as `fieldSelector=metadata.name%3Dweb-0`
   * @returns undefined where the program may not
   * @throws Error where the API server does not answer
   */
  async list<T>(
    client: PodClient,
    namespace: string,
    query = "",
  ): Promise<readonly T[] | undefined> {
    if (!(await this.mayList(client, namespace))) return undefined;
    try {
      return await client.list<T>(`/api/v1/namespaces/${namespace}/pods${query && `?${query}`}`);
    } catch (error) {
      if (error instanceof KubeError && error.status === 403) return undefined;
      throw error;
    }
  }

  private mayList(client: PodClient, namespace: string): Promise<boolean> {
    const known = this.known.get(client) ?? new Map<string, Promise<boolean>>();
    this.known.set(client, known);
    const found = known.get(namespace) ?? ask(client, namespace);
    known.set(namespace, found);
    return found;
  }
}

/** @returns true where the API server does not tell: the list itself shows it then */
async function ask(client: PodClient, namespace: string): Promise<boolean> {
  const resourceAttributes = { namespace, verb: "list", resource: "pods" };
  try {
    const { status } = await client.create<AccessReview>(reviews, {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes },
    });
    return status?.allowed ?? true;
  } catch {
    return true;
  }
}
