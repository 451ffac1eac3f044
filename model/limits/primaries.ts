// The limit that all primary clusters split requests alike. GR407.
import { virtualServiceManifest } from "../manifests/virtual-service";
import { formatPath, type Path, type Problem } from "../problem";
import type { Limit } from "./limit";

/** All primary clusters have the same weights and lanes. */
export const equalPrimaries: Limit = ({ plan, limits, locate, inCluster }) => {
  if (!limits.equalPrimaries) return [];
  const [first, ...others] = plan.clusters.filter(({ mesh }) => mesh !== undefined);
  if (!first) return [];
  return others.flatMap(({ cluster, mesh }): Problem[] =>
    (mesh?.routes ?? []).flatMap((args, i): Problem[] => {
      const reference = first.mesh?.routes[i];
      if (!reference || text(args) === text(reference)) return [];
      const { service } = args;
      const of = [cluster, first.cluster].find(({ weights, lanes }) => weights?.[service] ?? lanes);
      const place = (): Path => {
        if (!of) return locate(["services", service, "weights"]);
        return of.weights?.[service]
          ? inCluster(of.name, "weights", service)
          : inCluster(of.name, "lanes");
      };
      return [
        {
          code: "GR407",
          path: formatPath(place()),
          given: `another split of ${service} in ${cluster.name} than in ${first.cluster.name}`,
          allowed: "the same weights and lanes in every primary cluster (limits.equalPrimaries)",
          fix: "remove the weights and lanes of single clusters, and set those of the stack",
        },
      ];
    }),
  );
};

function text(args: Parameters<typeof virtualServiceManifest>[0]): string {
  return JSON.stringify(virtualServiceManifest(args).spec);
}
