// The rule on names: no two objects of a cluster have one kind, namespace and name. GR243.
import { isRouteKind } from "../../kinds";
import type { Path } from "../../problem";
import { nameOf, type RuleFinding } from "../finding";
import { objectsOf, type Planned, type PlannedObjects } from "../planned-objects";

/** Finds each object whose name an earlier object of the cluster has. */
export function objectNames({ clusters }: PlannedObjects): RuleFinding[] {
  return clusters.flatMap((cluster) => {
    const seen = new Set<string>();
    return objectsOf(cluster).flatMap((of: Planned): RuleFinding[] => {
      const name = nameOf(of);
      const again = seen.has(name);
      seen.add(name);
      if (!again) return [];
      return [
        {
          code: "GR243",
          origin: named(of),
          on: of,
          given: `a second ${name}`,
          allowed: "objects of one kind whose names differ",
          fix:
            of.origin[0] === "manifests"
              ? "rename the object, or remove it: the release makes one of this name"
              : "rename the part that gives it its name: a service, a version, virtualService, or the gateway",
        },
      ];
    });
  });
}

/**
 * The place where the user sets the name: the VirtualService of a service can have a name of its
 * own.
 */
function named({ manifest, origin }: Planned): Path {
  const routes = isRouteKind(manifest.kind) && origin[0] === "services";
  return routes ? [...origin, "virtualService"] : origin;
}
