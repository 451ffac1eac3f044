// The rule on Services of one name that differ between clusters. GR233.
import type { ServiceManifest } from "../../manifests/service";
import { nameOf, type RuleFinding } from "../finding";
import type { Planned, PlannedObjects } from "../planned-objects";

/**
 * Checks the type and the ports of Services of one name: they are one Service of the mesh, so they
 * must be the same in all clusters.
 */
export function serviceParity({ clusters }: PlannedObjects): RuleFinding[] {
  const first = new Map<string, Planned<ServiceManifest>>();
  return clusters
    .flatMap(({ services }) => services)
    .flatMap((of): RuleFinding[] => {
      const other = first.get(nameOf(of));
      first.set(nameOf(of), other ?? of);
      const different = other ? differences(other.manifest, of.manifest) : [];
      if (!other || different.length === 0) return [];
      return [
        {
          code: "GR233",
          origin: of.origin,
          on: of,
          given: `${different.join(" and ")} that ${other.cluster} does not have`,
          allowed: "the same type, ports and headlessness in every cluster",
          fix: `declare the Service as in ${other.cluster}`,
        },
      ];
    });
}

function differences({ spec: one }: ServiceManifest, { spec: other }: ServiceManifest): string[] {
  const ports = ({ ports = [] }: ServiceManifest["spec"]) =>
    JSON.stringify([...ports].sort((a, b) => a.port - b.port));
  return [
    ...(one.type === other.type ? [] : [`the type ${other.type ?? "ClusterIP"}`]),
    ...(ports(one) === ports(other) ? [] : ["ports"]),
    ...((one.clusterIP === "None") === (other.clusterIP === "None")
      ? []
      : [other.clusterIP === "None" ? "no address of its own" : "an address of its own"]),
  ];
}
