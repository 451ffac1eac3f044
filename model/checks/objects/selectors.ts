// Checks the labels, the strategy and the annotations of a service and its versions.
import { formatPath, show, type Path, type Problem } from "../../problem";
import { serviceSelector, versionSelector } from "../../release/labels";
import type { VersionSpec } from "../../release/release";
import type { ServiceContext } from "../context";

/**
 * Checks that a service does not select by what tells its versions apart, that it selects by some
 * label, that each strategy can replace pods, and that no annotation is the engine's.
 */
export function checkSelectors({ name, service, locate }: ServiceContext): Problem[] {
  const selector = serviceSelector(name, service);
  const place = locate(["services", name, "selector"]);
  return distinct([
    ...(Object.keys(selector).length > 0
      ? []
      : [
          {
            code: "GR181" as const,
            path: formatPath(place),
            given: "a selector without a label",
            allowed: "at least one label that the pods of all versions carry",
            fix: "remove the key: the Service then selects by the label app",
          },
        ]),
    ...engineAnnotations(service.annotations, locate(["services", name, "annotations"])),
    ...Object.entries(service.versions).flatMap(([version, spec]) => {
      const at = (key: string) => locate(["services", name, "versions", version, key]);
      return [
        ...Object.keys(versionSelector(version, spec))
          .filter((key) => Object.hasOwn(selector, key))
          .map((key): Problem => ({
            code: "GR180",
            path: formatPath(spec.labels ? [...at("labels"), key] : [...place, key]),
            given: `${show(key)}, which tells versions of ${name} apart and by which its Service selects`,
            allowed:
              "labels in `selector` that all versions share, and labels of versions that differ",
            fix: "keep the label in one of the two places",
          })),
        ...checkStrategy(spec, at("strategy")),
        ...engineAnnotations(spec.annotations, at("annotations")),
      ];
    }),
  ]);
}

/** A label of the service is one mistake, however many versions it tells apart. */
function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()];
}

/**
 * An API server takes no RollingUpdate whose two parameters are both 0
 * (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable).
 */
function checkStrategy({ strategy }: VersionSpec, path: Path): Problem[] {
  if (typeof strategy !== "object") return [];
  const { type = "RollingUpdate", rollingUpdate } = strategy;
  if (type === "Recreate" && rollingUpdate)
    return [
      {
        code: "GR182",
        path: formatPath([...path, "rollingUpdate"]),
        given: "rollingUpdate beside Recreate",
        allowed: "rollingUpdate with the type RollingUpdate, which loses no request",
        fix: "remove type",
      },
    ];
  const { maxSurge = "25%", maxUnavailable = 0 } = rollingUpdate ?? {};
  if (![maxSurge, maxUnavailable].every((one) => Number.parseInt(String(one), 10) === 0)) return [];
  return [
    {
      code: "GR182",
      path: formatPath([...path, "rollingUpdate"]),
      given: `maxSurge: ${maxSurge} and maxUnavailable: ${maxUnavailable}`,
      allowed: "maxSurge of at least 1, so that a new pod is ready before an old one ends",
      fix: "set maxSurge to 1",
    },
  ];
}

/** Annotations that the engine's provider reads; the release sets those that it needs. */
export function engineAnnotations(
  annotations: Readonly<Record<string, unknown>> = {},
  path: Path,
): Problem[] {
  return Object.keys(annotations)
    .filter((key) => key.startsWith("pulumi.com/"))
    .map((key) => ({
      code: "GR183",
      path: formatPath([...path, key]),
      given: show(key),
      allowed: "annotations of other tools; the release sets those of the engine itself",
      fix: "remove it",
    }));
}
