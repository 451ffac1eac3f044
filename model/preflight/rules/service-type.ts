// The rule on Services that callers outside the mesh reach past the gateway. GR274.
import type { RuleFinding } from "../finding";
import type { PlannedObjects } from "../planned-objects";

/**
 * Finds Services with a node port or a load balancer. The node forwards a connection to any pod of
 * the Service, in no relation to the weights, and the pod refuses it where it demands mutual TLS
 * (https://kubernetes.io/docs/reference/networking/virtual-ips/).
 */
export function serviceType({ clusters }: PlannedObjects): RuleFinding[] {
  const strict = clusters.some(({ peerAuthentications }) =>
    peerAuthentications.some(({ manifest }) => manifest.spec.mtls?.mode === "STRICT"),
  );
  return clusters
    .flatMap(({ services }) => services)
    .flatMap((of): RuleFinding[] => {
      const { type = "ClusterIP" } = of.manifest.spec;
      if (!["NodePort", "LoadBalancer"].includes(type)) return [];
      const refused = strict ? ", and pods refuse callers outside the mesh (mtls: STRICT)" : "";
      return [
        {
          code: "GR274",
          origin: [...of.origin, "type"],
          on: of,
          given: `${type}: no weight splits what comes in by it${refused}`,
          allowed: "ClusterIP, with `expose` for callers outside the mesh",
          fix: `expose the service by the gateway${strict ? ", or set mtls: PERMISSIVE for callers in plain text" : ""}`,
        },
      ];
    });
}
