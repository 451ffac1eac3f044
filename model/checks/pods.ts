// Checks the pod settings of versions: the labels `app` and `version`, and the grace period.
import { defaultDrainSeconds } from "../release/drain";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { VersionSpec } from "../release/release";
import type { CheckContext } from "./context";

/**
 * Checks that the key `pod` of a version keeps the labels of its pods, and leaves them time to
 * drain.
 */
export function checkPods({ release, locate }: CheckContext): Problem[] {
  return Object.entries(release.services).flatMap(([service, { versions }]) =>
    Object.entries(versions).flatMap(([version, spec]) => {
      const path = locate(["services", service, "versions", version, "pod"]);
      return [...checkLabels(spec, path), ...checkGracePeriod(spec, path)];
    }),
  );
}

function checkLabels({ pod }: VersionSpec, path: Path): Problem[] {
  const labels = pod?.metadata?.labels ?? {};
  return ["app", "version"]
    .filter((name) => Object.hasOwn(labels, name))
    .map((name) => ({
      code: "GR116",
      path: formatPath([...path, "metadata", "labels", name]),
      given: show(labels[name]),
      allowed: "other labels: app is the name of the service, version the name of the version",
      fix: "remove this label",
    }));
}

/**
 * An API server refuses a `preStop` sleep that is longer than the grace period (validateSleepAction
 * in Kubernetes' pkg/apis/core/validation).
 */
function checkGracePeriod(
  { pod, drainSeconds = defaultDrainSeconds }: VersionSpec,
  path: Path,
): Problem[] {
  const grace = pod?.spec?.terminationGracePeriodSeconds;
  if (typeof grace !== "number" || grace >= drainSeconds) return [];
  return [
    {
      code: "GR117",
      path: formatPath([...path, "spec", "terminationGracePeriodSeconds"]),
      given: `${grace}, with a drain of ${drainSeconds} seconds`,
      allowed: `at least ${drainSeconds}, and the seconds that the app needs to stop`,
      fix: `remove terminationGracePeriodSeconds, or set drainSeconds to ${grace} or less`,
    },
  ];
}
