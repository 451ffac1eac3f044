/** Tells what becomes of a live Deployment: whether it stays, and what of it a release can't keep. Pure. */
import { objectName } from "../../../model/live-object";
import type { DeploymentManifest } from "../../../model/manifests/deployment";
import { show } from "../../../model/problem";
import { deploymentSelector } from "../../../model/release/labels";
import { versionedName } from "../../../model/release/names";
import type { ServiceSpec } from "../../../model/release/release";
import type { LiveCluster, Told } from "./live";
import { same } from "./pod-difference";
import type { LiveVersion } from "./versions";

/** Reports what a release can't keep of a Deployment, and whether another one takes its place. */
export function tellDeployment(
  service: string,
  live: LiveCluster,
  { object: one, version, labels, replacedFor }: LiveVersion,
  { selector }: Pick<ServiceSpec, "selector">,
  { obstacle, replaced, change }: Told,
): void {
  const about = { cluster: live.cluster.name, object: objectName(one) };
  const wanted = versionedName(service, version);
  if (replacedFor) {
    replaced({
      ...about,
      by: `Deployment ${one.metadata.namespace}/${wanted}`,
      ...(replacedFor === "name"
        ? {
            field: "metadata.name",
            why: `a release names it ${wanted}, and a Deployment can't be renamed`,
          }
        : {
            field: "spec.template.metadata.labels.version",
            why: "its pods have no label version, by which a release tells versions apart",
          }),
    });
    for (const { field, value } of lostWith(one))
      change({
        ...about,
        field,
        why: `the Deployment that takes its place will not have it: ${show(value)}`,
      });
  } else {
    const matchLabels = deploymentSelector(service, version, { selector, labels });
    if (!same(one.spec.selector, { matchLabels }))
      obstacle({
        ...about,
        field: "spec.selector",
        why: `${show(one.spec.selector)} can't be changed, and a release selects by ${show(matchLabels)}`,
      });
  }
}

/** Fields of a Deployment for which a release has no key, with Kubernetes' own values of them. */
const ownFields = { minReadySeconds: 0, progressDeadlineSeconds: 600, revisionHistoryLimit: 10 };

/** What a Deployment of the release would not have. */
function lostWith({ spec }: DeploymentManifest): { field: string; value: unknown }[] {
  const fields = spec as unknown as Readonly<Record<string, unknown>>;
  return Object.entries(ownFields)
    .filter(([key, usual]) => fields[key] !== undefined && fields[key] !== usual)
    .map(([key]) => ({ field: `spec.${key}`, value: fields[key] }));
}
