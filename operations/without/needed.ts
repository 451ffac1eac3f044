/** What the routes of clusters that are left out lead to in the others. Pure. */
import { groups } from "../../model/groups";
import type { DeploymentManifest } from "../../model/manifests/deployment";
import type { ServiceManifest } from "../../model/manifests/service";
import type { DestinationRuleManifest } from "../../model/manifests/traffic-policy";
import type { VirtualServiceManifest } from "../../model/manifests/virtual-service";
import { namedSubsets } from "../../model/routes/subsets";
import { ofKind, type Applied } from "./applied";
import type { NeededObject } from "./left-out";

/** The Services, subsets and pods that the routes of left out clusters lead to. */
export function neededObjects(there: readonly Applied[], here: readonly Applied[]): NeededObject[] {
  const behind = destinationsOf([...there, ...here]);
  const answering = new Set(here);
  const found = ofKind<VirtualServiceManifest>(there, "VirtualService").flatMap((route) =>
    namedSubsets(route.manifest).flatMap((named) =>
      behind(named)
        .filter((one) => answering.has(one))
        .map(({ release, cluster, object }): NeededObject => ({
          ...{ release, cluster, object },
          ...{ route: route.object, from: route.cluster },
        })),
    ),
  );
  const byText = new Map(found.map((one) => [JSON.stringify(one), one]));
  return [...byText.values()];
}

/** Finds the objects behind a destination `<host>/<subset>`, in all clusters. */
function destinationsOf(all: readonly Applied[]): (named: string) => readonly Applied[] {
  const services = groups(ofKind<ServiceManifest>(all, "Service"), ({ manifest: { metadata } }) => [
    `${metadata.name}.${metadata.namespace}`,
  ]);
  const rules = groups(ofKind<DestinationRuleManifest>(all, "DestinationRule"), (one) => {
    const { host, subsets = [] } = one.manifest.spec;
    return subsets.map(({ name }) => `${host}/${name}`);
  });
  const labels = (one: DeploymentManifest) => one.spec.template.metadata?.labels ?? {};
  const pods = groups(ofKind<DeploymentManifest>(all, "Deployment"), ({ manifest }) =>
    Object.entries(labels(manifest)).map((label) => labelKey(manifest.metadata.namespace, label)),
  );
  return (named) => {
    const [host = "", subset] = named.split("/");
    const [name, namespace] = host.split(".");
    const ofHost = services.get(`${name}.${namespace}`) ?? [];
    const ofSubset = rules.get(named) ?? [];
    const selected = ofSubset[0]?.manifest.spec.subsets?.find((one) => one.name === subset);
    const wanted = Object.entries({
      ...ofHost[0]?.manifest.spec?.selector,
      ...selected?.labels,
    });
    const [first] = wanted;
    const candidates = first && ofHost[0] ? (pods.get(labelKey(namespace, first)) ?? []) : [];
    const ofPods = candidates.filter(({ manifest }) =>
      wanted.every(([key, value]) => labels(manifest)[key] === value),
    );
    return [...ofHost, ...ofSubset, ...ofPods];
  };
}

function labelKey(namespace: string | undefined, [key, value]: readonly [string, string]): string {
  return `${namespace} ${key}=${value}`;
}
