// The labels by which Services, Deployments and subsets select the pods of a release.
import type { ServiceSpec, VersionSpec } from "./release";

/** Labels by key. */
export type Labels = Readonly<Record<string, string>>;

/**
 * The labels by which the Service of a service selects its pods: those of all versions, and never
 * what tells versions apart, because subsets choose the version.
 */
export function serviceSelector(
  service: string,
  { selector }: Pick<ServiceSpec, "selector">,
): Labels {
  return selector ?? { app: service };
}

/**
 * The labels by which the Deployment of a version selects its pods. An API server refuses to change
 * them (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector), so they
 * stay the same for the whole life of the version.
 */
export function deploymentSelector(
  service: string,
  version: string,
  given: Pick<ServiceSpec, "selector"> & Pick<VersionSpec, "labels">,
): Labels {
  return { ...serviceSelector(service, given), ...versionSelector(version, given) };
}

/** The labels by which a Deployment selects beside those of its service; they may be none. */
export function versionSelector(version: string, { labels }: Pick<VersionSpec, "labels">): Labels {
  return labels ?? { version };
}

/**
 * The labels by which a subset selects the pods of a version, among those of its service. They are
 * never empty: a subset without labels would be the whole service.
 */
export function subsetLabels(
  version: string,
  { labels = {} }: Pick<VersionSpec, "labels">,
): Labels {
  return Object.keys(labels).length > 0 ? labels : { version };
}

/** The labels of a version's pods that the release sets, before `pod` is merged over them. */
export function podLabels(
  service: string,
  version: string,
  given: Pick<ServiceSpec, "selector"> & Pick<VersionSpec, "labels">,
): Labels {
  return { app: service, version, ...deploymentSelector(service, version, given) };
}

/** The labels by which a caller's pod is known to be of one version of a service. */
export function callerLabels(
  service: string,
  version: string,
  given: Pick<ServiceSpec, "selector"> & Pick<VersionSpec, "labels">,
): Labels {
  return { ...serviceSelector(service, given), ...subsetLabels(version, given) };
}

/** Labels as a selector of the API: `app=cart,version=v2`. */
export function selectorText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}

/** Whether labels contain all wanted labels. */
export function carries(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
