// Finds the names of versions in objects: a subset and a Deployment carry them in other forms.
import type { DeploymentManifest } from "../manifests/deployment";
import type { Manifest } from "../manifests/metadata";
import type { DestinationRuleManifest } from "../manifests/traffic-policy";
import { isServiceHost, subsetName } from "../release/names";
import type { Snapshot } from "./snapshot";

/** A version of a service. */
export interface VersionOf {
  readonly service: string;
  readonly version: string;
}

/** The name of the Service of a host inside the mesh. */
export function serviceOfHost(host: string): string {
  return host.split(".")[0] ?? host;
}

/** The versions of a stack by their objects. */
export class VersionNames {
  private readonly byObject = new Map<string, VersionOf>();
  private readonly bySubset = new Map<string, string>();

  /** @param snapshots those of before and after: a version may be in one of them alone */
  constructor(snapshots: readonly Snapshot[]) {
    const seen = new Set<string>();
    const lists = snapshots.flatMap(({ clusters }) => clusters.map((one) => one.objects));
    const objects = [...new Set(lists)].flat();
    const labels = new Map<string, string>();
    for (const object of objects)
      if (object.kind === "Deployment") {
        const { version } = (object as DeploymentManifest).spec.template.metadata?.labels ?? {};
        if (version !== undefined) labels.set(object.metadata.name, version);
      }
    for (const object of objects) {
      const { name } = object.metadata;
      if (object.kind !== "DestinationRule" || seen.has(name)) continue;
      seen.add(name);
      const { host = "", subsets = [] } = (object as DestinationRuleManifest).spec;
      const subset = subsets[0]?.name;
      if (subset === undefined || !isServiceHost(host)) continue;
      const label = labels.get(name);
      const version = label !== undefined && subsetName(label) === subset ? label : subset;
      const service = serviceOfHost(host);
      this.byObject.set(name, { service, version });
      this.bySubset.set(`${service}/${subset}`, version);
    }
  }

  /** The version of a subset; the subset's own name where no object says more. */
  versionOf(service: string, subset: string): string {
    return this.bySubset.get(`${service}/${subset}`) ?? subset;
  }

  /** The version whose Deployment, autoscaler, disruption budget or subset an object is. */
  of({ kind, metadata }: Manifest): VersionOf | undefined {
    return versionKinds.includes(kind) ? this.byObject.get(metadata.name) : undefined;
  }
}

const versionKinds: readonly string[] = [
  "Deployment",
  "HorizontalPodAutoscaler",
  "PodDisruptionBudget",
  "DestinationRule",
];
