/** Looks up which pods of a Deployment are not ready. */
import { selectorText } from "../../model/release/labels";
import { KubeError } from "../../kubernetes/client";
import { isPodReady } from "../../kubernetes/pod-ready";
import type { ClusterApi } from "../cluster-api";
import type { UnreadyPod } from "./decide";
import { reasonUnready, whyUnready, type Pod } from "./why-unready";

/**
 * The pods of a Deployment that are not ready, with the reason.
 *
 * @param selector labels of the pods
 * @returns one entry for each pod, or one without a pod that says why no pod can be named
 */
export async function unreadyPods(
  client: Pick<ClusterApi, "list">,
  namespace: string,
  selector: Readonly<Record<string, string>>,
): Promise<Omit<UnreadyPod, "cluster" | "deployment">[]> {
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selectorText(selector))}`;
  let pods: readonly Pod[];
  try {
    pods = await client.list<Pod>(path);
  } catch (error) {
    const why =
      error instanceof KubeError ? `${error.status}, ${error.message}` : (error as Error).message;
    return [{ why: `its pods can't be read (${why})` }];
  }
  const unready = pods.filter((pod) => !pod.metadata.deletionTimestamp && !isPodReady(pod));
  if (pods.length === 0)
    return [{ why: "it has no pod: a quota, or an admission webhook, may refuse its pods" }];
  return unready.map((pod) => {
    const reason = reasonUnready(pod);
    return { pod: pod.metadata.name, why: whyUnready(pod), ...(reason && { reason }) };
  });
}
