// Checks the pod settings of versions: the labels that select pods, the grace period, who decides
// their number, and fields of which Kubernetes takes one. GR116, GR117, GR119 and GR160.
import { defaultDrainSeconds } from "../release/drain";
import { membersOf } from "../manifests/unions";
import { formatPath, inWords, show, type Path, type Problem } from "../problem";
import { callerLabels, podLabels } from "../release/labels";
import type { ServiceSpec, VersionSpec } from "../release/release";
import { isMapping } from "../schema/best-effort";
import type { CheckContext } from "./context";
import { checkAutoscaler } from "./scaling/autoscalers";

/**
 * Checks that the key `pod` of a version keeps the labels of its pods and leaves them time to
 * drain, and that pods and probes have no two fields that exclude each other.
 */
export function checkPods({ release, locate }: CheckContext): Problem[] {
  return Object.entries(release.services).flatMap(([service, { versions, selector }]) =>
    Object.entries(versions).flatMap(([version, spec]) => {
      const place = ["services", service, "versions", version];
      const path = locate([...place, "pod"]);
      return [
        ...checkLabels(service, version, { ...spec, selector }, path),
        ...checkGracePeriod(spec, path),
        ...checkNumber(spec, locate([...place, "replicas"])),
        ...(spec.autoscale
          ? checkAutoscaler(spec.autoscale, (...inside) =>
              locate([...place, "autoscale", ...inside]),
            )
          : []),
        ...written.flatMap((key) => exclusive(spec[key], locate([...place, key]), key)),
      ];
    }),
  );
}

/** The keys of a version that hold parts of a pod in Kubernetes' own form. */
const written = ["pod", "readinessProbe", "livenessProbe", "startupProbe"] as const;

/**
 * Every mapping inside a value that has two fields of which Kubernetes takes one.
 *
 * @param field the field that holds the value
 */
function exclusive(value: unknown, path: Path, field: string): Problem[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => exclusive(item, [...path, i], field));
  if (!isMapping(value)) return [];
  const inside = Object.entries(value).flatMap(([name, one]) =>
    exclusive(one, [...path, name], name),
  );
  const members = membersOf(value, field);
  if (members.length < 2) return inside;
  const problem: Problem = {
    code: "GR160",
    path: formatPath(path),
    given: inWords(members),
    allowed: "one of them",
    fix: `remove ${members.length > 2 ? "all but one" : `${members[0]} or ${members[1]}`}`,
  };
  return [problem, ...inside];
}

/**
 * Checks that overrides keep the labels that select pods. `null` may remove `app` and `version` where
 * nothing selects by them, as in pods that ran before the release.
 */
function checkLabels(
  service: string,
  version: string,
  spec: VersionSpec & Pick<ServiceSpec, "selector">,
  path: Path,
): Problem[] {
  const labels = spec.pod?.metadata?.labels ?? {};
  const needed = callerLabels(service, version, spec);
  const set = { ...podLabels(service, version, spec), ...needed };
  return Object.keys(set)
    .filter((name) => Object.hasOwn(labels, name))
    .filter((name) => Object.hasOwn(needed, name) || labels[name] !== null)
    .map((name) => ({
      code: "GR116",
      path: formatPath([...path, "metadata", "labels", name]),
      given: show(labels[name]),
      allowed: `other labels: the release sets ${Object.keys(set).join(", ")}`,
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

/** Checks that no version has a number of pods and an autoscaler. */
function checkNumber({ replicas, autoscale }: VersionSpec, path: Path): Problem[] {
  if (!autoscale || replicas === undefined) return [];
  return [
    {
      code: "GR119",
      path: formatPath(path),
      given: `${show(replicas)}, beside an autoscaler`,
      allowed: "replicas or autoscale",
      fix:
        replicas === 0
          ? "remove autoscale or replicas; clusters: [] takes the version offline"
          : "remove replicas, and say the fewest pods with min of autoscale; or remove autoscale",
    },
  ];
}
