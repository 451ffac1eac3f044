// Makes the live objects of a cluster from manifests, for the specs of adoption.
import type { LiveCluster } from "../../operations/adopt/decide/live";
import type { Cluster } from "../../model/release/cluster";
import type { Manifest } from "../../model/manifests/metadata";

/**
 * What an API server would give for a namespace that holds some objects, apart from what it fills
 * in.
 */
export function liveCluster(cluster: Cluster, objects: readonly Manifest[]): LiveCluster {
  const kind = (name: string): unknown => objects.filter((one) => one.kind === name);
  const namespace = objects.find((one) => one.kind === "Namespace");
  if (!namespace) throw new Error("the objects hold no namespace");
  return {
    cluster,
    namespace,
    services: kind("Service") as LiveCluster["services"],
    deployments: kind("Deployment") as LiveCluster["deployments"],
    destinationRules: kind("DestinationRule") as LiveCluster["destinationRules"],
    virtualServices: kind("VirtualService") as LiveCluster["virtualServices"],
    gateways: kind("Gateway") as LiveCluster["gateways"],
    peerAuthentications: kind("PeerAuthentication") as LiveCluster["peerAuthentications"],
    pods: kind("Pod") as LiveCluster["pods"],
    autoscalers: kind("HorizontalPodAutoscaler") as LiveCluster["autoscalers"],
    disruptionBudgets: kind("PodDisruptionBudget") as LiveCluster["disruptionBudgets"],
  };
}
