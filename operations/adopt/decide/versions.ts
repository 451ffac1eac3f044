/** Names the versions of a service by its live Deployments, and says which of them can stay. Pure. */
import type { DeploymentManifest } from "../../../model/manifests/deployment";
import { carries, type Labels } from "../../../model/release/labels";
import { labelValue, subsetName, versionedName } from "../../../model/release/names";
import type { Live } from "./live";
import { same } from "./pod-difference";

/** A live Deployment of a service, and the version that it is in the release. */
export interface LiveVersion {
  readonly object: Live<DeploymentManifest>;
  readonly version: string;
  /** The version's own `labels`, where its Deployment selects by others than the label `version`. */
  readonly labels?: Labels;
  /**
   * Why another Deployment takes its place; left out where it stays. A Deployment can't be renamed,
   * and pods that nothing tells apart from those of other versions need a new label.
   */
  readonly replacedFor?: "name" | "label";
}

/** The labels of a Deployment's pods. */
export function labelsOf({ spec }: DeploymentManifest): Labels {
  return spec.template.metadata?.labels ?? {};
}

/**
 * The versions that Deployments run: by the label `version` of their pods; by their names, where
 * they select by labels that no other Deployment's pods have; or else by a name that is free.
 *
 * @param selector of the Service
 * @param deployments those whose pods the Service selects
 * @param all the Deployments of the namespace
 */
export function versionsIn(
  service: string,
  selector: Labels,
  deployments: readonly Live<DeploymentManifest>[],
  all: readonly Live<DeploymentManifest>[],
): LiveVersion[] {
  const taken = new Set(deployments.flatMap((one) => labelsOf(one).version ?? []));
  const names = new Set(all.map(({ metadata }) => metadata.name));
  const isFree = (version: string) =>
    labelValue.test(version) && !taken.has(version) && !names.has(versionedName(service, version));
  return deployments.map((object): LiveVersion => {
    const { name } = object.metadata;
    const others = deployments.filter((one) => one !== object);
    const own = ownLabels(object, selector);
    const known = labelsOf(object).version ?? versionBy(own, service, name, others);
    if (known !== undefined) {
      const stays = name === versionedName(service, known);
      const labels = own && !same(own, { version: known }) ? { labels: own } : {};
      return { object, version: known, ...(stays ? labels : { replacedFor: "name" }) };
    }
    const found = [suffixOf(service, name), ...numbered()].find(isFree) ?? "v1";
    taken.add(found);
    return { object, version: found, replacedFor: "label" };
  });
}

/** What a Deployment selects by beside its Service; undefined where it leaves out a part of that. */
function ownLabels({ spec }: DeploymentManifest, selector: Labels): Labels | undefined {
  const { matchLabels = {}, matchExpressions = [] } = spec.selector;
  if (matchExpressions.length > 0 || !carries(matchLabels, selector)) return undefined;
  return Object.fromEntries(Object.entries(matchLabels).filter(([key]) => !(key in selector)));
}

/** The version in the name of a Deployment that selects by labels that no other one's pods have. */
function versionBy(
  own: Labels | undefined,
  service: string,
  name: string,
  others: readonly DeploymentManifest[],
): string | undefined {
  if (!own || Object.keys(own).length === 0) return undefined;
  const version = suffixOf(service, name);
  const isApart = others.every((one) => !carries(labelsOf(one), own));
  return isApart && labelValue.test(version) && subsetName(version) === version
    ? version
    : undefined;
}

/** What follows the service's name in a Deployment's: `canary` of `cart-canary`. */
function suffixOf(service: string, name: string): string {
  return name.startsWith(`${service}-`) ? name.slice(service.length + 1) : "";
}

function numbered(): string[] {
  return Array.from({ length: 100 }, (_, i) => `v${i + 1}`);
}
