// The limit that every pod demands mutual TLS of its callers. GR406.
import { deploymentManifest } from "../manifests/deployment";
import { formatPath, type Path, type Problem } from "../problem";
import { bypass, hasSidecars, type InjectedPod } from "../release/sidecars";
import { perCluster, type Limit } from "./limit";

/** Every pod demands mutual TLS, on all ports of its service. */
export const strictMtls: Limit = ({ plan, limits, locate }) => {
  if (!limits.strictMtls) return [];
  const { release, resolved } = plan;
  const problem = (place: Path, given: string, fix: string): Problem => ({
    code: "GR406",
    path: formatPath(locate(place)),
    given,
    allowed: "mutual TLS for every caller of every pod (limits.strictMtls)",
    fix,
  });
  if (!hasSidecars(release))
    return [problem(["injection"], "disabled: pods without sidecars take plain text", "enable it")];
  if (resolved.mtls !== "STRICT")
    return [
      problem(
        ["mtls"],
        resolved.mtls === "external"
          ? "external: another owner decides what pods demand"
          : `${resolved.mtls}: pods take plain text, too`,
        "set mtls to STRICT, or leave it out",
      ),
    ];
  const plain = resolved.services.flatMap(({ name, withoutSidecar }) =>
    withoutSidecar.map((version) =>
      problem(
        ["services", name, "versions", version],
        "pods without a sidecar, which take plain text",
        "remove what keeps the sidecar away from these pods",
      ),
    ),
  );
  const beside = plan.clusters.flatMap(({ cluster, workloads }) =>
    workloads.flatMap((args) => {
      const { service, version } = args;
      const known = resolved.services.find(({ name }) => name === service);
      if (known?.withoutSidecar.includes(version)) return [];
      const template = deploymentManifest(args).spec.template as InjectedPod;
      return (known?.ports ?? []).flatMap(({ targetPort }) => {
        const how = typeof targetPort === "number" ? bypass(template, targetPort) : undefined;
        if (how === undefined) return [];
        const place = ["services", service, "versions", version, "pod"];
        const given = `port ${targetPort} past the sidecar, by ${how}`;
        return [
          { cluster: cluster.name, problem: problem(place, given, "remove this annotation") },
        ];
      });
    }),
  );
  return [
    ...plain,
    ...perCluster(
      beside,
      plan.clusters.map(({ cluster }) => cluster.name),
    ),
  ];
};
