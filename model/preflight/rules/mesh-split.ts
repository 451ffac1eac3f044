// The rule on services whose weights split only requests at the gateway. GR226.
import { serviceHost } from "../../release/names";
import type { RuleFinding } from "../finding";
import type { PlannedObjects } from "../planned-objects";
import { fullHost, gatewaysOf, routesOf, targetsOf } from "../planned-routes";
import { subsetsByHost } from "./destinations";

/**
 * Finds services with several subsets that have routes at a gateway, but none for calls from inside
 * the mesh.
 */
export function meshSplit(mesh: PlannedObjects): RuleFinding[] {
  return mesh.clusters.flatMap((cluster) => {
    const subsets = subsetsByHost(cluster);
    const inMesh = new Set(
      cluster.virtualServices
        .filter((of) => gatewaysOf(of).includes("mesh"))
        .flatMap(({ manifest }) =>
          (manifest.spec.hosts ?? []).map((host) => fullHost(host, manifest.metadata.namespace)),
        ),
    );
    return cluster.services.flatMap(({ manifest }): RuleFinding[] => {
      const { name, namespace = "default" } = manifest.metadata;
      const host = serviceHost(name, namespace);
      if ((subsets.get(host)?.length ?? 0) < 2 || inMesh.has(host)) return [];
      const route = cluster.virtualServices
        .flatMap(routesOf)
        .find((one) => targetsOf(one, mesh.release).some((to) => to.destination.host === host));
      if (!route) return [];
      return [
        {
          code: "GR226",
          origin: [...route.of.origin, "expose"],
          on: route.of,
          given: `routes for ${(route.of.manifest.spec.hosts ?? []).join(", ")} at the gateway alone, with ${subsets.get(host)?.length} versions`,
          allowed: "hosts other than *, or a VirtualService that delegates",
          fix: "if pods of the mesh call the service, set gateway.hosts, or `gateway.delegate: true`",
        },
      ];
    });
  });
}
